"""The one decision: what the desk does next with a ticket.

The same function drives the live ticket, the simulator, the backtest and the auditor's
explanation; there is no second implementation of any rule.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from operator import itemgetter

from domain import forgetting, parting, waits, weighing
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
from domain.relief import Occasion, in_need, is_emergency, nearest, next_look, occasion_of
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
Deadline = tuple[datetime, Callable[[], Event]]  # the event is made only where it is due
Staffed = tuple[datetime, Decision]
_instant = itemgetter(0)


def next_move(ticket: Ticket, policy: Policy, staffing: StaffingView, now: datetime) -> Move:
    """Decide what the desk does at `now`. Pure: the clock is an argument.

    Of several things that fell due the earliest comes first, so that a late look at the ticket
    tells the same story as a punctual one.
    """
    if ticket.status is Status.CLOSED:
        return Wait(None)
    if ticket.erased_at is not None:
        return CloseOut(forgetting.ending(ticket, policy, now))
    occasion = occasion_of(ticket, policy, staffing, now)
    deadline = _earliest(ticket, policy, occasion.hours)
    staffed = sorted(_staffed_deadlines(ticket, policy), key=_instant)
    due = deadline if deadline and deadline[0] <= now else None
    found = _staffed_due(occasion, staffed, before=due[0] if due else None)
    if found is not None:
        return found
    if due is not None:
        return _noticed(due[1](), now)
    is_watched = policy.relay is not None and ticket.team is not None and in_need(ticket)
    changes = next_look(occasion) if is_watched else None
    found = _at_once(occasion, may_move=is_watched and _may_move(occasion, changes))
    dues = staffed if deadline is None else (deadline, *staffed)
    return found or _wait(occasion, [at for at, _ in dues], changes)


def settled(
    ticket: Ticket, policy: Policy, before: datetime, now: datetime
) -> tuple[Ticket, tuple[Event, ...]]:
    """The ticket after all that fell due before an instant, with those events, noticed now.

    What a person did at that very instant counts as in time; closing is left to the loop, and so
    is what depends on who is on. What lies after `now` is not due yet, even where another
    machine's clock has put `before` there.
    """
    events: list[Event] = []
    if ticket.erased_at is not None:
        return ticket, ()
    hours = policy.calendar.hours()
    deadline = _earliest(ticket, policy, hours)
    while deadline and deadline[0] < min(before, now):
        move = _noticed(deadline[1](), now)
        if isinstance(move, CloseOut) or parting.is_farewell(move.event):
            break
        events.append(move.event)
        ticket = apply(ticket, move.event)
        deadline = _earliest(ticket, policy, hours)
    return ticket, tuple(events)


def _earliest(ticket: Ticket, policy: Policy, hours: BusinessHours) -> Deadline | None:
    return min(_deadlines(ticket, policy, hours), key=_instant, default=None)


def _staffed_due(
    occasion: Occasion, staffed: Iterable[Staffed], before: datetime | None
) -> Record | AskStaffing | None:
    """What fell due by now, and before that instant, and depends on who is on.

    What nothing can be done about keeps nothing else from its turn.
    """
    for at, decision in staffed:
        if at <= occasion.now and (before is None or at < before):
            found = _knowing(occasion, decision)
            if found is not None:
                return found
    return None


def _at_once(occasion: Occasion, *, may_move: bool) -> Record | AskStaffing | None:
    """What waits for no instant, in this order; each looks only where there is something to do."""
    for decision, needs_view in _matters(occasion, may_move=may_move):
        found = _knowing(occasion, decision) if needs_view else _plainly(occasion, decision)
        if found is not None:
            return found
    return None


def _matters(occasion: Occasion, *, may_move: bool) -> Iterator[tuple[Decision, bool]]:
    """Each matter that there is, with whether it depends on who is on."""
    ticket, policy = occasion.ticket, occasion.policy
    if weighing.is_raised(ticket, policy):
        yield weighing.raised, False
    if ticket.team is None and ticket.candidates:
        yield _routed, True
    wanted = action_due(ticket, occasion.now)
    if wanted is not None:
        yield partial(acted, wanted), needs_staffing(wanted)
    if may_move:
        yield returned, True
        yield relieved, True
    if policy.acknowledge and _awaits_acknowledgement(ticket):
        yield _acknowledged, waits.asks_who_is_on(policy)
    if ticket.notice_owed and policy.relay is not None and policy.relay.tell_the_customer:
        yield _customer_hears, True
    if parting.asks_how_it_was(ticket, policy):
        yield _customer_judges, False


def _may_move(occasion: Occasion, changes: datetime | None) -> bool:
    """Whether it is worth knowing who is on: what was known is over, or says that it moves."""
    stale = occasion.staffing.valid_until is None
    return stale or (changes is not None and changes <= occasion.now) or _looks_moved(occasion)


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


def _customer_judges(occasion: Occasion) -> Event:
    return parting.survey(occasion.ticket, occasion.policy, occasion.now)


def _awaits_acknowledgement(ticket: Ticket) -> bool:
    """Once a team has it, unless a person was quicker than the desk."""
    spoken = ticket.acknowledged or ticket.acknowledgement_passed
    unheard = not spoken and ticket.answered_at is None and not ticket.automatic
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


def _deadlines(ticket: Ticket, policy: Policy, hours: BusinessHours) -> Iterator[Deadline]:
    """All that will fall due if nothing else happens, each with what makes its event."""
    yield from clock_instants(ticket, policy, hours)
    yield from step_instants(ticket, policy, hours)
    yield from waits.progress_notes(ticket, policy, hours)
    if ticket.status is Status.HELD and ticket.held_until:
        yield ticket.held_until, partial(_hold_ended, policy, ticket.held_until)
    if ticket.status is Status.SOLVED and ticket.solved_at:
        window = ticket.solved_at + ticket.reopen_within
        window = max(window, ticket.adopted_at or window)
        if parting.says_farewell(ticket, policy):
            yield window, partial(parting.farewell, ticket, policy, window)
        else:
            yield window, partial(_window_ended, policy, window)


def _hold_ended(policy: Policy, at: datetime) -> HoldEnded:
    return HoldEnded(at=at, by=THE_DESK, because=policy.because("end of hold"))


def _window_ended(policy: Policy, at: datetime) -> TicketClosed:
    because = policy.because("end of the reopen window")
    return TicketClosed(at=at, by=THE_DESK, because=because)


def _staffed_deadlines(ticket: Ticket, policy: Policy) -> Iterator[Staffed]:
    """What will fall due and is decided from who is on then."""
    for at, paging in pages_due(ticket):
        yield at, partial(paged_again, paging)
    handover = ticket.handover
    if handover is not None and handover.awaits and handover.acknowledge_by is not None:
        yield handover.acknowledge_by, unanswered
    slipped = waits.slipped_at(ticket, policy)
    if slipped is not None:
        yield slipped, lambda seen: waits.corrected(ticket, policy, seen.staffing, seen.now)


def _wait(occasion: Occasion, dues: Iterable[datetime], changes: datetime | None) -> Wait:
    """Until the ticket is worth another look: something is due, or others come or leave."""
    ticket, now = occasion.ticket, occasion.now
    retries = [one.not_before for one in ticket.to_translate]
    held_back = [one.not_before for one in ticket.to_deliver]
    known = (*dues, *retries, *held_back, *openings_awaited(ticket))
    looks = [at for at in known if at and at > now]
    return Wait(min(looks if changes is None else [*looks, changes], default=None))


def _noticed(event: Event, now: datetime) -> Record | CloseOut:
    """Say when the desk noticed, where that was later than the instant itself."""
    event = event if event.at == now else replace(event, noticed=now)
    return CloseOut(event) if isinstance(event, TicketClosed) else Record(event)
