"""What is live in a region: that something changed, and who is at a ticket just now."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from domain.ledger import TicketView
from domain.vocabulary import Actor

# What an agent was told lately: each by its id, and whether they have seen it.
Notified = frozenset[tuple[str, bool]]


class Doing(StrEnum):
    """What somebody does at a ticket."""

    READING = "reading"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is at a ticket: an agent by name, or `customer`. Over at `until`."""

    ticket_id: str
    who: str
    doing: Doing
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in its place among all of a region, and its ticket as it stands since."""

    position: int
    sequence: int
    kind: str  # also one that a newer build writes, of which this one knows nothing else
    at: datetime
    by: Actor
    view: TicketView


@dataclass(frozen=True, slots=True)
class Attended:
    """Who is at one ticket, which is as it stands."""

    view: TicketView
    present: Sequence[Present]


class Live(Protocol):
    """Tells whoever waits that a region's database has changed; one poller serves them all."""

    def number(self, region: str) -> int:
        """A number that grows with each change that was noticed; it says nothing else."""
        ...

    async def changed(self, region: str, seen: int, seconds: float) -> int:
        """The number, as soon as it is not `seen`, or once that long has passed."""
        ...


class Happenings(Protocol):
    """What happens in one region, for those who follow it."""

    def changes(self) -> AsyncGenerator[None, None]:
        """Whenever anything in the region's database may have changed; once at once. Never ends."""
        ...

    async def last(self) -> int:
        """The last position of the region's ledger; 0 where nothing ever happened."""
        ...

    async def after(self, position: int, limit: int) -> Sequence[Happening]:
        """What happened after a position, in order."""
        ...

    async def attended(self, now: datetime) -> Mapping[str, Attended]:
        """Who is at which ticket at an instant, by ticket."""
        ...

    async def notified(self) -> Mapping[str, Notified]:
        """What was told lately in the region, by agent."""
        ...


class Presence(Protocol):
    """Who is at which ticket of one region, for all processes of the region."""

    async def note(self, present: Present) -> None:
        """Somebody is there, or goes on; `since` stays while they do not leave."""
        ...

    async def leave(self, ticket_id: str, who: str) -> None:
        """Somebody has left."""
        ...

    async def at(self, now: datetime, ticket_id: str | None = None) -> Sequence[Present]:
        """Who is there at an instant: at one ticket, or at any."""
        ...


class OwnSettings(Protocol):
    """What people have set for themselves, as their clients understand it."""

    async def read(self, who: str) -> Mapping[str, Any]:
        """All that somebody has set; empty for nothing."""
        ...

    async def write(self, who: str, settings: Mapping[str, Any], at: datetime) -> None:
        """Set it anew, in place of what was there."""
        ...
