"""What is live in a region: that something changed, and who is at a ticket just now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


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


class Live(Protocol):
    """Tells whoever waits that a region's database has changed; one poller serves them all."""

    def number(self, region: str) -> int:
        """A number that grows with each change that was noticed; it says nothing else."""
        ...

    async def changed(self, region: str, seen: int, seconds: float) -> int:
        """The number, as soon as it is not `seen`, or once that long has passed."""
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
