"""Takes an open ticket to another policy: decides what counts as done, and what has gone by. Pure.

Editing a policy must never set off again, or late and all at once, what a ticket has behind it
(demand 17 of the notes: elsewhere, an edited promise was reckoned anew for escalated tickets).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain import clock_deadlines, clocks
from domain.adoption_events import CarriedClock, FormerStep, KnownStep, PolicyAdopted
from domain.carrying import adopted, budget_after
from domain.clocks import TargetClock
from domain.commands import AdoptPolicy
from domain.escalation import amount, in_its_time
from domain.facts import Term
from domain.policy import Policy, Step, Unless
from domain.ticket import Ticket
from domain.vocabulary import ClockState, Target


def adoption(ticket: Ticket, before: Policy, command: AdoptPolicy, at: datetime) -> PolicyAdopted:
    """The event by which a ticket takes the command's policy instead of the one before."""
    after = command.policy
    known, former = _taken(ticket, before, after)
    event = PolicyAdopted(
        at=at,
        by=command.by,
        policy=after.reference,
        before=before.reference,
        terms=terms_of(after),
        pause_while=after.pause_while,
        reopen_within=after.reopen_within,
        clocks=tuple(_carried(clock, before, after, at) for clock in ticket.clocks),
        steps_taken=known,
        steps_before=former,
        still_paging=tuple(
            step for step in before.steps if step.name in {one.step for one in ticket.paging}
        ),
        notice_owed=ticket.notice_owed and _tells(before),
        acknowledgement_passed=ticket.team is not None and not before.acknowledge,
        reason_id=command.reason_id,
    )
    return replace(event, steps_passed=tuple(_passed(event, ticket, after)))


def terms_of(policy: Policy) -> tuple[Term, ...]:
    """What the policy promises."""
    return tuple(Term(Target(name), budget) for name, budget in sorted(policy.targets.items()))


def _tells(policy: Policy) -> bool:
    return policy.relay is not None and policy.relay.tell_the_customer


def _carried(clock: TargetClock, before: Policy, after: Policy, at: datetime) -> CarriedClock:
    hours = before.calendar.hours()
    used = clocks.used(clock, hours, at)
    broken = clock.state is ClockState.BREACHED
    behind = clock_deadlines.points_of(clock, before)[: clock_deadlines.behind(clock)]
    warned_of = tuple(dict.fromkeys((*clock.warned_of, *map(clock_deadlines.said, behind))))
    return CarriedClock(
        target=clock.target,
        used=used,
        points=_points_behind(clock, used, warned_of, after),
        warned_of=warned_of,
        broke_at=clocks.ran_out(clock, hours) if broken else None,
    )


def _points_behind(
    clock: TargetClock, used: timedelta, warned_of: Sequence[str], after: Policy
) -> int:
    """How many of the new warnings were given, or lie behind: whoever was warned knows."""
    budget = budget_after(clock, used, after.targets.get(clock.target))
    if budget is None:
        return 0
    renewed = replace(clock, budget=budget)
    points = clock_deadlines.points_of(renewed, after)
    known = (
        place
        for place, point in enumerate(points, start=1)
        if clock_deadlines.said(point) in warned_of or clock_deadlines.amount(point, renewed) < used
    )
    return max(known, default=0)


def _taken(
    ticket: Ticket, before: Policy, after: Policy
) -> tuple[tuple[KnownStep, ...], tuple[FormerStep, ...]]:
    """What counts as taken in the new ladder, and what was taken beside that.

    A step is known by what it does and when; each stands for one at most. One that does the same
    about the same promise at another time is the same step, put elsewhere, where the ladder before
    had no other claim to it.
    """
    of_before = {step.name: step for step in before.steps}
    taken = list(ticket.steps_before)
    for name in dict.fromkeys(ticket.steps_taken):
        cycle = dict(ticket.cycles_of_steps).get(name)
        taken.append(FormerStep(of_before.pop(name), ticket.steps_taken.count(name), cycle))
    alike, rest, free = _matched(taken, after.steps, _exactly)
    untaken = [FormerStep(step) for step in of_before.values()]
    _, _, unclaimed = _matched(untaken, free, _exactly)
    moved, former, _ = _matched(rest, unclaimed, _roughly)
    known = (_known(one, step, ticket) for one, step in (*alike, *moved))
    return tuple(known), tuple(former)


def _known(former: FormerStep, step: Step, ticket: Ticket) -> KnownStep:
    """The cycle is known where it could come again before; else it may come after this one."""
    clock = ticket.clock(step.target) if step.target else None
    present = clock.cycle if clock is not None and step.repeat_up_to > 1 else None
    return KnownStep(step.name, former.times, former.cycle or present)


def _matched(
    before: Sequence[FormerStep], after: Sequence[Step], sameness: Callable[[Step], object]
) -> tuple[list[tuple[FormerStep, Step]], list[FormerStep], list[Step]]:
    """Each step before with the first one after that is the same; who is left of both."""
    pairs, alone, free = list[tuple[FormerStep, Step]](), list[FormerStep](), list(after)
    for former in before:
        same = next((one for one in free if sameness(one) == sameness(former.step)), None)
        if same is None:
            alone.append(former)
        else:
            free.remove(same)
            pairs.append((former, same))
    return pairs, alone, free


def _exactly(step: Step) -> object:
    return step.fraction, step.offset, step.in_working_time, step.unless, _roughly(step)


def _roughly(step: Step) -> object:
    """What it does, about what. Words, and how often, may change: it is the same call."""
    return (
        step.relative_to,
        step.target,
        step.raise_priority_to,
        step.assign_to,
        step.tag,
        step.take_back,
        tuple((one.doing, one.team, one.template) for one in step.actions),
    )


def _passed(event: PolicyAdopted, ticket: Ticket, after: Policy) -> Iterator[KnownStep]:
    """The steps whose instant has gone by. What a rest put off lies ahead, and so do others' turns.

    A target that comes again is passed in its present cycle only.
    """
    taken = adopted(event, ticket)
    since = _rest_began(ticket, event.at) if ticket.is_paused and taken.is_paused else event.at
    known = {one.name for one in event.steps_taken}
    for step in after.steps:
        clock = taken.clock(step.target) if step.target else None
        if step.name not in known and _has_gone_by(step, taken, after, since):
            again = clock is not None and clock.target is Target.NEXT_REPLY
            yield KnownStep(step.name, times=0, cycle=clock.cycle if clock and again else None)


def _has_gone_by(step: Step, ticket: Ticket, policy: Policy, since: datetime) -> bool:
    clock = ticket.clock(step.target) if step.target else None
    if step.relative_to == "target":
        return clock is not None and amount(step, clock) < clock.carried
    if step.unless is Unless.CLAIMED and ticket.assignee is not None:
        return False  # it is put off until nobody has the ticket
    broke = clock.broke_at if clock is not None else None
    began = ticket.opened_at if step.relative_to == "opening" else broke
    if began is None:
        return False
    at = in_its_time(step, began + (step.offset or clocks.NOTHING), policy.calendar.hours())
    return at is not None and at < since


def _rest_began(ticket: Ticket, at: datetime) -> datetime:
    """Since when the ticket rests: what fell due in the rest was put off, and lies ahead."""
    began = (c.pauses[-1].began for c in ticket.clocks if c.state is ClockState.PAUSED)
    return min((*began, ticket.active_since or at, at))
