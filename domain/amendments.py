"""What platforms tell of messages after they were sent, as a region remembers it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.channels import Deleted, Edited, Reachable, Reported


@dataclass(frozen=True, slots=True)
class Place:
    """The account on which something was told, and when it came to us."""

    channel: str
    account: str
    at: datetime


class Told(StrEnum):
    """What became of it."""

    TAKEN = "taken"  # its ticket hears of it
    EARLY = "early"  # the message that it is about is not here yet: it waits for it
    KNOWN = "known"  # it was told before, or says nothing new


class Amendments(Protocol):
    """Edits, deletions and receipts of one region, each told to its ticket once, in any order."""

    async def edit(self, place: Place, edit: Edited) -> Told:
        """Keep the new words and have the ticket hear of them."""
        ...

    async def delete(self, place: Place, deletion: Deleted) -> Told:
        """Take words and files of a message out, and have the ticket hear of it."""
        ...

    async def report(self, place: Place, report: Reported) -> Told:
        """Note how far messages of ours have come; a message is as far as the last of its parts.

        EARLY where no send of this region is known by these names; it waits there for a day.
        """
        ...

    async def reachable(self, place: Place, person: Reachable) -> Told:
        """Note whether somebody can be written to."""
        ...

    async def knows(self, place: Place, item: Edited | Deleted | Reported | Reachable) -> bool:
        """Whether what it is about is of this region, for accounts that serve several."""
        ...
