"""The words that a translation must get right, and those of the street that it need not know."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

Forms = Mapping[str, tuple[str, ...]]  # BCP 47 tag -> forms; the first is what is written


@dataclass(frozen=True, slots=True)
class Term:
    """One thing with a settled name in each language.

    A form is found whatever its case, except one all in capitals, which is found in capitals only.
    Where `keep` is true, its forms are found in a text of any language, and stay as they stand.
    """

    id: str
    forms: Forms
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms of a desk; `version` names their content, and "" is that of none."""

    terms: tuple[Term, ...] = ()
    version: str = ""

    def __hash__(self) -> int:
        return hash(self.version)


@dataclass(frozen=True, slots=True)
class SlangWord:
    """A word of chats, with what it means; `meanings` has at least English."""

    forms: tuple[str, ...]
    meanings: Mapping[str, str]  # BCP 47 tag -> a few words


@dataclass(frozen=True, slots=True)
class Slang:
    """The slang of a desk's customers, by the language in which they write it."""

    words: Mapping[str, tuple[SlangWord, ...]] = field(default_factory=dict)
    version: str = ""

    def __hash__(self) -> int:
        return hash(self.version)


@dataclass(frozen=True, slots=True)
class Gloss:
    """What a slang word in a text means; shown beside the text, which nobody touches."""

    span: tuple[int, int]  # from, to: characters of the text
    form: str  # as the desk's file writes it
    meaning: str
    language: str  # of the meaning


EMPTY: Final = Glossary()
NO_SLANG: Final = Slang()
LONGEST_FORM: Final = 80  # characters
_SPACES: Final = re.compile(r"[^\S\n]+")
_HYPHENS: Final = re.compile(r"[\u2010-\u2015\u2212]")


def plain(form: str) -> str:
    """A form as it is compared: NFKC, without case, one space for several, one kind of hyphen."""
    return _SPACES.sub(" ", folded(form)).strip()


def folded(text: str) -> str:
    """The same of a part of a text, with its spaces as they are."""
    return _HYPHENS.sub("-", unicodedata.normalize("NFKC", text).casefold())
