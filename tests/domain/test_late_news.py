"""Messages that are heard of late, out of order, or from a door whose clock is ahead."""

from datetime import timedelta

from domain.clocks import TargetClock
from domain.events import ClockBreached, MessageReceived
from domain.vocabulary import ClockState, Status, Target
from tests.domain.building import HOUR, MINUTE, NINE, SECOND, Life
from tests.domain.invariants import check_clock

NOTHING = timedelta(0)
FIRST, NEXT, SOLVE = Target.FIRST_REPLY, Target.NEXT_REPLY, Target.SOLVE


def breaches(life: Life) -> list[tuple[Target, timedelta]]:
    """Each breach, as long after nine as it fell due."""
    return [(event.target, event.at - NINE) for event in life.of(ClockBreached)]


def test_a_message_that_was_written_before_an_answer_counts_from_the_answer() -> None:
    life = Life().later(10 * MINUTE).does("reply").later(MINUTE).writes(NINE + 5 * MINUTE)
    assert life.clock(NEXT).started_at == NINE + 10 * MINUTE
    assert life.events[-1].at == NINE + 5 * MINUTE


def test_a_message_from_before_a_recorded_breach_changes_nothing_of_it() -> None:
    life = Life().watched(31 * MINUTE)
    before = life.ticket.clocks
    life.writes(accepted_at=NINE + 29 * MINUTE)
    assert life.ticket.clocks == before
    assert breaches(life.watched(HOUR)) == [(FIRST, 30 * MINUTE)]


def test_a_message_from_before_the_end_of_a_hold_does_not_turn_time_back() -> None:
    life = Life().does("claim").does("hold", until=NINE + HOUR).watched(HOUR)
    before = life.used(FIRST)
    life.writes(accepted_at=NINE + 59 * MINUTE)
    assert (life.ticket.status, life.used(FIRST)) == (Status.OPEN, before)


def test_a_message_from_before_the_solving_takes_it_up_again_from_there() -> None:
    life = Life().does("reply").does("reopen").later(HOUR).does("solve").later(MINUTE)
    life.writes(accepted_at=NINE + 59 * MINUTE).later(MINUTE)
    assert life.used(SOLVE) == HOUR + 2 * MINUTE


def test_a_message_from_before_an_answer_ends_the_rest_when_that_began() -> None:
    life = Life().later(10 * MINUTE).does("reply").later(MINUTE)
    life.writes(accepted_at=NINE + 5 * MINUTE).later(MINUTE)
    check_clock(life.clock(SOLVE))
    assert life.used(SOLVE) == 12 * MINUTE


def test_a_clock_that_begins_in_the_future_may_be_paused_before_it_does() -> None:
    life = Life().does("reply").writes(accepted_at=NINE + SECOND).does("hold").later(HOUR)
    check_clock(life.clock(NEXT))
    assert life.used(NEXT) == NOTHING
    assert life.does("reopen").later(MINUTE).used(NEXT) == MINUTE


def test_a_door_whose_clock_is_ahead_makes_nothing_fall_due_before_its_time() -> None:
    life = Life().later(29 * MINUTE).writes(accepted_at=NINE + 31 * MINUTE)
    assert breaches(life) == []
    assert life.of(MessageReceived)[-1].at == NINE + 31 * MINUTE
    life.does("reply")
    assert life.clock(FIRST).state is ClockState.MET


def test_a_clock_that_was_kept_before_it_began_used_nothing() -> None:
    life = Life().does("reply").writes(accepted_at=NINE + SECOND).does("reply").later(HOUR)
    clock: TargetClock = life.clock(NEXT)
    assert (clock.started_at, clock.stopped_at, life.used(NEXT)) == (
        NINE + SECOND,
        NINE + SECOND,
        NOTHING,
    )


def test_what_fell_due_before_a_message_was_accepted_is_told_before_it() -> None:
    life = Life().later(HOUR).writes(accepted_at=NINE + 45 * MINUTE)
    told = [(event.kind, event.at - NINE, event.noticed) for event in life.events[2:]]
    assert told == [
        ("clock_breached", 30 * MINUTE, NINE + HOUR),
        ("message_received", 45 * MINUTE, NINE + HOUR),
    ]


def test_what_fell_due_after_a_message_was_accepted_is_told_after_it() -> None:
    life = Life().later(HOUR).writes(accepted_at=NINE + 15 * MINUTE)
    life.look()
    assert [event.kind for event in life.events[2:]] == ["message_received", "clock_breached"]
