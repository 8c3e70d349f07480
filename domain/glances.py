"""What a list shows of tickets beside what they are: the last words, and whether they were read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol

LONGEST: Final = 140  # characters of an excerpt
LOOKED_AT: Final = 1_000  # characters of a text from which it is taken
CUT: Final = "…"


@dataclass(frozen=True, slots=True)
class LastWords:
    """What a customer said last, in each language in which the vault has it."""

    language: str  # of the original
    text_id: str
    translations: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def in_one_of(self, languages: Sequence[str]) -> str:
        """Under which id it stands in the first of these languages; else as it was written.

        A variant will do, in either direction: `pt` for who reads `pt-BR`.
        """
        for wanted in map(_primary, languages):
            if _primary(self.language) == wanted:
                return self.text_id
            for language, text_id in self.translations.items():
                if _primary(language) == wanted:
                    return text_id
        return self.text_id


@dataclass(frozen=True, slots=True)
class Glance:
    """One ticket as somebody glances at it.

    `last_message_at`: when the customer or the desk spoke last; notes are not heard. `unread`:
    somebody else wrote something, a customer or a colleague, since the ticket was read last.
    """

    last_message_at: datetime | None = None
    last_words: LastWords | None = None
    unread: bool = False


@dataclass(frozen=True, slots=True)
class ReadMark:
    """That somebody has read a ticket as far as a version of it. `reader`: an agent, or a key."""

    reader: str
    ticket_id: str
    version: int
    at: datetime


class Marks(Protocol):
    """How far people have read the tickets of one region."""

    async def read(self, mark: ReadMark) -> None:
        """Note it, unless as much or more was read already."""
        ...

    async def glances(self, reader: str, ticket_ids: Sequence[str]) -> Mapping[str, Glance]:
        """What the reader sees of these tickets at a glance; those that are not there left out."""
        ...


def excerpt(text: str | None) -> str | None:
    """The beginning of a text on one line; None where there is no word in it."""
    words = " ".join((text or "")[:LOOKED_AT].split())
    if len(words) <= LONGEST:
        return words or None
    cut = words[: LONGEST - len(CUT)]
    whole, _, rest = cut.rpartition(" ")
    return (whole if whole and len(rest) < LONGEST // 4 else cut) + CUT


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
