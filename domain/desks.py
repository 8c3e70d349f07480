"""Published desks, as a region remembers them: what, who, when, why, and the change in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

Files = Mapping[str, str]  # path within the desk, such as policies/standard.yaml -> its text


@dataclass(frozen=True, slots=True)
class PublishedDesk:
    """A desk that was published in a region; nothing of it is ever changed."""

    number: int  # from 1 in each region, without gaps
    address: str  # of its content: SHA-256 in hex
    at: datetime
    by: str
    why: str
    changes: tuple[str, ...]  # against the one before, a sentence each


@dataclass(frozen=True, slots=True)
class NewDesk:
    """A desk to publish.

    `after` is the number of the desk that `changes` compare it with, 0 where there was none. A
    `request` is what a repeat of the same request is known by.
    """

    files: Files
    address: str
    at: datetime
    by: str
    why: str
    changes: tuple[str, ...]
    after: int
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """What stands now; `is_new` is False where the same content stood there already."""

    desk: PublishedDesk
    is_new: bool


@dataclass(frozen=True, slots=True)
class NotTakenOver:
    """A process cannot go by the newest desk, and goes on with the one that it has."""

    process: str
    number: int  # of the desk that it cannot take over
    reason: str
    at: datetime


class PublishedMeanwhile(Exception):
    """Somebody published another desk since the one that this was compared with."""

    def __init__(self, newest: PublishedDesk) -> None:
        super().__init__(newest.number)
        self.newest = newest


class Desks(Protocol):
    """The published desks of one region."""

    async def publish(self, new: NewDesk) -> Publication:
        """Publish a desk under the next number, in one transaction.

        The same content as the newest changes nothing; so does a repeat of a request, which is
        answered with what the first one published. Raises PublishedMeanwhile.
        """
        ...

    async def of_request(self, request: str) -> PublishedDesk | None:
        """What that request published; None where it published nothing."""
        ...

    async def newest(self) -> PublishedDesk | None:
        """The newest; None where none was published yet."""
        ...

    async def get(self, number: int) -> PublishedDesk:
        """The desk of that number, or Missing."""
        ...

    async def files(self, number: int) -> Files:
        """What the desk of that number says, or Missing."""
        ...

    async def page(self, *, before: int | None, limit: int) -> Sequence[PublishedDesk]:
        """The newest first, at most `limit`, continuing before a number."""
        ...

    async def not_taken_over(self, note: NotTakenOver) -> None:
        """Note it, in the place of what the same process said before."""
        ...

    async def left_behind(self, since: datetime) -> Sequence[NotTakenOver]:
        """What processes have noted since then, by their names."""
        ...
