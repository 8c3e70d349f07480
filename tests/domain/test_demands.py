"""What users of other desks suffer from, by the numbers of the notes on demands: clocks."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.events import ClockBreached, ClockWarned, TicketEscalated, TicketMerged
from domain.ledger import view_of
from domain.policy import Calendar
from domain.vocabulary import ClockState, Status, Target
from tests.domain.building import DAY, HOUR, MINUTE, NINE, OFFICE, Life, a_policy, a_step

SOLVE_IN_A_DAY = {Target.SOLVE: 8 * HOUR}
FRIDAY_16 = datetime(2026, 3, 6, 16, tzinfo=UTC)
MONDAY = FRIDAY_16 + 2 * DAY + 17 * HOUR  # nine o'clock on the Monday after


def office(**changes: object) -> Life:
    """A ticket under a policy of office hours, opened on Monday at nine."""
    return Life(a_policy(calendar=OFFICE, acknowledge=False, **changes))


def breaches(life: Life) -> list[datetime]:
    return [event.at for event in life.of(ClockBreached)]


def test_demand_1_only_working_time_of_the_calendar_counts() -> None:
    life = Life(a_policy(calendar=OFFICE, targets={Target.FIRST_REPLY: 2 * HOUR}), at=FRIDAY_16)
    assert breaches(life.watched(7 * DAY)) == [MONDAY + HOUR]


def test_demand_2_another_calendar_changes_the_breach_and_not_a_label() -> None:
    targets = {Target.FIRST_REPLY: 2 * HOUR}
    always = Life(a_policy(targets=targets), at=FRIDAY_16).watched(7 * DAY)
    worked = Life(a_policy(targets=targets, calendar=OFFICE), at=FRIDAY_16).watched(7 * DAY)
    assert breaches(always) == [FRIDAY_16 + 2 * HOUR]
    assert breaches(always) != breaches(worked)


def test_demand_3_a_break_at_noon_does_not_count() -> None:
    split = Calendar(
        "split", "UTC", {str(day): (("09:00", "12:00"), ("13:00", "17:00")) for day in range(5)}
    )
    life = Life(a_policy(calendar=split, targets={Target.FIRST_REPLY: 4 * HOUR}))
    assert breaches(life.watched(DAY)) == [NINE + 5 * HOUR]


def test_demand_5_a_new_ticket_is_not_late_for_a_reader_in_another_zone() -> None:
    riyadh = Calendar("riyadh", "Asia/Riyadh", {str(d): (("09:00", "17:00"),) for d in (6, 0, 1)})
    life = Life(a_policy(calendar=riyadh, targets={Target.FIRST_REPLY: 30 * MINUTE}))
    [clock] = view_of(life.ticket, life.policy).clocks
    assert clock.state is ClockState.RUNNING
    assert clock.due_at == NINE + 30 * MINUTE
    assert clock.due_at.utcoffset() == NINE.utcoffset()


def test_demand_6_a_page_has_the_due_instant_and_the_working_time_left() -> None:
    life = office(targets=SOLVE_IN_A_DAY).later(3 * HOUR)
    [clock] = view_of(life.ticket, life.policy).clocks
    assert clock.due_at == NINE + 8 * HOUR
    assert life.left(Target.SOLVE) == 5 * HOUR


def test_demand_7_any_subset_of_weekdays_works() -> None:
    only = Calendar("tuesday", "UTC", {"1": (("09:00", "17:00"),)})
    life = Life(a_policy(calendar=only, targets={Target.FIRST_REPLY: HOUR}))
    assert breaches(life.watched(14 * DAY)) == [NINE + DAY + HOUR]


def test_demand_8_a_holiday_is_on_its_own_day() -> None:
    holiday = replace(OFFICE, days={"2026-03-03": ()})
    life = Life(a_policy(calendar=holiday, targets={Target.FIRST_REPLY: 9 * HOUR}))
    assert breaches(life.watched(14 * DAY)) == [NINE + 2 * DAY + HOUR]


def test_demand_9_waiting_for_the_customer_pauses_the_clock_and_the_pause_is_seen() -> None:
    life = Life(a_policy(targets=SOLVE_IN_A_DAY)).later(HOUR).does("reply").later(DAY)
    life.writes().later(2 * HOUR)
    assert life.used(Target.SOLVE) == 3 * HOUR
    [clock] = view_of(life.ticket, life.policy).clocks
    [pause] = clock.pauses
    assert (pause.began, pause.ended) == (NINE + HOUR, NINE + HOUR + DAY)


def test_demand_10_a_hold_counts_in_working_time_also_when_solved_straight_from_it() -> None:
    life = office(targets=SOLVE_IN_A_DAY).later(HOUR)
    life.does("hold", until=NINE + 3 * DAY).later(2 * DAY).does("solve")
    assert life.clock(Target.SOLVE).state is ClockState.MET
    assert life.used(Target.SOLVE) == HOUR


def test_demand_11_a_ticket_that_pauses_as_it_opens_burns_nothing() -> None:
    born = Life(a_policy(targets=SOLVE_IN_A_DAY, pause_while=tuple(Status))).watched(30 * DAY)
    assert born.used(Target.SOLVE) == 0 * HOUR
    assert breaches(born) == []


def test_demand_12_reopening_is_no_fresh_breach_however_often() -> None:
    life = Life(a_policy(targets=SOLVE_IN_A_DAY)).later(HOUR)
    for _ in range(3):
        life.does("solve").later(5 * DAY).does("reopen").watched(HOUR)
    assert breaches(life) == []
    assert life.used(Target.SOLVE) == 4 * HOUR
    late = Life(a_policy(targets=SOLVE_IN_A_DAY)).watched(DAY).does("solve")
    late.does("reopen").watched(9 * DAY)
    assert len(breaches(late)) == 1


def test_demand_13_solving_stops_the_clock_of_the_next_reply() -> None:
    life = Life().does("reply").writes().does("solve").watched(5 * DAY)
    assert breaches(life) == []


def test_demand_14_an_answer_clears_the_clock_and_the_customers_word_starts_it_again() -> None:
    life = Life().does("reply").later(HOUR).writes()
    assert life.clock(Target.NEXT_REPLY).started_at == life.now
    life.later(HOUR).does("reply")
    assert life.clock(Target.NEXT_REPLY).state is ClockState.MET
    life.later(HOUR).writes()
    assert life.clock(Target.NEXT_REPLY).cycle == 2
    assert life.clock(Target.NEXT_REPLY).started_at == life.now


def test_demand_15_the_next_reply_never_undercuts_a_longer_first_one() -> None:
    targets = {Target.FIRST_REPLY: 8 * HOUR, Target.NEXT_REPLY: 10 * MINUTE}
    life = Life(a_policy(targets=targets)).later(MINUTE).writes().watched(7 * HOUR)
    assert breaches(life) == []
    assert life.ticket.clock(Target.NEXT_REPLY) is None


def test_demand_16_another_priority_keeps_the_time_used_and_paused() -> None:
    life = Life(a_policy(targets=SOLVE_IN_A_DAY)).later(HOUR).does("reply").later(DAY).writes()
    before = life.clock(Target.SOLVE)
    life.does("prioritise").later(HOUR)
    assert life.clock(Target.SOLVE) == before
    assert life.used(Target.SOLVE) == 2 * HOUR


def test_demand_18_a_merged_ticket_stops_escalating() -> None:
    life = Life(a_policy(steps=(a_step(),))).does("merge").watched(9 * DAY)
    assert life.of(TicketMerged)
    assert life.of(TicketEscalated) == []
    assert breaches(life) == []


def test_demand_19_the_warning_comes_at_the_point_that_the_policy_says() -> None:
    for fraction in (0.25, 0.5, 0.9):
        life = office(targets=SOLVE_IN_A_DAY, warn_at={Target.SOLVE: fraction}).watched(DAY)
        [warning] = life.of(ClockWarned)
        assert warning.at == NINE + 8 * HOUR * fraction
