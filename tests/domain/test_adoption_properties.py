"""Random lives whose policies change on the way, to anything, at any moment, and back again."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from domain import story as tale
from domain.adoption_events import PolicyAdopted
from domain.changes import apply, rebuilt
from domain.clock_deadlines import clock_deadlines
from domain.clocks import TargetClock, used
from domain.clocks import due as clock_due
from domain.escalation import steps_due
from domain.events import ClockBreached, ClockWarned, Event, TicketEscalated
from domain.policy import Policy, PolicyReference, Step
from domain.story import Story
from domain.ticket import Ticket
from domain.vocabulary import ActorKind, ClockState, Status, Target
from tests.domain.building import DAY, HOUR, MINUTE, NINE, OPS, command, newer, understood
from tests.domain.invariants import (
    BY_RULE,
    RULED,
    check_outcomes_commute,
    check_possible,
    check_ran,
    running,
)
from tests.domain.ladders import Rota, StaffedLife, on
from tests.domain.strategies import LADDER_TEAMS, promises, spans
from tests.domain.test_ladder_properties import acts, policies, scripts
from tests.domain.test_properties import TicketLives

KEPT_OR_BROKEN = (ClockState.MET, ClockState.BREACHED)


class AdoptingLives(TicketLives):
    """The lives of tests/domain/test_properties.py, and at any moment another policy."""

    number = 1

    @precondition(lambda self: self.ticket.status is not Status.CLOSED)
    @rule(promise=promises(), same_ladder=st.booleans())
    def it_takes_another_policy(self, promise: tuple[Policy, datetime], same_ladder: bool) -> None:
        self.number += 1
        before = tale.overdue(self.story, self.life.now, self.life.now)
        steps = self.life.policy.steps if same_ladder else promise[0].steps
        reference = PolicyReference("random", self.number, f"hash-{self.number}")
        policy = replace(promise[0], reference=reference, steps=steps)
        wanted = command("adopt_policy", OPS, policy=policy)
        after = tale.asked(self.story, wanted, self.life.now)
        assert isinstance(after, Story)
        self.life.story, self.life.policy = after, policy
        self.used = {}
        check_carried(before, after, self.life.now)

    @rule()
    def it_takes_the_same_promises_under_another_number(self) -> None:
        """Nothing becomes due by that, and nothing that was to come is lost."""
        before = tale.overdue(self.story, self.life.now, self.life.now)
        policy = newer(self.life.policy)
        after = tale.asked(self.story, command("adopt_policy", policy=policy), self.life.now)
        if not isinstance(after, Story):
            assert self.ticket.status is Status.CLOSED
            return
        self.life.story, self.life.policy = after, policy
        then = coming(after)
        for what, at in coming(before).items():
            # What is due this very instant may as well come with the next opening.
            assert then.pop(what) == at or at == self.life.now
        assert then == {}

    @invariant()
    def clocks_use_what_passed_and_never_give_back(self) -> None:
        hours = self.life.policy.calendar.hours()
        for clock in self.ticket.clocks:
            key = (clock.target, clock.cycle if clock.target is Target.NEXT_REPLY else 0)
            now = used(clock, hours, self.life.now)
            assert self.used.get(key, timedelta(0)) <= now
            assert now <= max(self.life.now - clock.started_at, timedelta(0))
            self.used[key] = now

    def teardown(self) -> None:
        if not hasattr(self, "life"):
            return
        told = self.told()
        events = [told[place] for place in sorted(told)]
        check_history(self.ticket.id, events)
        check_outcomes_commute(self.ticket.id, events)


TestAdoptingLives = AdoptingLives.TestCase
TestAdoptingLives.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def coming(story: Story) -> dict[str, datetime]:
    """What breaks, warns or is taken by itself, and when."""
    hours = story.policy.calendar.hours()
    deadlines = clock_deadlines(story.ticket, story.policy, hours)
    due = {f"{one.kind} {one.target}": at for at, one in deadlines}
    # Of a clock that has yet to warn that comes first, so when it breaks is asked of the clock.
    breaks = ((one.target, clock_due(one, hours)) for one in story.ticket.clocks)
    due |= {f"clock_breached {target}": at for target, at in breaks if at is not None}
    return due | {one.step: at for at, one in steps_due(story.ticket, story.policy, hours)}


def check_carried(before: Story, after: Story, now: datetime) -> None:
    """Whatever the two policies say: time, verdicts and the height on the ladder stay."""
    old, new = before.policy.calendar.hours(), after.policy.calendar.hours()
    check_possible(after.ticket)
    assert after.ticket.escalation_level == before.ticket.escalation_level
    known = {clock.target: clock for clock in after.ticket.clocks}
    for clock in before.ticket.clocks:
        carried = known.get(clock.target)
        if carried is None:
            assert clock.state not in KEPT_OR_BROKEN
            assert clock.target not in after.policy.targets
            continue
        assert used(carried, new, now) == used(clock, old, now)
        check_verdict(clock, carried)
    for at, event in clock_deadlines(after.ticket, after.policy, new):
        assert at >= now, event
    for at, step in steps_due(after.ticket, after.policy, new):
        assert at >= now, step


def check_verdict(before: TargetClock, after: TargetClock) -> None:
    """What became of a promise is not undone; what is open has the new time."""
    if before.state in KEPT_OR_BROKEN:
        assert (after.state, after.stopped_at) == (before.state, before.stopped_at)
    else:
        assert after.state in (ClockState.RUNNING, ClockState.PAUSED)
    assert (after.cycle, after.warned, after.warnings) == (
        before.cycle,
        before.warned,
        before.warnings,
    )


def check_history(ticket_id: str, events: list[Event]) -> None:
    """Every rule is of the policy of its time; no promise breaks twice, none is warned of twice."""
    ticket = rebuilt(ticket_id, events[:1])
    breaches: Counter[tuple[Target, int]] = Counter()
    warnings: Counter[tuple[Target, datetime, str]] = Counter()
    for event in events[1:]:
        if isinstance(event, BY_RULE) and event.by.kind is ActorKind.SYSTEM:
            check_ruled(ticket, event)
        if isinstance(event, RULED) and event.by.kind is ActorKind.SYSTEM:
            check_ran(ticket, event.at)
        if isinstance(event, ClockBreached):
            breaches[event.target, running(ticket, event.target).cycle] += 1
        if isinstance(event, ClockWarned) and event.because:
            started = running(ticket, event.target).started_at
            warnings[event.target, started, event.because.rule] += 1
        ticket = apply(ticket, event)
        check_possible(ticket)
    assert max([*breaches.values(), *warnings.values()], default=0) <= 1


def check_ruled(ticket: Ticket, event: Event) -> None:
    assert event.because is not None
    assert (event.because.policy, event.because.version) == (
        ticket.policy.name,
        ticket.policy.version,
    )
    assert event.at >= (ticket.adopted_at or event.at), "dated into the time before its policy"


ALWAYS = Rota([one for team in LADDER_TEAMS for one in on(team, f"agent-of-{team}")])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policy=policies(), script=scripts, at=st.integers(0, 8), times=st.integers(1, 3))
def test_demand_17_adopting_the_same_ladder_again_does_nothing_again(
    policy: Policy, script: list[tuple[timedelta, str, bool]], at: int, times: int
) -> None:
    lives = [StaffedLife(policy, ALWAYS).happens(understood("m-1", NINE, "eu-care")) for _ in "ab"]
    for place, (span, action, _) in enumerate(script):
        for life in lives:
            life.watched(span)
        if place == at and lives[1].ticket.status is not Status.CLOSED:
            for _ in range(times):
                lives[1].adopts()
        for life in lives:
            acts(life, action)
    plain, adopting = (life.watched(3 * DAY) for life in lives)
    assert taken(adopting) == taken(plain)
    assert adopting.ticket.escalation_level == plain.ticket.escalation_level
    assert [one.at for one in adopting.of(ClockBreached)] == [
        one.at for one in plain.of(ClockBreached)
    ]


def taken(life: StaffedLife) -> list[tuple[str, datetime]]:
    return [(one.step, one.at) for one in life.of(TicketEscalated)]


def is_late(step: Step, life: StaffedLife, at: datetime) -> bool:
    """Whether its instant is over: by the wall clock, of a ticket that never rested."""
    offset = step.offset or timedelta(0)
    if step.relative_to == "opening":
        return NINE + offset < at
    broke = (one.at for one in life.of(ClockBreached) if one.target is step.target)
    return step.relative_to == "breach" and any(one + offset < at for one in broke)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=policies(), after=policies(), span=spans, budget=st.sampled_from([MINUTE, 9 * HOUR]))
def test_demand_17_no_other_ladder_is_climbed_late(
    before: Policy, after: Policy, span: timedelta, budget: timedelta
) -> None:
    life = StaffedLife(before, ALWAYS).watched(span)
    height = life.ticket.escalation_level
    life.adopts(steps=after.steps, targets=dict.fromkeys(Target, budget))
    [event] = life.of(PolicyAdopted)
    gone = {one.name for one in (*event.steps_taken, *event.steps_passed)}
    seen = len(life.events)
    assert life.ticket.escalation_level == height
    late = {step.name for step in after.steps if is_late(step, life, event.at)}
    life.watched(9 * DAY)
    climbed = [one for one in life.events[seen:] if isinstance(one, TicketEscalated)]
    assert (gone | late).isdisjoint(one.step for one in climbed)
    assert all(one.at >= event.at for one in climbed)
