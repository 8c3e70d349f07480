"""The ladder: which step of a policy falls due when, and what taking it does."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from domain import clocks
from domain.clocks import TargetClock
from domain.events import TicketEscalated
from domain.facts import StepAction
from domain.hours import BusinessHours, NeverOpen
from domain.policy import Policy, Step, Unless
from domain.ticket import Ticket
from domain.vocabulary import OF_A_REPLY, THE_DESK, Actor, ClockState, Doing, Priority

MOVES = (Doing.HAND_OVER, Doing.ASSIGN)


def steps_due(
    ticket: Ticket, policy: Policy, hours: BusinessHours
) -> Iterator[tuple[datetime, TicketEscalated]]:
    """When each step that is left falls due, with its event. Nothing while the ticket is paused."""
    return ((at, taken()) for at, taken in step_instants(ticket, policy, hours))


def step_instants(
    ticket: Ticket, policy: Policy, hours: BusinessHours
) -> Iterator[tuple[datetime, Callable[[], TicketEscalated]]]:
    """The same, each with what makes its event: of many instants only the earliest needs one."""
    if ticket.is_paused:
        return
    hurried_at = _hurried_at(ticket)
    hurried = next_step(ticket, policy) if hurried_at else None
    for step in policy.steps:
        if _is_done(step, ticket) or is_passed(step, ticket) or _is_spared(step, ticket):
            continue
        at = _falls_due(step, ticket, hours)
        if hurried_at is not None and step is hurried:
            at = min(at or hurried_at, hurried_at)
        at = in_its_time(step, _given_back(step, at, ticket), hours)
        if at is not None:
            yield at, partial(_taken, step, ticket, policy, at, THE_DESK)


def next_step(ticket: Ticket, policy: Policy) -> Step | None:
    """The step that comes at once where the one before found nobody on.

    What follows a promise that is not owed, or owed no longer, is passed over, and so is what a
    colleague spares.
    """
    return next((step for step in _steps_to_come(ticket, policy) if _concerns(step, ticket)), None)


def in_its_time(step: Step, at: datetime | None, hours: BusinessHours) -> datetime | None:
    """What is for working time only comes with the next opening; None where that never comes."""
    if at is None or not step.in_working_time:
        return at
    try:
        return hours.next_opening(at)
    except NeverOpen:
        return None


def early_step(
    ticket: Ticket, policy: Policy, by: Actor, at: datetime, reason_id: str
) -> TicketEscalated | None:
    """The next step, taken at once because a person asked; None where none is left."""
    step = next(_steps_left(ticket, policy), None)
    return None if step is None else _taken(step, ticket, policy, at, by, reason_id)


def _steps_left(ticket: Ticket, policy: Policy) -> Iterator[Step]:
    return (step for step in policy.steps if step.name not in ticket.steps_taken)


def is_passed(step: Step, ticket: Ticket) -> bool:
    """Whether its instant lay before the ticket took its policy: then only a person takes it."""
    if not ticket.steps_passed:
        return False
    clock = ticket.clock(step.target) if step.target else None
    cycles = (None, clock.cycle if clock else None)
    return any(one.name == step.name and one.cycle in cycles for one in ticket.steps_passed)


def _steps_to_come(ticket: Ticket, policy: Policy) -> Iterator[Step]:
    return (step for step in _steps_left(ticket, policy) if not is_passed(step, ticket))


def _is_done(step: Step, ticket: Ticket) -> bool:
    """Whether it was taken: once in all, or once in this cycle of a target that comes again."""
    taken = ticket.steps_taken.count(step.name)
    if not 0 < taken < step.repeat_up_to:
        return taken > 0
    clock = ticket.clock(step.target) if step.target else None
    last = dict(ticket.cycles_of_steps).get(step.name)
    return clock is None or last is None or clock.cycle <= last


def _is_spared(step: Step, ticket: Ticket) -> bool:
    """Whether a colleague has done already what the step is to bring about."""
    match step.unless:
        case Unless.CLAIMED:
            return ticket.assignee is not None
        case Unless.ANSWERED:
            return ticket.answered_at is not None
        case None:
            return False


def _concerns(step: Step, ticket: Ticket) -> bool:
    if _is_spared(step, ticket):
        return False
    clock = ticket.clock(step.target) if step.target else None
    return step.relative_to == "opening" or (clock is not None and not clock.is_kept)


def _hurried_at(ticket: Ticket) -> datetime | None:
    """When the step before found nobody on, unless a person has answered since."""
    hurried, answered = ticket.hurried_at, ticket.answered_at
    if hurried is None or (answered is not None and answered >= hurried):
        return None
    return _put_off(hurried, ticket)


def _falls_due(step: Step, ticket: Ticket, hours: BusinessHours) -> datetime | None:
    """The instant, never before the ticket last began to run: a pause only puts a step off.

    Nor before it took its policy.
    """
    at: datetime | None
    if step.relative_to == "opening":
        at = ticket.opened_at + (step.offset or clocks.NOTHING)
    elif step.relative_to == "breach":
        at = _after_breach(step, ticket, hours)
    else:
        at = _towards_target(step, ticket, hours)
    return None if at is None else _put_off(at, ticket)


def _given_back(step: Step, at: datetime | None, ticket: Ticket) -> datetime | None:
    """What is not done while somebody has the ticket is put off until they gave it back."""
    if at is None or step.unless is not Unless.CLAIMED:
        return at
    return max(at, ticket.held_since or at)


def _put_off(at: datetime, ticket: Ticket) -> datetime:
    return max(at, ticket.active_since or at, ticket.adopted_at or at)


def _after_breach(step: Step, ticket: Ticket, hours: BusinessHours) -> datetime | None:
    """Counted from the instant of the breach, for as long as the promise is still owed."""
    clock = ticket.clock(step.target) if step.target else None
    if clock is None or clock.state is not ClockState.BREACHED or clock.is_kept:
        return None
    broke = clocks.ran_out(clock, hours)
    return broke + step.offset if step.offset else broke


def _towards_target(step: Step, ticket: Ticket, hours: BusinessHours) -> datetime | None:
    """Counted in the target's own working time, while its clock runs."""
    clock = ticket.clock(step.target) if step.target else None
    return None if clock is None else clocks.reaches(clock, hours, amount(step, clock))


def amount(step: Step, clock: TargetClock) -> timedelta:
    """How much of the target's budget is used when the step falls due."""
    if step.fraction is not None:
        return clock.budget * step.fraction
    return max(clock.budget - (step.offset or clocks.NOTHING), clocks.NOTHING)


def _taken(
    step: Step,
    ticket: Ticket,
    policy: Policy,
    at: datetime,
    by: Actor,
    reason_id: str | None = None,
) -> TicketEscalated:
    raised = step.raise_priority_to
    team = step.assign_to if step.assign_to != ticket.team else None
    actions = tuple(one for one in step.actions if not _moves_nowhere(one, ticket))
    clock = ticket.clock(step.target) if step.target and step.repeat_up_to > 1 else None
    return TicketEscalated(
        at=at,
        by=by,
        because=policy.because(step.name),
        step=step.name,
        priority=raised if raised and _is_higher(raised, ticket.priority) else None,
        team=team,
        team_language=policy.team_languages.get(team, "en") if team else "",
        reason_id=reason_id,
        tag=step.tag,
        taken_from=ticket.assignee if step.take_back and _awaits_a_person(ticket) else None,
        target=step.target if actions else None,
        actions=actions,
        cycle=clock.cycle if clock else None,
    )


def _moves_nowhere(action: StepAction, ticket: Ticket) -> bool:
    """Whether the ticket is with the team already, or will be by what is yet to be done."""
    team, decided_at = ticket.team, None
    for one in ticket.to_act:
        # Of several moves of one instant only the first is made (domain.passing).
        later = decided_at is None or one.since > decided_at
        if one.action.doing in MOVES and later:
            team, decided_at = one.action.team, one.since
    return action.doing in MOVES and action.team == team


def _awaits_a_person(ticket: Ticket) -> bool:
    """Whether the customer waits for an answer; after a reopening, only the clocks know."""
    owed = (clock.target in OF_A_REPLY and not clock.is_kept for clock in ticket.clocks)
    return ticket.waiting_since is not None or any(owed)


def _is_higher(one: Priority, other: Priority) -> bool:
    return one.rank > other.rank
