"""The one decision: what the desk does next with a ticket.

The same function drives the live ticket, the simulator, the backtest and the auditor's
explanation; there is no second implementation of any rule.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from domain import waits, weighing
from domain.acting import (
    acted,
    action_due,
    needs_staffing,
    openings_awaited,
    paged_again,
    pages_due,
)
from domain.changes import apply
from domain.clock_deadlines import clock_instants
from domain.escalation import step_instants
from domain.events import Event, HoldEnded, TicketClosed, TicketRouted
from domain.handover import relieved, returned, unanswered
from domain.hours import BusinessHours
from domain.policy import Policy, StaffingView
from domain.relief import Occasion, in_need, is_emergency, nearest, next_look
from domain.routing import choose
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK, Status


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
Decision = Callable[[Occasion], Event | None]  # what is decided once it is known who is on


def next_move(ticket: Ticket, policy: Policy, staffing: StaffingView, now: datetime) -> Move:
    """Decide what the desk does at `now`. Pure: the clock is an argument.

    Of several things that fell due the earliest comes first, so that a late look at the ticket
    tells the same story as a punctual one.
    """
    if ticket.status is Status.CLOSED:
        return Wait(None)
    occasion = Occasion(ticket, policy, staffing, now)
    deadline = _earliest(ticket, policy)
    due = deadline if deadline and deadline[0] <= now else None
    staffed = _staffed_due(occasion, before=due[0] if due else None)
    if staffed is None and due is not None:
        return _noticed(due[1], now)
    at_once = staffed or _at_once(occasion)
    return at_once or Wait(min(_looks(occasion, deadline), default=None))


def settled(
    ticket: Ticket, policy: Policy, before: datetime, now: datetime
) -> tuple[Ticket, tuple[Event, ...]]:
    """The ticket after all that fell due before an instant, with those events, noticed now.

    What a person did at that very instant counts as in time; closing is left to the loop, and so
    is what depends on who is on. What lies after `now` is not due yet, even where another
    machine's clock has put `before` there.
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
    deadlines = _deadlines(ticket, policy, policy.calendar.hours())
    first = min(deadlines, key=lambda deadline: deadline[0], default=None)
    return None if first is None else (first[0], _moved_by(first[1]()))


def _staffed_due(occasion: Occasion, before: datetime | None) -> Record | AskStaffing | None:
    """What fell due by now, and before that instant, and depends on who is on.

    What nothing can be done about keeps nothing else from its turn.
    """
    deadlines = sorted(_staffed_deadlines(occasion.ticket, occasion.policy), key=lambda one: one[0])
    for at, decision in deadlines:
        if at <= occasion.now and (before is None or at < before):
            found = _knowing(occasion, decision)
            if found is not None:
                return found
    return None


def _at_once(occasion: Occasion) -> Record | AskStaffing | None:
    """What waits for no instant, in this order; each looks only where there is something to do."""
    for decision, needs_view in _matters(occasion):
        found = _knowing(occasion, decision) if needs_view else _plainly(occasion, decision)
        if found is not None:
            return found
    return None


def _matters(occasion: Occasion) -> Iterator[tuple[Decision, bool]]:
    """Each matter that there is, with whether it depends on who is on."""
    ticket, policy = occasion.ticket, occasion.policy
    if weighing.is_raised(ticket, policy):
        yield weighing.raised, False
    if ticket.team is None and ticket.candidates:
        yield _routed, True
    wanted = action_due(ticket, occasion.now)
    if wanted is not None:
        yield partial(acted, wanted), needs_staffing(wanted)
    if policy.relay is not None and ticket.team is not None and _may_move(occasion):
        yield returned, True
        yield relieved, True
    if policy.acknowledge and _awaits_acknowledgement(ticket):
        yield _acknowledged, waits.asks_who_is_on(policy)
    if ticket.notice_owed and policy.relay is not None and policy.relay.tell_the_customer:
        yield _customer_hears, True


def _may_move(occasion: Occasion) -> bool:
    """Whether it is worth knowing who is on: something is owed, and what was known is over."""
    if not in_need(occasion.ticket):
        return False
    look = next_look(occasion)
    stale = occasion.staffing.valid_until is None
    return stale or (look is not None and look <= occasion.now) or _looks_moved(occasion)


def _looks_moved(occasion: Occasion) -> bool:
    return relieved(occasion) is not None or returned(occasion) is not None


def _knowing(occasion: Occasion, decision: Decision) -> Record | AskStaffing | None:
    if not occasion.staffing.is_fresh(occasion.now):
        return AskStaffing()
    return _plainly(occasion, decision)


def _plainly(occasion: Occasion, decision: Decision) -> Record | None:
    event = decision(occasion)
    if event is None:
        return None
    event = _under_its_policy(event, occasion)
    late = event.at != occasion.now and event.noticed is None
    return Record(replace(event, noticed=occasion.now) if late else event)


def _under_its_policy(event: Event, occasion: Occasion) -> Event:
    """No rule of a policy dates what it does into the time before the ticket took that policy."""
    since, because = occasion.ticket.adopted_at, event.because
    reference = occasion.policy.reference
    if since is None or because is None or event.at >= since:
        return event
    is_its_own = (because.policy, because.version) == (reference.name, reference.version)
    return replace(event, at=since) if is_its_own else event


def _acknowledged(occasion: Occasion) -> Event:
    return waits.acknowledgement(occasion.ticket, occasion.policy, occasion.staffing, occasion.now)


def _customer_hears(occasion: Occasion) -> Event:
    return waits.took_over(occasion.ticket, occasion.policy, occasion.staffing, occasion.now)


def _awaits_acknowledgement(ticket: Ticket) -> bool:
    """Once a team has it, unless a person was quicker than the desk."""
    spoken = ticket.acknowledged or ticket.acknowledgement_passed
    unheard = not spoken and ticket.answered_at is None
    return unheard and ticket.team is not None and ticket.status is not Status.SOLVED


def _routed(occasion: Occasion) -> TicketRouted | None:
    ticket, policy, staffing = occasion.ticket, occasion.policy, occasion.staffing
    near = nearest(ticket.standby, staffing) if is_emergency(ticket) else None
    choice = choose(ticket.candidates, staffing, ticket.topic) if near is None else near
    if choice is None:
        return None
    return TicketRouted(
        at=occasion.now,
        by=THE_DESK,
        because=policy.because(f"routing: {choice.rule}", staffing.hash),
        team=choice.team,
        language=policy.team_languages.get(choice.team, "en"),
        reason=choice.reason,
    )


def _deadlines(
    ticket: Ticket, policy: Policy, hours: BusinessHours
) -> Iterator[tuple[datetime, Callable[[], Event]]]:
    """All that will fall due if nothing else happens, each with what makes its event."""
    yield from clock_instants(ticket, policy, hours)
    yield from step_instants(ticket, policy, hours)
    yield from waits.progress_notes(ticket, policy, hours)
    if ticket.status is Status.HELD and ticket.held_until:
        yield ticket.held_until, partial(_hold_ended, policy, ticket.held_until)
    if ticket.status is Status.SOLVED and ticket.solved_at:
        window = ticket.solved_at + ticket.reopen_within
        window = max(window, ticket.adopted_at or window)
        yield window, partial(_window_ended, policy, window)


def _hold_ended(policy: Policy, at: datetime) -> HoldEnded:
    return HoldEnded(at=at, by=THE_DESK, because=policy.because("end of hold"))


def _window_ended(policy: Policy, at: datetime) -> TicketClosed:
    because = policy.because("end of the reopen window")
    return TicketClosed(at=at, by=THE_DESK, because=because)


def _moved_by(event: Event) -> Record | CloseOut:
    return CloseOut(event) if isinstance(event, TicketClosed) else Record(event)


def _staffed_deadlines(ticket: Ticket, policy: Policy) -> Iterator[tuple[datetime, Decision]]:
    """What will fall due and is decided from who is on then."""
    for at, paging in pages_due(ticket):
        yield at, partial(paged_again, paging)
    handover = ticket.handover
    if handover is not None and handover.awaits and handover.acknowledge_by is not None:
        yield handover.acknowledge_by, unanswered
    slipped = waits.slipped_at(ticket, policy)
    if slipped is not None:
        yield slipped, lambda seen: waits.corrected(ticket, policy, seen.staffing, seen.now)


def _looks(occasion: Occasion, deadline: tuple[datetime, object] | None) -> Iterator[datetime]:
    """Every instant at which the ticket is worth another look."""
    ticket, now = occasion.ticket, occasion.now
    staffed = _staffed_deadlines(ticket, occasion.policy)
    yield from (each[0] for each in (deadline, *staffed) if each and each[0] > now)
    retries = (wanted.not_before for wanted in ticket.to_translate)
    yield from (at for at in (*retries, *openings_awaited(ticket)) if at and at > now)
    if occasion.policy.relay is not None and ticket.team is not None and in_need(ticket):
        look = next_look(occasion)
        if look is not None:
            yield look


def _noticed(move: Record | CloseOut, now: datetime) -> Record | CloseOut:
    """Say when the desk noticed, where that was later than the instant itself."""
    if move.event.at == now:
        return move
    return _moved_by(replace(move.event, noticed=now))
