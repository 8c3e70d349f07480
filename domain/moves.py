"""The one decision: what the desk does next with a ticket.

The same function drives the live ticket, the simulator, the backtest and the auditor's
explanation; there is no second implementation of any rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from domain import clocks
from domain.changes import apply
from domain.escalation import steps_due
from domain.events import (
    Acknowledged,
    ClockBreached,
    ClockWarned,
    Event,
    HoldEnded,
    TicketClosed,
    TicketRouted,
)
from domain.hours import BusinessHours
from domain.policy import Policy, StaffingView
from domain.routing import choose
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK, ClockState, Status


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before `until`, or before news where it is None."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """Something fell due: it is now an event of the ticket."""

    event: Event


@dataclass(frozen=True, slots=True)
class AskStaffing:
    """The decision needs to know who is on, and what is known is too old."""


@dataclass(frozen=True, slots=True)
class CloseOut:
    """The reopen window ended: close, if no message is still on its way to the ticket."""

    event: TicketClosed


Move = Wait | Record | AskStaffing | CloseOut


def next_move(ticket: Ticket, policy: Policy, staffing: StaffingView, now: datetime) -> Move:
    """Decide what the desk does at `now`. Pure: the clock is an argument.

    Of several things that fell due the earliest comes first, so that a late look at the ticket
    tells the same story as a punctual one.
    """
    if ticket.status is Status.CLOSED:
        return Wait(None)
    deadline = _earliest(ticket, policy)
    if deadline and deadline[0] <= now:
        return _noticed(deadline[1], now)
    at_once = _at_once(ticket, policy, staffing, now)
    if at_once is not None:
        return at_once
    retries = (w.not_before for w in ticket.to_translate if w.not_before and w.not_before > now)
    return Wait(min((*((deadline[0],) if deadline else ()), *retries), default=None))


def settled(
    ticket: Ticket, policy: Policy, before: datetime, now: datetime
) -> tuple[Ticket, tuple[Event, ...]]:
    """The ticket after all that fell due before an instant, with those events, noticed now.

    What a person did at that very instant counts as in time; closing is left to the loop. What
    lies after `now` is not due yet, even where another machine's clock has put `before` there.
    """
    events: list[Event] = []
    deadline = _earliest(ticket, policy)
    while deadline and deadline[0] < min(before, now) and isinstance(deadline[1], Record):
        event = _noticed(deadline[1], now).event
        events.append(event)
        ticket = apply(ticket, event)
        deadline = _earliest(ticket, policy)
    return ticket, tuple(events)


def _earliest(ticket: Ticket, policy: Policy) -> tuple[datetime, Record | CloseOut] | None:
    hours = policy.calendar.hours()
    return min(_deadlines(ticket, policy, hours), key=lambda deadline: deadline[0], default=None)


def _at_once(
    ticket: Ticket, policy: Policy, staffing: StaffingView, now: datetime
) -> Record | AskStaffing | None:
    if ticket.team is None and ticket.candidates:
        if not staffing.is_fresh(now):
            return AskStaffing()
        return _routed(ticket, policy, staffing, now)
    if policy.acknowledge and _awaits_acknowledgement(ticket):
        return Record(
            Acknowledged(
                at=now,
                by=THE_DESK,
                because=policy.because("acknowledge the first message"),
                message_id=f"{ticket.id}-acknowledgement",
                template="acknowledgement",
                in_reply_to=ticket.first_message,
            )
        )
    return None


def _awaits_acknowledgement(ticket: Ticket) -> bool:
    """Once a team has it, unless a person was quicker than the desk."""
    unheard = not ticket.acknowledged and ticket.answered_at is None
    return unheard and ticket.team is not None and ticket.status is not Status.SOLVED


def _routed(ticket: Ticket, policy: Policy, staffing: StaffingView, now: datetime) -> Record | None:
    choice = choose(ticket.candidates, staffing)
    if choice is None:
        return None
    return Record(
        TicketRouted(
            at=now,
            by=THE_DESK,
            because=policy.because(f"routing: {choice.rule}", staffing.hash),
            team=choice.team,
            language=policy.team_languages.get(choice.team, "en"),
            reason=choice.reason,
        )
    )


def _deadlines(
    ticket: Ticket, policy: Policy, hours: BusinessHours
) -> Iterator[tuple[datetime, Record | CloseOut]]:
    """All that will fall due if nothing else happens, each with what is then done."""
    yield from _clock_deadlines(ticket, policy, hours)
    for at, escalated in steps_due(ticket, policy, hours):
        yield at, Record(escalated)
    if ticket.status is Status.HELD and ticket.held_until:
        ended = HoldEnded(at=ticket.held_until, by=THE_DESK, because=policy.because("end of hold"))
        yield ended.at, Record(ended)
    if ticket.status is Status.SOLVED and ticket.solved_at:
        window = ticket.solved_at + ticket.reopen_within
        because = policy.because("end of the reopen window")
        yield window, CloseOut(TicketClosed(at=window, by=THE_DESK, because=because))


def _clock_deadlines(
    ticket: Ticket, policy: Policy, hours: BusinessHours
) -> Iterator[tuple[datetime, Record]]:
    for clock in ticket.clocks:
        if clock.state is not ClockState.RUNNING:
            continue
        fraction = policy.warn_at.get(clock.target)
        if fraction is not None and not clock.warned:
            warn = clocks.reaches(clock, hours, clock.budget * fraction)
            because = policy.because(f"{fraction:.0%} of {clock.target}")
            if warn is not None:
                yield (
                    warn,
                    Record(ClockWarned(at=warn, by=THE_DESK, because=because, target=clock.target)),
                )
        breach = clocks.due(clock, hours)
        because = policy.because(f"breach of {clock.target}")
        if breach is not None:
            yield (
                breach,
                Record(ClockBreached(at=breach, by=THE_DESK, because=because, target=clock.target)),
            )


def _noticed(move: Record | CloseOut, now: datetime) -> Record | CloseOut:
    """Say when the desk noticed, where that was later than the instant itself."""
    if move.event.at == now:
        return move
    noticed = replace(move.event, noticed=now)
    return CloseOut(noticed) if isinstance(noticed, TicketClosed) else Record(noticed)
