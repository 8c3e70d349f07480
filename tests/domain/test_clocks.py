from datetime import timedelta

import pytest

from domain.clocks import ran_out
from domain.events import Acknowledged, ClockBreached, ClockWarned
from domain.message_events import DeliveryReported
from domain.vocabulary import THE_DESK, ClockState, DeliveryState, Status, Target
from tests.domain.building import (
    DAY,
    HOUR,
    MICROSECOND,
    MINUTE,
    NINE,
    OFFICE,
    SECOND,
    Life,
    a_policy,
)

NOTHING = timedelta(0)
FIRST, NEXT, SOLVE = Target.FIRST_REPLY, Target.NEXT_REPLY, Target.SOLVE


def breaches(life: Life) -> list[tuple[Target, timedelta]]:
    """Each breach, as long after nine as it fell due."""
    return [(event.target, event.at - NINE) for event in life.of(ClockBreached)]


def test_a_reply_stops_the_clock() -> None:
    life = Life().watched(29 * MINUTE).does("reply")
    assert life.clock(FIRST).state is ClockState.MET
    assert life.clock(FIRST).stopped_at == NINE + 29 * MINUTE
    assert breaches(life.watched(5 * HOUR)) == []


def test_a_first_reply_that_does_not_come_is_a_breach_at_its_very_instant() -> None:
    life = Life().watched(3 * HOUR)
    assert breaches(life) == [(FIRST, 30 * MINUTE)]
    assert life.of(ClockBreached)[0].noticed is None
    assert life.of(ClockBreached)[0].because is not None


@pytest.mark.parametrize("kind", ["claim", "note", "prioritise", "hold", "solve"])
def test_only_an_answer_keeps_the_promise_of_one(kind: str) -> None:
    assert not Life().does(kind).clock(FIRST).is_kept


@pytest.mark.parametrize(("life", "owed"), [(Life(), FIRST), (Life().does("reply").writes(), NEXT)])
def test_an_acknowledgement_never_meets_a_clock(life: Life, owed: Target) -> None:
    before = life.ticket.clocks
    life.happens(
        Acknowledged(at=NINE, by=THE_DESK, message_id="a", template="t", in_reply_to="m-2"),
        DeliveryReported(at=NINE, by=THE_DESK, message_id="a", state=DeliveryState.READ),
    )
    assert life.ticket.clocks == before
    assert not life.clock(owed).is_kept


def test_a_second_message_does_not_restart_the_first_clock() -> None:
    life = Life().watched(20 * MINUTE).writes().watched(HOUR)
    assert breaches(life) == [(FIRST, 30 * MINUTE)]


def test_the_next_clock_never_starts_before_the_first_answer() -> None:
    life = Life().writes().later(HOUR).writes()
    assert life.ticket.clock(NEXT) is None
    life.does("reply").later(MINUTE).writes()
    assert life.clock(NEXT).started_at == NINE + HOUR + MINUTE


def test_without_a_first_target_the_next_clock_still_waits_for_the_first_answer() -> None:
    life = Life(a_policy(targets={NEXT: HOUR}, acknowledge=False)).writes()
    assert life.ticket.clocks == ()
    assert life.does("reply").writes().clock(NEXT).cycle == 1


def test_a_second_message_does_not_restart_a_running_cycle() -> None:
    life = Life().does("reply").later(HOUR).writes().later(HOUR).writes()
    assert (life.clock(NEXT).started_at, life.clock(NEXT).cycle) == (NINE + HOUR, 1)


def test_each_answer_ends_a_cycle_and_the_next_message_begins_another() -> None:
    life = Life().does("reply")
    for cycle in (1, 2, 3):
        life.later(HOUR).writes()
        assert (life.clock(NEXT).cycle, life.left(NEXT)) == (cycle, 2 * HOUR)
        life.later(HOUR).does("reply")
        assert life.clock(NEXT).state is ClockState.MET
    assert breaches(life) == []


def test_each_cycle_is_breached_once_and_the_next_one_anew() -> None:
    life = Life().does("reply").writes().watched(5 * HOUR).writes().watched(HOUR)
    assert breaches(life) == [(NEXT, 2 * HOUR)]
    life.does("reply").writes().watched(90 * MINUTE).does("reply")
    assert breaches(life) == [(NEXT, 2 * HOUR)]
    assert (life.clock(NEXT).state, life.clock(NEXT).cycle) == (ClockState.MET, 2)


@pytest.mark.parametrize("kind", ["reply", "hold", "solve"])
def test_the_clocks_stand_still_while_the_ticket_rests(kind: str) -> None:
    life = Life().does("claim").later(10 * MINUTE).does(kind)
    used = {clock.target: life.used(clock.target) for clock in life.ticket.clocks}
    life.watched(5 * DAY)
    assert {clock.target: life.used(clock.target) for clock in life.ticket.clocks} == used
    assert set(used.values()) == {10 * MINUTE}
    assert breaches(life) == []


def test_a_clock_goes_on_with_the_time_that_it_had_left() -> None:
    life = Life().does("claim").later(10 * MINUTE).does("hold", until=NINE + DAY)
    assert (life.left(FIRST), life.clock(FIRST).state) == (20 * MINUTE, ClockState.PAUSED)
    life.watched(DAY + HOUR)
    assert breaches(life) == [(FIRST, DAY + 20 * MINUTE)]


def test_every_pause_is_on_record_to_the_microsecond() -> None:
    life = Life().does("claim").later(7 * SECOND + MICROSECOND).does("hold").later(SECOND).writes()
    life.later(SECOND).does("hold").later(2 * SECOND).does("reopen")
    lengths = [pause.ended - pause.began for pause in life.clock(FIRST).pauses if pause.ended]
    assert lengths == [SECOND, 2 * SECOND]
    assert life.used(FIRST) == 8 * SECOND + MICROSECOND


def test_a_policy_may_let_the_clocks_run_while_held() -> None:
    policy = a_policy(pause_while=(Status.WAITING,), acknowledge=False)
    life = Life(policy).does("reply").does("hold").watched(8 * HOUR)
    assert breaches(life) == [(SOLVE, 8 * HOUR)]


def test_a_policy_may_pause_nothing() -> None:
    life = Life(a_policy(pause_while=(), acknowledge=False)).does("reply").watched(8 * HOUR)
    assert (life.ticket.status, breaches(life)) == (Status.WAITING, [(SOLVE, 8 * HOUR)])


@pytest.mark.parametrize("kind", ["reply", "hold"])
def test_a_ticket_that_is_solved_from_a_pause_used_only_what_ran(kind: str) -> None:
    life = Life().does("claim").later(HOUR).does(kind).later(DAY).does("solve").later(DAY)
    assert (life.clock(SOLVE).state, life.used(SOLVE)) == (ClockState.MET, HOUR)


@pytest.mark.parametrize("again", ["reopen", "message"])
def test_reopening_keeps_the_time_that_was_used(again: str) -> None:
    life = Life().does("reply").writes().later(HOUR).does("solve").later(3 * DAY)
    life = life.writes() if again == "message" else life.does("reopen")
    assert (life.used(SOLVE), life.clock(SOLVE).cycle) == (HOUR, 2)
    assert (life.used(NEXT), life.clock(NEXT).cycle) == (HOUR, 1)
    life.watched(DAY)
    assert breaches(life) == [(NEXT, 3 * DAY + 2 * HOUR), (SOLVE, 3 * DAY + 8 * HOUR)]


def test_several_rounds_of_solving_and_reopening_add_up() -> None:
    life = Life().does("reply").does("reopen")
    for _ in range(4):
        life.later(HOUR).does("solve").later(DAY).does("reopen")
    assert (life.used(SOLVE), life.clock(SOLVE).cycle) == (4 * HOUR, 5)
    assert breaches(life.watched(4 * HOUR)) == [(SOLVE, 4 * DAY + 8 * HOUR)]


@pytest.mark.parametrize("again", ["reopen", "message"])
def test_reopening_a_ticket_that_was_solved_late_is_no_second_breach(again: str) -> None:
    life = Life().does("reply").does("reopen").watched(9 * HOUR).does("solve").later(DAY)
    life = life.writes() if again == "message" else life.does("reopen")
    life.watched(HOUR).does("reply").watched(30 * DAY)
    assert breaches(life) == [(SOLVE, 8 * HOUR)]
    assert (life.clock(SOLVE).state, life.clock(SOLVE).cycle) == (ClockState.BREACHED, 1)


def test_solving_stops_the_next_clock_even_where_the_customer_spoke_last() -> None:
    life = Life().does("reply").later(HOUR).writes().does("solve").watched(6 * DAY)
    assert (life.clock(NEXT).state, breaches(life)) == (ClockState.PAUSED, [])


def test_a_breached_clock_stays_breached_but_a_late_answer_keeps_the_promise() -> None:
    life = Life().watched(HOUR).does("reply")
    assert (life.clock(FIRST).state, life.clock(FIRST).is_kept) == (ClockState.BREACHED, True)
    assert life.clock(FIRST).stopped_at == NINE + HOUR


def test_a_breach_is_not_forgotten_in_a_pause() -> None:
    life = Life().does("claim").watched(HOUR).does("hold", until=NINE + DAY).watched(2 * DAY)
    assert breaches(life)[0] == (FIRST, 30 * MINUTE)
    assert [target for target, _ in breaches(life)].count(FIRST) == 1
    hours = life.policy.calendar.hours()
    assert ran_out(life.clock(FIRST), hours) == NINE + 30 * MINUTE


@pytest.mark.parametrize("late", [NOTHING, MICROSECOND, SECOND])
def test_an_answer_at_the_due_instant_is_in_time_and_later_is_late(late: timedelta) -> None:
    life = Life().later(30 * MINUTE + late).does("reply")
    state = ClockState.BREACHED if late else ClockState.MET
    assert life.clock(FIRST).state is state
    assert [event.at for event in life.of(ClockBreached)] == ([NINE + 30 * MINUTE] if late else [])
    assert breaches(life.watched(DAY)) == breaches(life)


def test_a_clock_is_exact_to_the_microsecond() -> None:
    start = NINE + 123_457 * MICROSECOND
    life = Life(at=start).watched(30 * MINUTE)
    assert life.of(ClockBreached)[0].at == start + 30 * MINUTE


def test_working_time_alone_counts() -> None:
    friday = NINE + 4 * DAY + 7 * HOUR + 45 * MINUTE  # 16:45
    life = Life(a_policy(calendar=OFFICE, acknowledge=False), at=friday).watched(4 * DAY)
    assert life.of(ClockBreached)[0].at == NINE + 7 * DAY + 15 * MINUTE


def test_a_pause_counts_in_working_time() -> None:
    life = Life(a_policy(calendar=OFFICE, acknowledge=False)).does("reply").does("reopen")
    life.later(4 * HOUR).does("hold", until=NINE + 3 * DAY + 2 * HOUR).watched(4 * DAY)
    assert breaches(life) == [(SOLVE, 3 * DAY + 6 * HOUR)]


def test_a_warning_comes_once_and_before_the_breach() -> None:
    policy = a_policy(warn_at={FIRST: 0.75, SOLVE: 0.5}, acknowledge=False)
    life = Life(policy).watched(DAY)
    warnings = [(event.target, event.at - NINE) for event in life.of(ClockWarned)]
    assert warnings == [(FIRST, timedelta(minutes=22, seconds=30)), (SOLVE, 4 * HOUR)]
    assert life.clock(FIRST).warned


def test_nothing_warns_of_a_promise_that_is_kept_or_resting() -> None:
    policy = a_policy(warn_at={FIRST: 0.75, SOLVE: 0.5}, acknowledge=False)
    assert Life(policy).does("reply").watched(7 * DAY).of(ClockWarned) == []


@pytest.mark.parametrize("kind", ["reply", "hold", "solve"])
def test_a_clock_that_does_not_run_cannot_run_out(kind: str) -> None:
    life = Life().does(kind)
    before = life.ticket.clocks
    breaches_of_all = [ClockBreached(at=NINE, by=THE_DESK, target=target) for target in Target]
    assert life.happens(*breaches_of_all).ticket.clocks == before
