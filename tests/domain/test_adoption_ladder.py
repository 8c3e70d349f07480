"""The ladder of an adopted policy: nothing is taken again, late or in a burst (demand 17)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.adoption_events import PolicyAdopted
from domain.events import TicketEscalated
from domain.explanation import sentence
from domain.ledger import Entry
from domain.policy import Step, Unless
from domain.relay_events import NobodyWasOn, TeamNotified
from domain.vocabulary import Priority, Target
from tests.domain.building import DAY, HOUR, MINUTE, NINE, OFFICE, ROUND_THE_CLOCK, a_step
from tests.domain.ladders import (
    HAND_OVER,
    PAGE_BOSS,
    PAGE_LEAD,
    RELAY,
    STILL_WORKING,
    TELL_BOSS,
    TELL_LEAD,
    Rota,
    StaffedLife,
    a_ladder,
    after,
    breach,
    on,
    steps_taken,
)

FIRST, SOLVE = Target.FIRST_REPLY, Target.SOLVE
TEAMS = Rota([*on("eu-lead", "lea"), *on("eu-boss", "bo"), *on("na-care", "nic")])
TARGETS = {FIRST: 2 * HOUR, SOLVE: 8 * HOUR}


def at_most_of(fraction: float, target: Target = FIRST, **changes: Any) -> Step:
    """A step at a fraction of a target's time."""
    return a_step(relative_to="target", target=target, fraction=fraction, **changes)


def a_life(*steps: Step, rota: Rota = TEAMS) -> StaffedLife:
    return StaffedLife(a_ladder(*steps, targets=dict(TARGETS), calendar=ROUND_THE_CLOCK), rota)


def adopts(life: StaffedLife, *steps: Step, **changes: object) -> PolicyAdopted:
    """The next version has these steps; the event of its adoption."""
    life.adopts(steps=a_ladder(*steps).steps, **changes)
    return life.of(PolicyAdopted)[-1]


def counted(event: PolicyAdopted) -> tuple[str, ...]:
    """The steps of the new ladder that count as taken."""
    return tuple(one.name for one in event.steps_taken)


def passed(event: PolicyAdopted) -> tuple[str, ...]:
    """Those whose instant had gone by."""
    return tuple(one.name for one in event.steps_passed)


def pages(life: StaffedLife) -> list[tuple[str, int, timedelta]]:
    return [(one.step, one.number, one.at - NINE) for one in life.of(TeamNotified)]


def test_demand_17_an_edited_policy_escalates_nothing_again() -> None:
    ladder = (at_most_of(0.5, actions=(TELL_LEAD,)), breach(TELL_BOSS), after(3 * HOUR, PAGE_BOSS))
    life = a_life(*ladder).watched(4 * HOUR)
    before, level = len(life.did()), life.ticket.escalation_level
    adopts(life, *ladder, targets={FIRST: HOUR, SOLVE: 8 * HOUR})
    life.does("claim").watched(9 * DAY)
    assert len(life.did()) == before
    assert len(life.of(TicketEscalated)) == level == life.ticket.escalation_level == 3


def test_demand_17_a_policy_without_steps_ends_the_ladder_and_keeps_what_was_done() -> None:
    life = a_life(at_most_of(0.5, actions=(TELL_LEAD,)), breach(TELL_BOSS)).watched(90 * MINUTE)
    assert counted(adopts(life)) == ()
    life.watched(9 * DAY)
    assert steps_taken(life) == [("step 1", HOUR)]
    assert life.ticket.escalation_level == 1


def test_demand_17_steps_whose_time_was_before_are_not_taken_late_in_a_burst() -> None:
    life = a_life().watched(5 * HOUR)
    event = adopts(
        life,
        at_most_of(0.5, SOLVE, actions=(TELL_LEAD,)),
        after(HOUR, TELL_LEAD),
        breach(PAGE_LEAD),
        after(6 * HOUR, TELL_BOSS),
        at_most_of(0.9, SOLVE, actions=(TELL_BOSS,)),
    )
    assert passed(event) == ("step 1", "step 2", "step 3")
    life.watched(9 * DAY)
    assert steps_taken(life) == [("step 4", 6 * HOUR), ("step 5", 7.2 * HOUR)]


def test_a_step_is_known_by_what_it_does_and_when_wherever_it_stands() -> None:
    told, paged = at_most_of(0.5, actions=(TELL_LEAD,)), breach(TELL_BOSS)
    life = a_life(told, paged).watched(90 * MINUTE)
    event = adopts(life, after(30 * MINUTE, tag="seen"), told, paged)
    assert (counted(event), passed(event)) == (("step 2",), ("step 1",))
    life.watched(9 * DAY)
    assert steps_taken(life) == [("step 1", HOUR), ("step 3", 2 * HOUR)]


def test_another_step_under_the_same_name_is_to_come() -> None:
    life = a_life(at_most_of(0.5, actions=(TELL_LEAD,))).watched(90 * MINUTE)
    event = adopts(life, at_most_of(0.8, actions=(TELL_BOSS,)))
    assert counted(event) == ()
    life.watched(9 * DAY)
    assert steps_taken(life) == [("step 1", HOUR), ("step 1", 96 * MINUTE)]
    assert life.ticket.escalation_level == 2


@pytest.mark.parametrize(
    "edited",
    [
        at_most_of(0.9, actions=(TELL_LEAD,)),
        at_most_of(0.5, actions=(replace(TELL_LEAD, text="other words"),)),
    ],
    ids=["later", "other words"],
)
def test_a_step_that_was_put_elsewhere_or_said_otherwise_is_the_same(edited: Step) -> None:
    life = a_life(at_most_of(0.5, actions=(TELL_LEAD,))).watched(90 * MINUTE)
    assert counted(adopts(life, edited)) == ("step 1",)
    assert len(life.watched(9 * DAY).of(TeamNotified)) == 1


def test_a_step_that_is_added_beside_one_that_was_taken_is_to_come() -> None:
    early, late = at_most_of(0.5, actions=(TELL_LEAD,)), at_most_of(0.9, actions=(TELL_LEAD,))
    life = a_life(early).watched(90 * MINUTE)
    assert counted(adopts(life, early, late)) == ("step 1",)
    life.watched(9 * DAY)
    assert steps_taken(life) == [("step 1", HOUR), ("step 2", 108 * MINUTE)]


def test_one_step_stands_for_one_other_and_a_step_yet_to_come_keeps_its_own() -> None:
    early, late = at_most_of(0.5, actions=(TELL_LEAD,)), at_most_of(0.9, actions=(TELL_LEAD,))
    life = a_life(early, late).watched(90 * MINUTE)
    assert counted(adopts(life, late)) == ()
    life.watched(9 * DAY)
    assert steps_taken(life) == [("step 1", HOUR), ("step 1", 108 * MINUTE)]


def test_a_promise_that_breaks_by_the_adoption_is_followed_by_its_steps() -> None:
    life = a_life().watched(90 * MINUTE)
    event = adopts(
        life,
        at_most_of(0.75, actions=(TELL_LEAD,)),
        breach(PAGE_LEAD),
        breach(TELL_BOSS, offset=HOUR),
        targets={FIRST: HOUR, SOLVE: 8 * HOUR},
    )
    assert passed(event) == ("step 1",)
    life.watched(MINUTE).does("claim").watched(9 * DAY)
    assert steps_taken(life) == [("step 2", 90 * MINUTE), ("step 3", 150 * MINUTE)]


def test_a_breach_stays_where_it_was_and_steps_count_from_there() -> None:
    life = a_life().watched(3 * HOUR)
    adopts(life, breach(TELL_LEAD, offset=2 * HOUR), targets={FIRST: 6 * HOUR})
    assert steps_taken(life.watched(9 * DAY)) == [("step 1", 4 * HOUR)]


def test_what_a_pause_put_off_is_still_put_off_and_not_passed_over() -> None:
    step = after(3 * HOUR, STILL_WORKING)
    life = a_life(step).watched(HOUR).does("reply").watched(4 * HOUR)
    assert passed(adopts(life, step)) == ()
    life.watched(HOUR).writes().watched(DAY)
    assert steps_taken(life) == [("step 1", 6 * HOUR)]


def test_a_step_that_was_passed_over_can_be_taken_by_a_person() -> None:
    life = a_life().watched(5 * HOUR)
    adopts(life, after(HOUR, TELL_LEAD), after(2 * HOUR, TELL_BOSS))
    life.does("escalate").watched(DAY)
    assert steps_taken(life) == [("step 1", 5 * HOUR)]


def test_a_page_that_goes_on_goes_on_under_the_policy_that_began_it() -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).watched(65 * MINUTE)
    adopts(life, after(70 * MINUTE, PAGE_BOSS), after(2 * DAY, PAGE_LEAD))
    life.watched(HOUR)
    earlier = [one for one in life.of(TeamNotified) if one.team == "eu-lead"]
    assert [one.at - NINE for one in earlier] == [60 * MINUTE, 70 * MINUTE, 80 * MINUTE]
    assert [one.step for one in earlier] == ["step 1", *["step 1 (test 1)"] * 2]
    assert {one.because.version for one in earlier if one.because} == {1}
    later = [one for one in life.of(TeamNotified) if one.team == "eu-boss"]
    assert {one.because.version for one in later if one.because} == {2}
    said = sentence(Entry("eu-1", 9, earlier[-1]))
    assert said.startswith("Step 1 (test 1) paged eu-lead (lea), page 3")
    assert "by the rule “step 1” of policy test version 1" in said


def test_a_page_of_two_policies_ago_is_still_called_by_its_own() -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).watched(65 * MINUTE)
    adopts(life)
    adopts(life)
    assert {one.step for one in life.ticket.paging} == {"step 1 (test 1)"}
    assert len(pages(life.watched(HOUR))) == 3


def test_two_steps_of_one_name_page_one_team_each_for_itself() -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).watched(61 * MINUTE)
    adopts(life, after(65 * MINUTE, PAGE_LEAD, tag="slow"))
    life.watched(HOUR)
    assert [number for step, number, _ in pages(life) if step == "step 1 (test 1)"] == [2, 3]
    assert [number for step, number, _ in pages(life) if step == "step 1"] == [1, 1, 2, 3]


def test_a_step_of_before_that_found_nobody_on_waits_for_its_team_and_hurries_no_other() -> None:
    rota = Rota([*on("na-care", "nic"), *on("eu-lead", "lea", after=5 * HOUR)])
    life = a_life(after(HOUR, PAGE_LEAD), rota=rota).watched(HOUR)
    assert len(life.of(NobodyWasOn)) == 1
    adopts(life, after(2 * DAY, HAND_OVER))
    life.watched(DAY)
    assert pages(life)[0] == ("step 1 (test 1)", 1, 5 * HOUR)
    assert steps_taken(life) == [("step 1", HOUR)]


def test_a_step_of_before_that_has_yet_to_act_acts_once_and_by_its_own_rule() -> None:
    life = a_life(after(HOUR, TELL_LEAD)).later(2 * HOUR)
    life.does("adopt_policy", policy=replace(life.policy, reference=replace(
        life.policy.reference, version=2, hash="other")))  # fmt: skip
    life.watched(DAY)
    [told] = life.of(TeamNotified)
    assert told.because is not None
    assert (told.because.version, told.because.rule) == (1, "step 1")
    assert steps_taken(life) == [("step 1", HOUR)]


def test_a_policy_of_no_relay_is_followed_by_one_that_passes_work_on() -> None:
    life = a_life(after(HOUR, raise_priority_to=Priority.HIGH)).watched(2 * HOUR)
    life.adopts(relay=replace(RELAY, acknowledge_within=5 * MINUTE))
    assert life.story.policy.relay is not None
    assert steps_taken(life.watched(9 * DAY)) == [("step 1", HOUR)]


def test_a_step_of_two_policies_ago_is_remembered() -> None:
    step = at_most_of(0.5, SOLVE, actions=(TELL_LEAD,))
    life = a_life(step).watched(5 * HOUR)
    adopts(life)
    assert counted(adopts(life, step, targets={SOLVE: 20 * HOUR})) == ("step 1",)
    assert len(life.watched(9 * DAY).of(TeamNotified)) == 1
    assert life.ticket.escalation_level == 1


def test_a_step_for_working_time_that_waits_for_it_has_not_gone_by() -> None:
    step = after(10 * HOUR, TELL_LEAD, in_working_time=True)
    life = StaffedLife(a_ladder(step, calendar=OFFICE), TEAMS).watched(11 * HOUR)
    assert passed(adopts(life, step)) == ()
    assert steps_taken(life.watched(9 * DAY)) == [("step 1", DAY)]


def test_a_step_that_waits_until_nobody_has_the_ticket_has_not_gone_by() -> None:
    step = after(HOUR, TELL_LEAD, unless=Unless.CLAIMED)
    life = a_life(step).does("claim").watched(2 * HOUR)
    assert passed(adopts(life, step)) == ()
    life.does("release").watched(DAY)
    assert steps_taken(life) == [("step 1", 2 * HOUR)]


def test_a_step_that_comes_again_comes_again_with_the_next_cycle_and_no_more_often() -> None:
    next_reply = at_most_of(0.5, Target.NEXT_REPLY, actions=(TELL_LEAD,), repeat_up_to=2)
    targets = {Target.NEXT_REPLY: HOUR}
    life = StaffedLife(a_ladder(next_reply, targets=targets), TEAMS).does("reply").writes()
    life.watched(40 * MINUTE)
    assert counted(adopts(life, after(9 * DAY, TELL_BOSS), next_reply)) == ("step 2",)
    life.watched(HOUR)
    for _ in range(3):
        life.does("reply").writes().watched(HOUR)
    assert [step for step, _ in steps_taken(life)] == ["step 1", "step 2"]


def test_what_has_gone_by_in_one_cycle_is_to_come_in_the_next() -> None:
    next_reply = at_most_of(0.5, Target.NEXT_REPLY, actions=(TELL_LEAD,))
    life = StaffedLife(a_ladder(targets={Target.NEXT_REPLY: HOUR}), TEAMS).does("reply").writes()
    life.watched(40 * MINUTE)
    assert passed(adopts(life, next_reply)) == ("step 1",)
    assert steps_taken(life.watched(HOUR)) == []
    life.does("reply").writes().watched(HOUR)
    assert [step for step, _ in steps_taken(life)] == ["step 1"]
