"""How a ticket changes when it takes another policy: what it carries over, what begins anew.

Nothing that happened happens again: a kept promise stays kept and a broken one broken, time that
was used stays used. What the new policy says counts from the instant of the adoption.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from domain import clocks
from domain.adoption_events import CarriedClock, PolicyAdopted
from domain.clocks import TargetClock
from domain.policy import PolicyReference
from domain.relay import ActionWanted, Paging
from domain.replacing import replace
from domain.ticket import Ticket
from domain.vocabulary import Because, ClockState, Target

ENDED = (ClockState.MET, ClockState.BREACHED)  # what became of the promise is known

Doing = TypeVar("Doing", ActionWanted, Paging)


def adopted(event: PolicyAdopted, ticket: Ticket) -> Ticket:
    """The ticket under another policy from the event's instant on."""
    taken = replace(
        ticket,
        policy=event.policy,
        terms=event.terms,
        pause_while=event.pause_while,
        reopen_within=event.reopen_within,
        clocks=(*_carried(event, ticket), *_begun(event, ticket)),
        adopted_at=event.at,
        notice_owed=event.notice_owed,
        acknowledgement_passed=ticket.acknowledgement_passed or event.acknowledgement_passed,
        moods_to_weigh=(),
    )
    return _resting(_still_doing(event, _with_ladder(event, taken)), ticket, event.at)


def budget_after(
    clock: TargetClock, used: timedelta, promised: timedelta | None
) -> timedelta | None:
    """What a clock has under a policy that promises so much; None: it does not go on.

    A promise that was broken was broken as it stood. One that was kept keeps what it had where
    the new budget is used up: a ticket that is taken up again must not be late by that alone.
    """
    if clock.state not in ENDED:
        return promised
    keeps = clock.state is ClockState.BREACHED or promised is None or promised <= used
    return clock.budget if keeps else promised


def _carried(event: PolicyAdopted, ticket: Ticket) -> Iterator[TargetClock]:
    promised = {term.target: term.budget for term in event.terms}
    carried = {one.target: one for one in event.clocks}
    for clock in ticket.clocks:
        one = carried[clock.target]
        budget = budget_after(clock, one.used, promised.get(clock.target))
        if budget is not None:
            yield _as_carried(replace(clock, budget=budget), one, event.at)


def _as_carried(clock: TargetClock, carried: CarriedClock, at: datetime) -> TargetClock:
    return replace(
        clock,
        carried=carried.used,
        counted_from=at,
        points=carried.points,
        warned_of=carried.warned_of,
        broke_at=carried.broke_at,
    )


def _begun(event: PolicyAdopted, ticket: Ticket) -> Iterator[TargetClock]:
    """What is promised for the first time, and owed now, begins now: nothing of it is used."""
    known = {clock.target for clock in ticket.clocks}
    for term in event.terms:
        if term.target not in known and _is_owed(term.target, ticket):
            # Each cycle before it ended with an answer, so none of them had this number.
            cycle = max(1, ticket.answers) if term.target is Target.NEXT_REPLY else 1
            yield TargetClock(term.target, term.budget, event.at, cycle=cycle)


def _is_owed(target: Target, ticket: Ticket) -> bool:
    if target is Target.SOLVE:
        return True
    answered = ticket.answered_at is not None
    if target is Target.FIRST_REPLY:
        return not answered
    return answered and ticket.waiting_since is not None


def _with_ladder(event: PolicyAdopted, ticket: Ticket) -> Ticket:
    """The new ladder takes the place of the one before, with what is behind the ticket."""
    return replace(
        ticket,
        steps_taken=tuple(one.name for one in event.steps_taken for _ in range(one.times)),
        cycles_of_steps=tuple(
            (one.name, one.cycle) for one in event.steps_taken if one.cycle is not None
        ),
        steps_before=event.steps_before,
        steps_passed=event.steps_passed,
    )


def _still_doing(event: PolicyAdopted, ticket: Ticket) -> Ticket:
    """What steps that were taken have yet to do is still done, under the name of their policy."""
    rules = {step.name: step for step in event.still_paging}
    paging = (replace(one, rule=rules.get(one.step, one.rule)) for one in ticket.paging)
    return replace(
        ticket,
        to_act=tuple(_of(event.before, one) for one in ticket.to_act),
        paging=tuple(_of(event.before, one) for one in paging),
    )


def _of(before: PolicyReference, doing: Doing) -> Doing:
    """Beside the steps of another ladder it is called `step 2 (standard 3)`."""
    if doing.step.endswith(")"):  # of a policy that is further back
        return doing
    ruled = doing.because or Because(before.name, before.version, doing.step)
    return replace(doing, step=f"{doing.step} ({before.name} {before.version})", because=ruled)


def _resting(taken: Ticket, ticket: Ticket, at: datetime) -> Ticket:
    """The ticket rests, or not, by the new policy, and its clocks and its ladder with it."""
    moved = clocks.paused if taken.is_paused else clocks.resumed
    changed = replace(taken, clocks=tuple(moved(clock, at) for clock in taken.clocks))
    if taken.is_paused == ticket.is_paused:
        return changed
    return replace(changed, active_since=max(at, ticket.active_since or at))
