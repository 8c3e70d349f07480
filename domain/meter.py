"""What stores say of what they committed, so that a door can count it. Nothing here is a decision.

Facts only, and those without texts or names; who listens must neither fail nor wait.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.events import MessageTranslated
from domain.ledger import Entry
from domain.vocabulary import Target


@dataclass(frozen=True, slots=True)
class Written:
    """What a page added to the ledger: entries that stood there before are not in it.

    `met` names the targets whose promise was kept in time by it.
    """

    entries: tuple[Entry, ...] = ()
    met: tuple[Target, ...] = ()


class Meter(Protocol):
    """Hears what one region's database did, after it did it."""

    def wrote(self, written: Written) -> None:
        """A page is committed; a repeat of it added nothing."""
        ...

    def committed(self, units: int) -> None:
        """So many units of work were committed together."""
        ...

    def unavailable(self) -> None:
        """The database did not take a batch."""
        ...


class NobodyListens:
    """The meter of a store that nobody watches."""

    def wrote(self, written: Written) -> None:
        """As the Protocol says."""

    def committed(self, units: int) -> None:
        """As the Protocol says."""

    def unavailable(self) -> None:
        """As the Protocol says."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What was accepted and no ticket was told of; `oldest` is when the first of it was."""

    waiting: int
    oldest: datetime | None = None


class Pulse(Protocol):
    """How a region does, as far as its database knows. Both raise Unavailable."""

    async def backlog(self) -> Backlog:
        """What waits to be told."""
        ...

    async def latest_translations(self, most: int) -> list[MessageTranslated]:
        """The newest outcomes of translating, the newest first; it looks back a short way only."""
        ...
