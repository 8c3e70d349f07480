"""What a step does that finds nobody of its team on."""

from datetime import timedelta

import pytest

from domain.facts import StepAction
from domain.policy import Relay, Step
from domain.relay_events import NobodyWasOn, TeamNotified, TicketHandedOver
from domain.vocabulary import NobodyOn, Target
from tests.domain.building import DAY, HOUR, MICROSECOND, MINUTE, NINE, a_step
from tests.domain.ladders import (
    ASSIGN,
    HAND_OVER,
    PAGE_BOSS,
    PAGE_LEAD,
    PATIENT,
    TELL_BOSS,
    TELL_LEAD,
    Rota,
    StaffedLife,
    a_ladder,
    after,
    breach,
    on,
    since_nine,
    steps_taken,
)

NOTHING = timedelta(0)
LEAD_COMES = [*on("eu-lead", "lea", after=5 * HOUR), *on("na-care", "nic", after=5 * HOUR)]
BOSS_IS_ON = on("eu-boss", "bo")


def a_life(*steps: Step, relay: Relay | None = PATIENT) -> StaffedLife:
    """The lead and na-care come five hours after nine."""
    return StaffedLife(a_ladder(*steps, relay=relay), Rota(LEAD_COMES))


def hurried(*steps: Step) -> StaffedLife:
    """The boss is on besides, and nobody waits for a shift while there is a next step."""
    return StaffedLife(a_ladder(*steps), Rota([*LEAD_COMES, *BOSS_IS_ON]))


def told(life: StaffedLife) -> list[tuple[str, str, timedelta]]:
    """Each step's team that was told, as long after nine as it was."""
    return [(event.step, event.team, event.at - NINE) for event in life.of(TeamNotified)]


@pytest.mark.parametrize("action", [TELL_LEAD, PAGE_LEAD])
def test_a_step_may_wait_for_the_next_shift(action: StepAction) -> None:
    life = a_life(after(HOUR, action), after(DAY, TELL_BOSS)).watched(5 * HOUR - MICROSECOND)
    assert told(life) == []
    (missed,) = life.of(NobodyWasOn)
    assert (missed.step, missed.team, missed.at) == ("step 1", "eu-lead", NINE + HOUR)
    assert (missed.then, missed.opening) == (NobodyOn.NEXT_SHIFT, NINE + 5 * HOUR)
    assert missed.because == life.policy.because("step 1", f"seen at {NINE + HOUR}")
    assert told(life.watched(MICROSECOND)) == [("step 1", "eu-lead", 5 * HOUR)]
    assert life.of(TeamNotified)[0].noticed is None


@pytest.mark.parametrize("action", [HAND_OVER, ASSIGN])
def test_a_ticket_stays_where_it_is_until_the_team_of_a_step_opens(action: StepAction) -> None:
    life = a_life(after(HOUR, action)).does("claim").watched(5 * HOUR - MICROSECOND)
    assert (life.ticket.team, life.ticket.assignee) == (None, "ana")
    life.watched(HOUR)
    assert since_nine(life.of(TicketHandedOver)) == [5 * HOUR]
    assert (life.ticket.team, life.ticket.assignee) == ("na-care", None)


def test_the_next_step_may_come_at_once_and_the_shift_is_not_awaited() -> None:
    life = hurried(after(HOUR, TELL_LEAD), after(DAY, TELL_BOSS), after(2 * DAY, TELL_BOSS))
    life.watched(3 * DAY)
    (missed,) = life.of(NobodyWasOn)
    assert (missed.step, missed.then) == ("step 1", NobodyOn.NEXT_STEP)
    assert steps_taken(life) == [("step 1", HOUR), ("step 2", HOUR), ("step 3", 2 * DAY)]
    assert told(life) == [("step 2", "eu-boss", HOUR), ("step 3", "eu-boss", 2 * DAY)]


def test_empty_steps_follow_each_other_at_once_until_somebody_is_on() -> None:
    life = hurried(after(HOUR, TELL_LEAD), after(DAY, HAND_OVER), after(2 * DAY, TELL_BOSS))
    life.watched(HOUR)
    assert steps_taken(life) == [("step 1", HOUR), ("step 2", HOUR), ("step 3", HOUR)]
    assert told(life) == [("step 3", "eu-boss", HOUR)]


def test_without_a_step_left_the_last_one_waits_for_the_next_shift() -> None:
    life = hurried(after(HOUR, TELL_BOSS), after(2 * HOUR, TELL_LEAD)).watched(DAY)
    (missed,) = life.of(NobodyWasOn)
    assert (missed.step, missed.then) == ("step 2", NobodyOn.NEXT_SHIFT)
    assert told(life) == [("step 1", "eu-boss", HOUR), ("step 2", "eu-lead", 5 * HOUR)]


def test_a_team_that_never_opens_is_not_waited_for() -> None:
    life = StaffedLife(a_ladder(after(HOUR, TELL_BOSS)), Rota(LEAD_COMES)).watched(30 * DAY)
    (missed,) = life.of(NobodyWasOn)
    assert (missed.then, missed.opening) == (NobodyOn.NEXT_SHIFT, None)
    assert life.ticket.to_act == ()


def test_a_step_that_finds_two_teams_off_brings_on_one_step_and_not_two() -> None:
    life = hurried(after(HOUR, TELL_LEAD, HAND_OVER), after(DAY, TELL_BOSS), after(2 * DAY))
    life.watched(HOUR)
    assert len(life.of(NobodyWasOn)) == 2
    assert steps_taken(life) == [("step 1", HOUR), ("step 2", HOUR)]


def test_a_late_look_brings_on_no_step_in_place_of_one_that_has_come() -> None:
    steps = (after(HOUR, TELL_LEAD), after(2 * HOUR, TELL_BOSS), after(2 * DAY, TELL_BOSS))
    life = hurried(*steps).later(3 * HOUR)
    life.look()
    assert steps_taken(life) == [("step 1", HOUR), ("step 2", 2 * HOUR)]
    assert [event.then for event in life.of(NobodyWasOn)] == [NobodyOn.NEXT_STEP]
    assert told(life.watched(DAY)) == [("step 2", "eu-boss", 2 * HOUR)]


def test_the_next_step_that_comes_late_is_dated_to_when_it_was_found_that_nobody_is_on() -> None:
    life = hurried(after(HOUR, TELL_LEAD), after(DAY, TELL_BOSS)).later(2 * HOUR)
    life.look()
    assert steps_taken(life) == [("step 1", HOUR), ("step 2", 2 * HOUR)]
    assert told(life) == [("step 2", "eu-boss", 2 * HOUR)]


def test_what_follows_a_promise_that_is_not_owed_does_not_come_at_once() -> None:
    next_reply = a_step(relative_to="breach", target=Target.NEXT_REPLY, offset=NOTHING)
    solve = a_step(relative_to="target", target=Target.SOLVE, fraction=0.9, actions=(TELL_BOSS,))
    life = hurried(after(HOUR, TELL_LEAD), breach(offset=2 * HOUR), next_reply, solve)
    life.later(MINUTE).does("reply").does("reopen").watched(HOUR)
    assert steps_taken(life) == [("step 1", HOUR), ("step 4", HOUR)]
    assert told(life) == [("step 4", "eu-boss", HOUR)]


def test_where_no_step_can_come_at_once_the_shift_is_awaited() -> None:
    life = hurried(after(HOUR, TELL_LEAD), breach(TELL_BOSS, offset=2 * HOUR))
    life.later(MINUTE).does("reply").does("reopen").watched(DAY)
    assert [event.then for event in life.of(NobodyWasOn)] == [NobodyOn.NEXT_SHIFT]
    assert told(life) == [("step 1", "eu-lead", 5 * HOUR)]


def test_an_answer_in_that_very_moment_ends_the_hurry() -> None:
    life = hurried(after(HOUR, TELL_LEAD), after(DAY, TELL_BOSS)).watched(HOUR - MICROSECOND)
    life.later(MICROSECOND)
    while not life.of(NobodyWasOn):
        life.one_move()
    life.does("reply").later(HOUR).writes().watched(HOUR)
    assert steps_taken(life) == [("step 1", HOUR)]


def test_a_policy_without_rules_for_it_waits_for_the_next_shift() -> None:
    life = a_life(after(HOUR, TELL_LEAD), after(DAY, TELL_BOSS), relay=None).watched(6 * HOUR)
    assert told(life) == [("step 1", "eu-lead", 5 * HOUR)]


def test_an_opening_that_falls_into_a_rest_is_used_when_the_ticket_goes_on() -> None:
    life = a_life(after(HOUR, TELL_LEAD)).does("claim").watched(2 * HOUR)
    life.does("hold", until=NINE + DAY).watched(2 * DAY)
    assert told(life) == [("step 1", "eu-lead", DAY)]


def test_an_opening_at_which_nobody_comes_after_all_is_put_off_again() -> None:
    rota = Rota([*on("eu-lead", "lea", after=5 * HOUR)])
    life = StaffedLife(a_ladder(after(HOUR, TELL_LEAD)), rota).watched(2 * HOUR)
    life.rota = Rota([*on("eu-lead", "lou", after=9 * HOUR)])  # she is ill
    life.watched(DAY)
    assert since_nine(life.of(NobodyWasOn)) == [HOUR, 5 * HOUR]
    assert [(event.agents, event.at - NINE) for event in life.of(TeamNotified)] == [
        (("lou",), 9 * HOUR)
    ]


def test_a_page_that_finds_nobody_brings_on_the_next_step() -> None:
    life = hurried(after(HOUR, PAGE_LEAD), after(DAY, PAGE_BOSS)).watched(HOUR)
    assert told(life) == [("step 2", "eu-boss", HOUR)]
    assert [(one.step, one.sent) for one in life.ticket.paging] == [("step 2", 1)]
    assert life.ticket.to_act == ()
    life.watched(15 * MINUTE)
    assert [step for step, _, _ in told(life)] == ["step 2", "step 2"]
