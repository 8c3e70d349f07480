"""What is true of every ticket at every instant, and of every ledger from end to end."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from domain.changes import apply, rebuilt
from domain.clocks import TargetClock
from domain.events import (
    ClockBreached,
    ClockWarned,
    Event,
    HoldEnded,
    MessageTranslated,
    Outcome,
    TicketClosed,
    TicketEscalated,
    TicketRouted,
)
from domain.relay_events import NotificationReported
from domain.ticket import Ticket
from domain.translation_events import AnotherTranslationAsked
from domain.vocabulary import ActorKind, ClockState, Status, Target

RULED = ClockBreached | ClockWarned | TicketEscalated
BY_RULE = RULED | HoldEnded | TicketClosed | TicketRouted


def check_possible(ticket: Ticket) -> None:
    """The ticket is in no state that makes no sense."""
    resting = ticket.status in (Status.SOLVED, Status.CLOSED)
    assert (ticket.held_until is not None) == (ticket.status is Status.HELD)
    assert ticket.solved_at is not None or ticket.status is not Status.SOLVED
    assert ticket.solved_at is None or resting
    assert ticket.rating is None or resting
    assert ticket.merged_into is None or ticket.status is Status.CLOSED
    assert ticket.assignee is None or ticket.status is not Status.NEW
    assert ticket.answered_at is not None or ticket.clock(Target.NEXT_REPLY) is None
    again = dict(ticket.cycles_of_steps)
    once = [step for step in ticket.steps_taken if step not in again]
    assert len(set(once)) == len(once)
    assert len({clock.target for clock in ticket.clocks}) == len(ticket.clocks)
    for clock in ticket.clocks:
        assert clock.state is not (ClockState.RUNNING if ticket.is_paused else ClockState.PAUSED)
        check_clock(clock)


def check_clock(clock: TargetClock) -> None:
    """The instants of a clock come in order, and its state fits them."""
    instants = [clock.started_at]
    for pause in clock.pauses:
        instants += [pause.began, *([pause.ended] if pause.ended else [])]
    instants += [clock.stopped_at] if clock.stopped_at else []
    assert all(one <= other for one, other in pairwise(instants))
    assert all(pause.ended for pause in clock.pauses[:-1])
    standing = bool(clock.pauses) and clock.pauses[-1].ended is None
    assert standing == (clock.state is ClockState.PAUSED)
    assert clock.is_kept or clock.state is not ClockState.MET
    assert not clock.is_kept or clock.state in (ClockState.MET, ClockState.BREACHED)


def check_ledger(ticket_id: str, events: Sequence[Event]) -> None:
    """What rules did, they did once, with a reason, at an instant and while the clocks ran."""
    breaches: Counter[tuple[Target, int]] = Counter()
    warnings: Counter[Target] = Counter()
    ticket = rebuilt(ticket_id, events[:1])
    for event in events[1:]:
        if isinstance(event, BY_RULE) and event.by.kind is ActorKind.SYSTEM:
            assert event.because is not None
            assert event.noticed is None or event.noticed > event.at
        if isinstance(event, RULED) and event.by.kind is ActorKind.SYSTEM:
            check_ran(ticket, event.at)
        if isinstance(event, ClockBreached):
            clock = running(ticket, event.target)
            breaches[clock.target, clock.cycle] += 1
        if isinstance(event, ClockWarned):
            warnings[running(ticket, event.target).target] += event.target is not Target.NEXT_REPLY
        ticket = apply(ticket, event)
    assert max([*breaches.values(), *warnings.values()], default=0) <= 1


def check_ran(ticket: Ticket, at: datetime) -> None:
    """No rule about time acts on a ticket that rests, nor dates what it does into the rest."""
    assert not ticket.is_paused
    assert ticket.active_since is not None
    assert at >= ticket.active_since


def running(ticket: Ticket, target: Target) -> TargetClock:
    """The clock of a target, which runs."""
    clock = ticket.clock(target)
    assert clock is not None
    assert clock.state is ClockState.RUNNING
    return clock


def check_outcomes_commute(ticket_id: str, events: Sequence[Event]) -> None:
    """It is all the same when an outcome comes home, before or after any other event."""
    for place, outcome in enumerate(events):
        if not isinstance(outcome, Outcome):
            continue
        ticket = rebuilt(ticket_id, events[:place])
        for other in events[place + 1 :]:
            if is_next(other, outcome):
                break
            assert apply(apply(ticket, outcome), other) == apply(apply(ticket, other), outcome)
            ticket = apply(ticket, other)


def is_next(event: Event, outcome: Outcome) -> bool:
    """Whether it is the next attempt at the same, or asks for it: then the outcome is known."""
    if isinstance(event, AnotherTranslationAsked):
        return isinstance(outcome, MessageTranslated) and event.message_id == outcome.message_id
    return isinstance(event, type(outcome)) and of_what(event) == of_what(outcome)


def of_what(outcome: Outcome) -> str:
    """The message or the notification that an outcome tells of."""
    if isinstance(outcome, NotificationReported):
        return outcome.notification_id
    return outcome.message_id
