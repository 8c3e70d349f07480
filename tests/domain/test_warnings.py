"""A target warns at every point that its policy says, each once per cycle, in the order of time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.events import ClockBreached, ClockWarned
from domain.policy import WarningPoint
from domain.vocabulary import Target
from tests.domain.building import DAY, HOUR, MICROSECOND, MINUTE, NINE, OFFICE, Life, a_policy

FIRST, NEXT, SOLVE = Target.FIRST_REPLY, Target.NEXT_REPLY, Target.SOLVE
HALF, MOST = WarningPoint(fraction=0.5), WarningPoint(fraction=0.75)
AN_HOUR_BEFORE = WarningPoint(before=HOUR)


def a_life(*points: WarningPoint, target: Target = SOLVE) -> Life:
    """A ticket whose solution is due after eight hours, a first reply after thirty minutes."""
    return Life(a_policy(warnings={target: points}, acknowledge=False))


def warned(life: Life) -> list[tuple[int, timedelta]]:
    """Each warning with its number, as long after nine as it fell due."""
    return [(event.number, event.at - NINE) for event in life.of(ClockWarned)]


def test_every_point_warns_once_at_its_instant_and_says_which_it_is() -> None:
    life = a_life(HALF, MOST, AN_HOUR_BEFORE).watched(4 * HOUR - MICROSECOND)
    assert warned(life) == []
    life.watched(MICROSECOND)
    assert warned(life) == [(1, 4 * HOUR)]
    life.watched(30 * DAY)
    assert warned(life) == [(1, 4 * HOUR), (2, 6 * HOUR), (3, 7 * HOUR)]
    assert [event.because for event in life.of(ClockWarned)] == [
        life.policy.because(f"{rule} solve") for rule in ("50% of", "75% of", "1 hour before")
    ]


def test_points_warn_in_the_order_of_time_however_they_are_written() -> None:
    assert warned(a_life(AN_HOUR_BEFORE, MOST, HALF).watched(DAY)) == [
        (1, 4 * HOUR),
        (2, 6 * HOUR),
        (3, 7 * HOUR),
    ]


def test_each_target_has_its_own_points() -> None:
    points = {FIRST: (HALF, MOST), SOLVE: (AN_HOUR_BEFORE,)}
    life = Life(a_policy(warnings=points, acknowledge=False)).watched(DAY)
    assert [(event.target, event.number) for event in life.of(ClockWarned)] == [
        (FIRST, 1),
        (FIRST, 2),
        (SOLVE, 1),
    ]


@pytest.mark.parametrize(("fraction", "said"), [(0.125, "12.5%"), (0.07, "7%"), (0.99, "99%")])
def test_a_point_is_said_as_it_was_written(fraction: float, said: str) -> None:
    (event,) = a_life(WarningPoint(fraction=fraction)).watched(DAY).of(ClockWarned)
    assert event.because
    assert event.because.rule == f"{said} of solve"


def test_a_point_further_before_the_end_than_the_budget_warns_at_once() -> None:
    assert warned(a_life(WarningPoint(before=DAY), HALF).watched(MINUTE)) == [(1, timedelta(0))]


def test_a_point_at_the_very_end_warns_before_the_breach() -> None:
    life = a_life(WarningPoint(before=timedelta(0)), target=FIRST).watched(HOUR)
    kinds = [type(event) for event in life.events if event.at == NINE + 30 * MINUTE]
    assert kinds == [ClockWarned, ClockBreached]


def test_points_at_one_instant_each_warn() -> None:
    life = a_life(HALF, WarningPoint(before=4 * HOUR)).watched(DAY)
    assert warned(life) == [(1, 4 * HOUR), (2, 4 * HOUR)]


def test_points_count_in_working_time() -> None:
    policy = a_policy(calendar=OFFICE, warnings={SOLVE: (HALF, AN_HOUR_BEFORE)}, acknowledge=False)
    friday = NINE + 4 * DAY + 4 * HOUR  # 13:00
    assert warned(Life(policy, at=friday).watched(7 * DAY)) == [
        (1, 4 * DAY + 8 * HOUR),
        (2, 7 * DAY + 3 * HOUR),
    ]


def test_a_pause_puts_off_what_is_left_and_repeats_nothing() -> None:
    life = a_life(HALF, MOST).does("claim").watched(5 * HOUR)
    life.does("hold", until=NINE + DAY).watched(2 * DAY)
    assert warned(life) == [(1, 4 * HOUR), (2, DAY + HOUR)]


def test_a_promise_that_is_kept_warns_no_more() -> None:
    life = a_life(HALF, MOST, target=FIRST).watched(20 * MINUTE).does("reply").does("reopen")
    assert warned(life.watched(DAY)) == [(1, 15 * MINUTE)]


def test_every_cycle_of_the_next_reply_warns_anew() -> None:
    life = a_life(HALF, MOST, target=NEXT).does("reply")
    for _ in range(2):
        life.writes().watched(110 * MINUTE).does("reply")
    assert warned(life) == [
        (1, HOUR),
        (2, 90 * MINUTE),
        (1, 110 * MINUTE + HOUR),
        (2, 200 * MINUTE),
    ]


def test_a_solution_that_is_taken_up_again_goes_on_with_the_points_that_are_left() -> None:
    life = a_life(HALF, MOST).does("claim").watched(5 * HOUR).does("solve").later(DAY)
    life.does("reopen").watched(DAY)
    assert warned(life) == [(1, 4 * HOUR), (2, DAY + 6 * HOUR)]


def test_a_late_look_gives_every_warning_with_its_own_instant() -> None:
    points = (HALF, MOST, AN_HOUR_BEFORE)
    punctual, late = a_life(*points).watched(DAY), a_life(*points).later(DAY)
    late.look()
    assert warned(late) == warned(punctual)
    assert {event.noticed for event in late.of(ClockWarned)} == {NINE + DAY}
    assert late.ticket.clocks == punctual.ticket.clocks


def test_a_policy_from_before_there_were_several_points_has_one() -> None:
    policy = a_policy(warn_at={SOLVE: 0.5}, acknowledge=False)
    life = Life(policy).watched(DAY)
    assert warned(life) == [(1, 4 * HOUR)]
    assert life.of(ClockWarned)[0].because == policy.because("50% of solve")


def test_a_clock_that_was_warned_before_warnings_were_counted_is_not_warned_again() -> None:
    life = Life(a_policy(warn_at={SOLVE: 0.5}, acknowledge=False)).watched(5 * HOUR)
    uncounted = (replace(clock, warnings=0) for clock in life.ticket.clocks)
    life.story = replace(life.story, ticket=replace(life.ticket, clocks=tuple(uncounted)))
    before = len(life.of(ClockWarned))
    life.policy = replace(life.policy, warnings={SOLVE: (HALF, MOST)})
    life.story = replace(life.story, policy=life.policy)
    assert len(life.watched(DAY).of(ClockWarned)) == before == 1


def test_several_points_take_the_place_of_the_one_and_none_means_none() -> None:
    both = a_policy(warn_at={SOLVE: 0.25, FIRST: 0.5}, warnings={SOLVE: (MOST,), FIRST: ()})
    assert warned(Life(both).watched(DAY)) == [(1, 6 * HOUR)]
