"""The ladder: which step of a policy falls due when, and what taking it does."""

from collections.abc import Iterator
from datetime import datetime

from domain import clocks
from domain.events import TicketEscalated
from domain.facts import StepAction
from domain.hours import BusinessHours
from domain.policy import Policy, Step
from domain.ticket import Ticket
from domain.vocabulary import OF_A_REPLY, THE_DESK, Actor, ClockState, Doing, Priority

MOVES = (Doing.HAND_OVER, Doing.ASSIGN)


def steps_due(
    ticket: Ticket, policy: Policy, hours: BusinessHours
) -> Iterator[tuple[datetime, TicketEscalated]]:
    """When each step that is left falls due, with its event. Nothing while the ticket is paused."""
    if ticket.is_paused:
        return
    hurried_at = _hurried_at(ticket)
    hurried = next_step(ticket, policy) if hurried_at else None
    for step in _steps_left(ticket, policy):
        at = _falls_due(step, ticket, hours)
        if hurried_at is not None and step is hurried:
            at = min(at or hurried_at, hurried_at)
        if at is not None:
            yield at, _taken(step, ticket, policy, at, THE_DESK)


def next_step(ticket: Ticket, policy: Policy) -> Step | None:
    """The step that comes at once where the one before found nobody on.

    What follows a promise that is not owed, or owed no longer, is passed over.
    """
    return next((step for step in _steps_left(ticket, policy) if _concerns(step, ticket)), None)


def early_step(
    ticket: Ticket, policy: Policy, by: Actor, at: datetime, reason_id: str
) -> TicketEscalated | None:
    """The next step, taken at once because a person asked; None where none is left."""
    step = next(_steps_left(ticket, policy), None)
    return None if step is None else _taken(step, ticket, policy, at, by, reason_id)


def _steps_left(ticket: Ticket, policy: Policy) -> Iterator[Step]:
    return (step for step in policy.steps if step.name not in ticket.steps_taken)


def _concerns(step: Step, ticket: Ticket) -> bool:
    clock = ticket.clock(step.target) if step.target else None
    return step.relative_to == "opening" or (clock is not None and not clock.is_kept)


def _hurried_at(ticket: Ticket) -> datetime | None:
    """When the step before found nobody on, unless a person has answered since."""
    hurried, answered = ticket.hurried_at, ticket.answered_at
    if hurried is None or (answered is not None and answered >= hurried):
        return None
    return max(hurried, ticket.active_since or hurried)


def _falls_due(step: Step, ticket: Ticket, hours: BusinessHours) -> datetime | None:
    """The instant, never before the ticket last began to run: a pause only puts a step off."""
    at: datetime | None
    if step.relative_to == "opening":
        at = ticket.opened_at + (step.offset or clocks.NOTHING)
    elif step.relative_to == "breach":
        at = _after_breach(step, ticket, hours)
    else:
        at = _towards_target(step, ticket, hours)
    return None if at is None else max(at, ticket.active_since or at)


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
    if clock is None:
        return None
    if step.fraction is not None:
        return clocks.reaches(clock, hours, clock.budget * step.fraction)
    return clocks.reaches(
        clock, hours, max(clock.budget - (step.offset or clocks.NOTHING), clocks.NOTHING)
    )


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
