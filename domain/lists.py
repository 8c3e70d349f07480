"""What a list of tickets is asked for, and where it goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from domain.analytics import Behind
from domain.vocabulary import Priority, Status, Tier

AT_WORK = (Status.NEW, Status.OPEN, Status.WAITING, Status.HELD)  # whose clocks may run

ALIKE = datetime.min.replace(tzinfo=UTC)  # where names alone say the order

Position = tuple[datetime, str]  # of a ticket in a list: its instant there, and its id or name


class Dated(Protocol):
    """A clock, as far as lists look at it."""

    @property
    def due_at(self) -> datetime | None:
        """When it runs out, if it runs."""
        ...


class Listed(Protocol):
    """A ticket, as far as lists look at it."""

    @property
    def id(self) -> str:
        """Its region, and its name there."""
        ...

    @property
    def opened_at(self) -> datetime:
        """When it was opened."""
        ...

    @property
    def updated_at(self) -> datetime:
        """When something last happened to it."""
        ...

    @property
    def clocks(self) -> Sequence[Dated]:
        """Its promises about time."""
        ...


class Sort(StrEnum):
    """What a list goes by. `due` lists those tickets alone of which a clock runs."""

    UPDATED = "updated"
    OPENED = "opened"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Span:
    """From an instant on, and until before another; None leaves that end open."""

    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tickets a list shows, and in which order; None means any.

    With `words` a list holds the tickets in whose texts all of them stand; it goes by `opened`,
    as the tickets' ids have it.
    """

    ids: tuple[str, ...] | None = None  # of these alone, as far as they are in the list
    statuses: tuple[Status, ...] | None = None
    team: str | tuple[str, ...] | None = None  # or any of several
    teams: tuple[str, ...] | None = None  # what the reader may see at all
    nobodys: bool = True  # whether the reader sees tickets that no team has, besides
    assignee: str | None = None
    unassigned: bool = False
    priority: Priority | None = None
    topic: str | None = None
    language: str | None = None  # with all that is a kind of it: `zh-Hant` is of `zh`
    channel: str | None = None
    tier: Tier | None = None
    customer_id: str | None = None
    opened: Span = Span()
    updated: Span = Span()
    due_before: datetime | None = None
    breached: bool | None = None
    unacknowledged: bool = False  # a hand-over to the team waits for an answer
    words: tuple[str, ...] = ()  # as domain.words.sought gives them
    region: str | None = None  # the tickets that are at home there
    behind: Behind | None = None  # a figure: the tickets that it counts
    sort: Sort = Sort.UPDATED
    ascending: bool = False
    after: Position | None = None  # where the page before ended
    limit: int = 50

    def __post_init__(self) -> None:
        """Raises ValueError for words in an order that they are not found in, or with `behind`."""
        if self.words and self.sort is not Sort.OPENED:
            raise ValueError("a list of what was found by words goes by `opened`")
        if self.words and self.behind is not None:
            raise ValueError("words are not looked for among the tickets behind a figure")


def position(listed: Listed, wanted: Filter) -> Position:
    """Where a ticket stands in a list that shows it: what lists are in order of."""
    if wanted.words:
        return ALIKE, name_of(listed.id)
    if wanted.sort is Sort.OPENED:
        return listed.opened_at, listed.id
    if wanted.sort is Sort.UPDATED:
        return listed.updated_at, listed.id
    return min(clock.due_at for clock in listed.clocks if clock.due_at), listed.id


def name_of(ticket_id: str) -> str:
    """A ticket's id without its region: a ULID, which sorts by when it was made."""
    return ticket_id.partition("-")[2]
