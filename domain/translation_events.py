"""What people do with translations. No event holds the words: they are in the vault."""

from dataclasses import dataclass
from typing import Literal

from domain.happening import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationCorrected(Happened):
    """A person said how a message reads in another language; what stood there is kept beside it."""

    kind: Literal["translation_corrected"] = "translation_corrected"
    message_id: str
    source: str
    language: str
    text_id: str  # of the corrected text, in the vault
    engine: str  # whose translation was corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherTranslationAsked(Happened):
    """A person wants to see how an engine translates a message that was not asked before."""

    kind: Literal["another_translation_asked"] = "another_translation_asked"
    message_id: str
    source: str
    language: str
    without: tuple[str, ...] = ()  # the engines that answered before


def another_id(message_id: str, language: str, sequence: int) -> str:
    """Under which id the vault has what another engine made, by the place of its outcome."""
    return f"{message_id}:{language}:{sequence}"
