"""What the desk's figures count, and from which events. The one definition; docs/numbers.md has it.

A ticket's counts are a pure function of its ledger. What a later event takes back is not in them:
so a figure of the past is what is true of it now, and no ticket is counted twice for one thing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain import events as happened
from domain.changes import apply
from domain.clocks import TargetClock
from domain.events import Event, TicketOpened
from domain.ticket import OVER, Ticket, opened
from domain.vocabulary import ClockState, Target

SECOND: Final = timedelta(seconds=1)
UNKNOWN: Final = "und"


class Counted(StrEnum):
    """What is counted. Each has its instant, and the team that had the ticket then."""

    OPENED = "opened"
    FIRST_REPLY = "first_reply"
    SOLVED = "solved"
    CLOSED = "closed"
    MERGED = "merged"
    RATED = "rated"
    FIRST_REPLY_MET = "first_reply_met"
    FIRST_REPLY_BREACHED = "first_reply_breached"
    NEXT_REPLY_MET = "next_reply_met"
    NEXT_REPLY_BREACHED = "next_reply_breached"
    SOLVE_MET = "solve_met"
    SOLVE_BREACHED = "solve_breached"
    BACKLOG = "backlog"


MET: Final = MappingProxyType({one: Counted(f"{one}_met") for one in Target})
BREACHED: Final = MappingProxyType({one: Counted(f"{one}_breached") for one in Target})


@dataclass(frozen=True, slots=True)
class Count:
    """One thing that counts. `value`: seconds, a score, or whether an opened ticket is solved.

    Of a ticket that was merged nothing says whether it is solved: its matter goes on elsewhere.
    """

    what: Counted
    at: datetime
    team: str | None
    value: int | None = None


@dataclass(frozen=True, slots=True)
class TicketCounts:
    """All that counts of one ticket, and by what it is grouped: None where that is not known.

    `language` is without its variants: `pt` for `pt-BR`.
    """

    channel: str
    country: str | None
    language: str | None
    topic: str | None
    counts: tuple[Count, ...]


def counts_of(ticket_id: str, events: Sequence[Event]) -> TicketCounts | None:
    """What counts of a ticket, by its ledger; None for a ledger that tells of no opening.

    Outcomes of translating and sending may be left out: they touch nothing that is counted.
    """
    first = events[0] if events else None
    if not isinstance(first, TicketOpened):
        return None
    tally = _Tally(first, opened(ticket_id, first))
    for event in events[1:]:
        tally.hears(event)
    ticket = tally.ticket
    return TicketCounts(
        channel=first.channel,
        country=first.country,
        language=_language(ticket.language),
        topic=ticket.topic,
        counts=tuple(tally.counts()),
    )


@dataclass(slots=True)
class _Tally:
    """The counts of one ticket, as far as its ledger was heard."""

    first: TicketOpened
    ticket: Ticket
    first_team: str | None = None
    first_reply: Count | None = None
    solution: Count | None = None
    rating: Count | None = None
    end: Count | None = None
    promises: list[Count] = field(default_factory=list)

    def hears(self, event: Event) -> None:
        before, self.ticket = self.ticket, apply(self.ticket, event)
        self.first_team = self.first_team or self.ticket.team
        if isinstance(event, happened.AgentReplied):
            self.first_reply = self.first_reply or self._timed(Counted.FIRST_REPLY, event)
        self._ends(event)
        if before.status in OVER and self.ticket.status not in OVER:
            self.solution = self.rating = None
        for clock in self.ticket.clocks:
            self._promise(before.clock(clock.target), clock, event)

    def counts(self) -> Iterator[Count]:
        """What counts, where nothing more happens."""
        ticket, opening = self.ticket, self.first.at
        merged = ticket.merged_into is not None
        solved = None if merged else int(self.solution is not None)
        yield Count(Counted.OPENED, opening, self.first_team, solved)
        if ticket.status not in OVER:
            yield Count(Counted.BACKLOG, opening, ticket.team)
        told = (self.first_reply, None if merged else self.solution, self.rating, self.end)
        for one in (*told, *self.promises):
            if one is not None:
                yield Count(one.what, one.at, one.team or self.first_team, one.value)

    def _ends(self, event: Event) -> None:
        match event:
            case happened.TicketSolved():
                self.solution = self._timed(Counted.SOLVED, event)
            case happened.TicketRated():
                self.rating = self._count(Counted.RATED, event, event.score)
            case happened.TicketClosed():
                self.end = self._count(Counted.CLOSED, event)
            case happened.TicketMerged():
                self.end = self._count(Counted.MERGED, event)
            case _:
                pass

    def _promise(self, before: TargetClock | None, clock: TargetClock, event: Event) -> None:
        known = before.state if before is not None and before.cycle == clock.cycle else None
        if clock.state is ClockState.MET and known is not ClockState.MET:
            self.promises.append(self._count(MET[clock.target], event))
        if clock.state is ClockState.BREACHED and known is not ClockState.BREACHED:
            self.promises.append(self._count(BREACHED[clock.target], event))
        if _is_taken_up_again(before, clock):
            kept = MET[clock.target]
            self.promises = [one for one in self.promises if one.what is not kept]

    def _timed(self, what: Counted, event: Event) -> Count:
        """With the whole seconds since the opening, on the clock on the wall."""
        return self._count(what, event, max(0, (event.at - self.first.at) // SECOND))

    def _count(self, what: Counted, event: Event, value: int | None = None) -> Count:
        return Count(what, event.at, self.ticket.team, value)


def _is_taken_up_again(before: TargetClock | None, clock: TargetClock) -> bool:
    """A promise to solve that was kept and is open once more; of a reply another one is owed."""
    kept = before is not None and before.state is ClockState.MET
    return kept and clock.target is Target.SOLVE and clock.state is not ClockState.MET


def _language(tag: str) -> str | None:
    language = tag.partition("-")[0].lower()
    return None if language == UNKNOWN else language


def quantile(values: Iterable[int], share: float) -> int | None:
    """The value that this share of them does not exceed, by the nearest rank; None of none.

    https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method; `share` in (0, 1].
    """
    ordered = sorted(values)
    if not ordered:
        return None
    rank = -(-len(ordered) * round(share * 1_000) // 1_000)  # rounded up, without a float's error
    return ordered[max(rank, 1) - 1]
