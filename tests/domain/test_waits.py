"""What the customer is told of how long it takes, and whether it came true."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.events import Acknowledged, ClockBreached
from domain.facts import ExpectedWait
from domain.policy import Relay, TeamStaffing
from domain.relay_events import CustomerTold, TicketHandedOver
from domain.vocabulary import Target
from domain.waits import expected_wait
from tests.domain.building import ANA, DAY, HOUR, MINUTE, NINE, OFFICE
from tests.domain.follow_the_sun import (
    EU,
    NA,
    RELAY,
    SUN,
    SunLife,
    World,
    a_relay,
)
from tests.domain.rosters import roster, shift

TEN = 10 * MINUTE
SAYS = replace(RELAY, handling_time=TEN)
NOTES = replace(RELAY, progress_note_after=4 * HOUR)
FIVE = NINE + 8 * HOUR


def on(*agents: str, load: int = 0, until: datetime | None = None) -> TeamStaffing:
    ends = dict.fromkeys(agents, until) if until else {}
    return TeamStaffing(on=agents, load=load, until=until, shift_ends=ends)


def life_with(relay: Relay, load: int = 6, **changes: object) -> SunLife:
    world = World(SUN, NINE, NINE + 30 * DAY, {EU: load, NA: load})
    policy = a_relay(**({"relay": relay, "acknowledge": True, "targets": {}} | changes))
    return SunLife(policy, world=world)


def told(life: SunLife, template: str) -> list[CustomerTold]:
    return [event for event in life.of(CustomerTold) if event.template == template]


@pytest.mark.parametrize(
    ("agents", "load", "soonest", "latest"),
    [
        (("ana",), 0, 0, 10),  # nobody before: the time of one ticket
        (("ana",), 6, 30, 100),  # half the queue, and half as much again with the own one
        (("ana", "ben"), 6, 15, 55),  # two work on it
        (("ana", "ben", "cleo"), 1, 0, 15),  # down and up to five minutes
    ],
)
def test_a_wait_is_reckoned_from_the_queue_and_who_works_on_it(
    agents: tuple[str, ...], load: int, soonest: int, latest: int
) -> None:
    expected = ExpectedWait(NINE + soonest * MINUTE, NINE + latest * MINUTE)
    assert expected_wait(on(*agents, load=load), TEN, NINE) == expected


def test_while_nobody_is_on_the_wait_begins_with_the_opening() -> None:
    closed = TeamStaffing(next_opening=FIVE, load=4, next_shifts={"ana": FIVE, "ben": FIVE})
    assert expected_wait(closed, TEN, NINE) == ExpectedWait(FIVE, FIVE + 40 * MINUTE)


def test_where_nobody_is_ever_on_no_wait_is_promised() -> None:
    assert expected_wait(TeamStaffing(load=3), TEN, NINE) is None


def test_what_is_not_done_by_the_end_of_the_shift_goes_on_with_the_next_one() -> None:
    evening = replace(
        on("ana", load=6, until=NINE + HOUR),
        next_opening=NINE + DAY,
        next_shifts={"ana": NINE + DAY},
    )
    wait = expected_wait(evening, TEN, NINE)
    assert wait == ExpectedWait(NINE + 30 * MINUTE, NINE + DAY + 40 * MINUTE)


def test_a_colleague_who_leaves_earlier_is_no_opening() -> None:
    early = replace(
        on("ana", "ben", load=12),
        shift_ends={"ana": NINE + HOUR, "ben": NINE + 30 * MINUTE},
        next_opening=NINE + 30 * MINUTE,  # the first change that leaves anybody on
        next_shifts={"ana": NINE + DAY, "ben": NINE + DAY},
    )
    wait = expected_wait(early, TEN, NINE)
    assert wait == ExpectedWait(NINE + 30 * MINUTE, NINE + DAY + 40 * MINUTE)


def test_where_others_come_before_the_last_one_leaves_work_goes_on() -> None:
    relieved = replace(
        on("ana", load=6, until=NINE + HOUR),
        next_opening=NINE + 50 * MINUTE,
        next_shifts={"ben": NINE + 50 * MINUTE, "ana": NINE + DAY},
    )
    wait = expected_wait(relieved, TEN, NINE)
    assert wait == ExpectedWait(NINE + 30 * MINUTE, NINE + 100 * MINUTE)


def test_the_acknowledgement_says_how_long_it_takes() -> None:
    life = life_with(SAYS)
    [event] = life.of(Acknowledged)
    assert event.wait == ExpectedWait(NINE + 15 * MINUTE, NINE + 55 * MINUTE)
    assert event.because
    assert event.because.staffing
    assert life.ticket.to_deliver[0].wait == event.wait
    assert life.ticket.expectation
    assert life.ticket.expectation.is_kept is None


def test_without_a_handling_time_nothing_is_promised() -> None:
    life = life_with(RELAY).until(3 * 24)
    assert [event.wait for event in life.of(Acknowledged)] == [None]
    assert life.ticket.expectation is None
    assert told(life, "wait-corrected") == []


@pytest.mark.parametrize(("after", "kept"), [(55 * MINUTE, True), (56 * MINUTE, False)])
def test_an_answer_meets_what_was_said_or_is_late(after: timedelta, kept: bool) -> None:
    life = life_with(SAYS, targets={Target.FIRST_REPLY: 9 * HOUR}).later(after).does("reply")
    assert life.ticket.expectation
    assert life.ticket.expectation.answered_at == NINE + after
    assert life.ticket.expectation.is_kept is kept


def test_what_the_desk_says_meets_no_promise_of_a_persons_answer() -> None:
    life = life_with(SAYS, targets={Target.FIRST_REPLY: 2 * HOUR}).until(12)
    assert told(life, "wait-corrected")
    assert [event.target for event in life.of(ClockBreached)] == [Target.FIRST_REPLY]
    assert life.ticket.answers == 0


def test_a_wait_that_slips_is_corrected_twice_at_most() -> None:
    life = life_with(SAYS).until(9 + 24 * 3)
    first, second = told(life, "wait-corrected")
    assert first.at == NINE + 55 * MINUTE
    assert first.wait == ExpectedWait(first.at + 15 * MINUTE, first.at + 55 * MINUTE)
    assert second.at == first.at + 55 * MINUTE


def test_a_correction_that_comes_late_reckons_from_when_it_is_said() -> None:
    life = life_with(SAYS).later(3 * HOUR)
    life.look()
    [event] = told(life, "wait-corrected")
    assert (event.at, event.noticed) == (NINE + 55 * MINUTE, NINE + 3 * HOUR)
    assert event.wait == ExpectedWait(life.now + 15 * MINUTE, life.now + 55 * MINUTE)


def test_an_answered_wait_is_not_corrected_and_the_next_question_is_a_new_one() -> None:
    life = life_with(SAYS).later(TEN).does("reply").until(16)
    assert told(life, "wait-corrected") == []
    life.writes()
    assert life.ticket.expectation is None


def test_a_wait_that_nobody_can_correct_keeps_nothing_else_from_its_turn() -> None:
    life = life_with(SAYS, targets={Target.SOLVE: 2 * HOUR}).does("claim")
    life.world = World({}, NINE, NINE)
    life.until(12)
    assert told(life, "wait-corrected") == []
    assert [event.at for event in life.of(ClockBreached)] == [NINE + 2 * HOUR]


def test_the_customer_hears_once_per_wait_that_others_took_over() -> None:
    life = life_with(SAYS, targets={Target.FIRST_REPLY: 20 * HOUR}).until(9 + 24 * 3)
    assert len(life.of(TicketHandedOver)) > 3
    [event] = told(life, "handed-over")
    assert event.at == FIVE
    assert event.wait
    assert event.wait.earliest >= FIVE
    life.does("reply").later(HOUR).writes().until(9 + 24 * 5)
    assert len(told(life, "handed-over")) == 1
    assert life.of(TicketHandedOver)


def test_word_of_a_hand_over_is_no_correction() -> None:
    life = life_with(SAYS, targets={Target.FIRST_REPLY: 20 * HOUR}, load=48).until(24 * 3)
    assert len(told(life, "handed-over")) == 1
    assert len(told(life, "wait-corrected")) == 2


def test_of_a_colleague_in_the_same_team_the_customer_hears_nothing() -> None:
    team = roster("UTC", shift("09:00-11:00", "ana"), shift("09:00-17:00", "ben"))
    world = World({EU: team}, NINE, NINE + DAY)
    policy = a_relay(acknowledge=True, targets={Target.FIRST_REPLY: 4 * HOUR})
    life = SunLife(policy, world=world).does("claim").until(12)
    assert [event.team for event in life.of(TicketHandedOver)] == [EU]
    assert told(life, "handed-over") == []


def test_who_has_been_answered_does_not_hear_of_a_hand_over() -> None:
    life = life_with(RELAY, targets={Target.SOLVE: 9 * HOUR}).does("reply").until(15)
    life.hands_over(NA, ANA).until(24)
    assert told(life, "handed-over") == []


def test_a_policy_may_keep_hand_overs_to_itself() -> None:
    silent = replace(RELAY, tell_the_customer=False)
    life = life_with(silent, targets={Target.FIRST_REPLY: 9 * HOUR}).until(18)
    assert life.of(TicketHandedOver)
    assert told(life, "handed-over") == []


def test_silence_is_broken_by_a_progress_note_as_often_as_the_policy_says() -> None:
    life = life_with(NOTES).until(9 + 12.5)
    assert [event.at for event in told(life, "progress")] == [
        NINE + n * 4 * HOUR for n in (1, 2, 3)
    ]
    assert life.ticket.answers == 0


def test_silence_counts_in_working_time() -> None:
    life = life_with(NOTES, calendar=OFFICE).until(2 * 24)
    days = (NINE, NINE + DAY)
    assert [event.at for event in told(life, "progress")] == [
        at for day in days for at in (day + 4 * HOUR, day + 8 * HOUR)
    ]


def test_a_note_is_due_so_long_after_the_customer_last_wrote_or_heard_anything() -> None:
    life = life_with(NOTES).until(11).writes().until(12).does("reply").until(16).writes()
    life.until(24)
    assert [event.at for event in told(life, "progress")] == [NINE + 11 * HOUR, NINE + 15 * HOUR]


def test_a_held_ticket_is_no_reason_for_silence_and_a_solved_one_is() -> None:
    held = life_with(NOTES).does("claim").does("hold", until=NINE + 9 * DAY).until(14)
    assert len(told(held, "progress")) == 1
    solved = life_with(NOTES).does("solve").until(48)
    assert told(solved, "progress") == []


def test_who_has_been_answered_is_told_of_no_progress() -> None:
    life = life_with(NOTES).does("reply").does("hold", until=NINE + 9 * DAY).until(48)
    assert told(life, "progress") == []


def test_after_an_outage_one_note_makes_up_for_all() -> None:
    life = life_with(NOTES).later(13 * HOUR)
    life.look()
    [event] = told(life, "progress")
    assert (event.at, event.noticed) == (NINE + 4 * HOUR, NINE + 13 * HOUR)
    assert len(told(life.until(9 + 17), "progress")) == 2
