"""For how long a region keeps what, and what is over its time at an instant.

A time is counted as laws count their terms (domain/privacy.py): in days of the calendar on the wall
of the region. The day on which a ticket was closed, or a thing was made, is not counted; the last
day counts whole, and what is over its time goes on the next. Pure: the instant is an argument.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from domain.privacy import LegalDays, Term

BY: Final = "retention"  # who did it, on the trail, and why a person was erased
_DAY: Final = timedelta(days=1)
_FIRST: Final = 2000  # the calendar is the same again after 400 years
_CYCLE: Final = 400 * 12  # months
_DAYS_OF_CYCLE: Final = 146_097
# On which day each month of two cycles begins.
_BEGINS: Final = tuple(
    date(_FIRST + month // 12, month % 12 + 1, 1).toordinal() for month in range(2 * _CYCLE)
)


class RetentionKind(StrEnum):
    """What is kept for a time of its own, in the order in which it goes.

    TEXTS: what people wrote in a ticket, and what it is found and translated by; files too. PEOPLE:
    a customer without any text or open ticket: profile, identities, key. HISTORIES: sealed
    histories of a ticket. RECORDS: all that is left of a ticket but the trail. NOTIFICATIONS: what
    agents were told. REQUESTS: what people asked about their own data, once that has ended.
    SET_ASIDE: what came from platforms and could not be read.
    """

    TEXTS = "texts"
    PEOPLE = "people"
    HISTORIES = "histories"
    RECORDS = "records"
    NOTIFICATIONS = "notifications"
    REQUESTS = "requests"
    SET_ASIDE = "set_aside"


OF_TICKETS: Final = (RetentionKind.TEXTS, RetentionKind.HISTORIES, RetentionKind.RECORDS)
IN_PILES: Final = (*(RetentionKind.NOTIFICATIONS, RetentionKind.REQUESTS, RetentionKind.SET_ASIDE),)
# Goes as a run ends, key by key: there is little of it.
AT_THE_END: Final = (RetentionKind.SET_ASIDE,)
# What proves a dealing: a floor for records holds for all of it.
PROVES: Final = (RetentionKind.RECORDS, RetentionKind.HISTORIES)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is over its time of one kind: what ended before an instant, as it is seen `at` another.

    Both are aware; `words` is the time as operations say it.
    """

    kind: RetentionKind
    before: datetime
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Retention:
    """For how long one region keeps what; a kind without a time is kept for ever."""

    days: LegalDays
    terms: Mapping[RetentionKind, Term] = field(default_factory=dict)

    def rule(self, kind: RetentionKind, at: datetime) -> Rule | None:
        """What is over its time then; None for what is kept for ever."""
        term = self.terms.get(kind)
        if term is None:
            return None
        return Rule(kind, ended_before(term, self.days, at), at, spoken(term))

    def rules(self, at: datetime) -> Sequence[Rule]:
        """The same of all kinds, in the order in which they go."""
        found = (self.rule(kind, at) for kind in RetentionKind)
        return [rule for rule in found if rule is not None]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is over its time: a ticket or a person by their id, and since when it ended.

    A ticket ended when it was closed, a person with the last of their tickets.
    """

    id: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Overdue:
    """How much is over its time, and since when the oldest of it has ended."""

    count: int
    oldest: datetime | None = None


class Retaining(Protocol):
    """What a region keeps for a time. All raise stores.Unavailable.

    Whoever is under a legal hold, is restricted, is being erased, or waits for an answer about
    their data loses nothing by it, and neither do their tickets.
    """

    async def overdue(self, rule: Rule) -> Overdue:
        """How much a rule takes out."""
        ...

    async def due(self, rule: Rule, *, after: Due | None = None, limit: int) -> Sequence[Due]:
        """At most `limit` tickets or persons that a rule takes out, the oldest first.

        Raises ValueError for a kind of which no single one is named.
        """
        ...

    async def take_out(self, rule: Rule, ticket_id: str) -> Mapping[str, int] | None:
        """In one transaction, with its entry on the trail; how much of each kind of thing went.

        None, changing nothing, where the ticket is not over its time any more, or was done before.
        """
        ...

    async def clear(self, rule: Rule, limit: int) -> Mapping[str, int]:
        """At most `limit` of each thing of a kind that is no ticket's; empty once all is done."""
        ...

    async def freeze(self, rule: Rule, customer_id: str) -> bool:
        """Begin the erasure of a person, if they are over their time still."""
        ...

    async def freezing(self) -> Sequence[str]:
        """The persons whose erasure was begun so and is not done."""
        ...

    async def empty_exports(self, at: datetime) -> int:
        """Overwrite exports whose link is too old by then, whatever the desk says; how many."""
        ...

    async def forget_early(self, at: datetime) -> int:
        """Take out what came early and was never needed, and marks of what was read and is closed.

        Edits and receipts come early, before their messages; files of visitors before the message
        that names them. How much; it counts for nobody.
        """
        ...

    async def drive_out(self) -> None:
        """See that no file holds what was taken out, as far as the database can do that.

        Raises Unavailable where others are in the way: then it has to be asked again.
        """
        ...

    async def ran(self, at: datetime) -> None:
        """Note that all that was over its time at an instant is done."""
        ...

    async def last_ran(self) -> datetime | None:
        """The latest such instant; before the first, when the region had its first desk.

        None where it has neither.
        """
        ...


def ended_before(term: Term, days: LegalDays, at: datetime) -> datetime:
    """What ended before this instant is over its time at `at`, and nothing else is.

    Raises ValueError for a naive instant, OverflowError where it would be before the year 1.
    """
    over = days.day_of(at) - _DAY
    while days.end_of(over) > at:  # a midnight that daylight saving left out
        over -= _DAY
    last = _back(over, term)
    while term.last_day(last + _DAY) <= over:  # days that a shorter month has not
        last += _DAY
    return days.end_of(last)


def never_shorter(one: Term, other: Term) -> bool:
    """Whether one is at least as long as the other, from whichever day they are counted."""
    if one.months == other.months or not (one.days or other.days):
        return (one.months, one.days) >= (other.months, other.days)
    return _spans(one.months)[0] + one.days >= _spans(other.months)[1] + other.days


def spoken(term: Term) -> str:
    """As operations write it: 2 years, 18 months, 183 days."""
    years, months = divmod(term.months, 12)
    counts = ((years, "year"), (months, "month")) if not months else ((term.months, "month"),)
    parts = (*counts, (term.days, "day"))
    return " ".join(f"{many} {one}{'' if many == 1 else 's'}" for many, one in parts if many)


def _back(day: date, term: Term) -> date:
    """A day of which the term is over on that day, or some days before it."""
    reached = day - term.days * _DAY
    year, place = divmod(reached.year * 12 + reached.month - 1 - term.months, 12)
    if year < 1:
        raise OverflowError("the time begins before the year 1")
    return date(year, place + 1, min(reached.day, monthrange(year, place + 1)[1]))


def _spans(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many months have, wherever they begin."""
    cycles, rest = divmod(months, _CYCLE)
    begun, over = _BEGINS[:_CYCLE], _BEGINS[rest : rest + _CYCLE]
    lengths = [end - start for start, end in zip(begun, over, strict=True)]
    whole = cycles * _DAYS_OF_CYCLE
    return whole + min(lengths), whole + max(lengths)
