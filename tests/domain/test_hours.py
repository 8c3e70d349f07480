from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from domain.hours import BusinessHours, NeverOpen
from tests.domain.calendars import HOUR, TICK, Intervals, at, every_day, intervals


def office(days: Mapping[date, Intervals] | None = None) -> BusinessHours:
    """Monday to Friday, nine to five with an hour for lunch, in UTC."""
    week = {day: intervals("09:00-12:00 13:00-17:00") for day in range(5)}
    return BusinessHours(ZoneInfo("UTC"), week, days or {})


# 2026-03-02 is a Monday.
@pytest.mark.parametrize(
    ("start", "budget", "due"),
    [
        ("2026-03-02 10:00", HOUR, "2026-03-02 11:00"),
        ("2026-03-02 11:30", HOUR, "2026-03-02 13:30"),  # over lunch
        ("2026-03-02 06:00", HOUR, "2026-03-02 10:00"),  # before opening
        ("2026-03-02 12:00", HOUR, "2026-03-02 14:00"),  # closed at the closing second
        ("2026-03-02 16:30", HOUR, "2026-03-03 09:30"),  # over night
        ("2026-03-06 16:30", HOUR, "2026-03-09 09:30"),  # over the weekend
        ("2026-03-02 09:00", 7 * HOUR, "2026-03-02 17:00"),
        ("2026-03-02 09:00", 35 * HOUR, "2026-03-06 17:00"),
        ("2026-03-02 11:59:59.999999", TICK, "2026-03-02 12:00"),
        ("2026-03-02 11:59:59.999999", 2 * TICK, "2026-03-02 13:00:00.000001"),
        ("2026-03-02 09:00", 260 * 7 * HOUR, "2027-02-26 17:00"),  # a year of weekdays
    ],
)
def test_a_budget_is_spent_in_working_time(start: str, budget: timedelta, due: str) -> None:
    assert office().due(at(start), budget) == at(due)


def test_a_budget_that_ends_at_closing_time_is_due_at_closing_time() -> None:
    hours = office()
    assert hours.due(at("2026-03-02 10:00"), 2 * HOUR) == at("2026-03-02 12:00")
    assert hours.due(at("2026-03-06 16:00"), HOUR) == at("2026-03-06 17:00")
    assert hours.due(at("2026-03-06 16:00"), HOUR + TICK) == at("2026-03-09 09:00") + TICK


@pytest.mark.parametrize(
    ("start", "opening"),
    [
        ("2026-03-02 09:00", "2026-03-02 09:00"),
        ("2026-03-02 11:59:59.999999", "2026-03-02 11:59:59.999999"),
        ("2026-03-02 12:00", "2026-03-02 13:00"),
        ("2026-03-06 17:00", "2026-03-09 09:00"),
    ],
)
def test_no_budget_is_due_at_the_next_opening(start: str, opening: str) -> None:
    assert office().next_opening(at(start)) == at(opening)
    assert office().due(at(start), timedelta(0)) == at(opening)


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [
        ("2026-03-02 08:59:59.999999", False),
        ("2026-03-02 09:00", True),
        ("2026-03-02 11:59:59.999999", True),
        ("2026-03-02 12:00", False),
        ("2026-03-02 13:00", True),
        ("2026-03-02 17:00", False),
        ("2026-03-07 10:00", False),
    ],
)
def test_the_desk_opens_at_the_opening_second_and_closes_at_the_closing_one(
    instant: str, is_open: bool
) -> None:
    assert office().is_open(at(instant)) is is_open


@pytest.mark.parametrize(
    ("start", "end", "elapsed"),
    [
        ("2026-03-02 08:00", "2026-03-02 18:00", 7 * HOUR),
        ("2026-03-02 11:00", "2026-03-02 14:00", 2 * HOUR),
        ("2026-03-07 00:00", "2026-03-09 09:00", 0 * HOUR),
        ("2026-03-02 00:00", "2026-03-09 00:00", 35 * HOUR),
        ("2026-03-02 10:00", "2026-03-02 10:00", 0 * HOUR),
        ("2026-03-02 11:00", "2026-03-02 10:00", 0 * HOUR),  # the end is before the start
        ("2026-03-02 09:00:00.000001", "2026-03-02 17:00:00.000001", 7 * HOUR - TICK),
    ],
)
def test_only_working_time_elapses(start: str, end: str, elapsed: timedelta) -> None:
    assert office().elapsed(at(start), at(end)) == elapsed


def test_a_special_day_replaces_its_weekday_and_an_empty_one_is_a_holiday() -> None:
    hours = office(
        {
            date(2026, 3, 2): (),
            date(2026, 3, 3): intervals("10:00-11:00"),
            date(2026, 3, 7): intervals("12:00-24:00"),  # a Saturday
        }
    )
    assert hours.next_opening(at("2026-03-02 09:00")) == at("2026-03-03 10:00")
    assert hours.elapsed(at("2026-03-02 00:00"), at("2026-03-04 00:00")) == HOUR
    assert hours.elapsed(at("2026-03-07 00:00"), at("2026-03-09 00:00")) == 12 * HOUR


def test_an_instant_may_come_in_any_zone_and_leaves_in_utc() -> None:
    tokyo = datetime(2026, 3, 2, 19, 30, 0, 7, ZoneInfo("Asia/Tokyo"))  # 10:30 UTC
    west = datetime(2026, 3, 2, 3, 30, tzinfo=timezone(-7 * HOUR))  # 10:30 UTC too
    due = office().due(tokyo, HOUR)
    assert (due, due.tzinfo) == (at("2026-03-02 11:30:00.000007"), UTC)
    opening = office().next_opening(west)
    assert (opening, opening.tzinfo) == (at("2026-03-02 10:30"), UTC)
    assert office().elapsed(west, tokyo) == 7 * TICK


def test_the_two_readings_of_a_repeated_hour_are_two_instants() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    second = first.replace(fold=1)
    assert BusinessHours.round_the_clock().elapsed(first, second) == HOUR


def test_a_half_hour_zone_opens_on_its_own_clock() -> None:
    desk = every_day("Asia/Kolkata", "09:00-17:00")  # UTC+05:30
    assert desk.next_opening(at("2026-03-02 00:00")) == at("2026-03-02 03:30")
    assert desk.due(at("2026-03-02 03:30"), 8 * HOUR) == at("2026-03-02 11:30")
    kathmandu = every_day("Asia/Kathmandu", "09:00-17:00")  # UTC+05:45
    assert kathmandu.next_opening(at("2026-03-02 00:00")) == at("2026-03-02 03:15")


def test_a_zone_whose_date_is_two_ahead_of_the_utc_date_of_the_start_is_not_cut_short() -> None:
    days = {date(2026, 3, 3): intervals("00:00-01:00")}
    desk = BusinessHours(ZoneInfo("Pacific/Kiritimati"), {}, days)  # UTC+14
    assert desk.elapsed(at("2026-03-01 23:00"), at("2026-03-02 11:00")) == HOUR


def test_round_the_clock_is_always_open() -> None:
    desk = BusinessHours.round_the_clock()
    now = at("2026-03-01 23:59:59.999999")
    assert desk.is_open(now)
    assert desk.next_opening(now) == now
    assert desk.due(now, 100 * HOUR) == now + 100 * HOUR


def test_an_interval_that_ends_at_midnight_joins_the_next_day() -> None:
    night = BusinessHours(
        ZoneInfo("Europe/Berlin"), {4: intervals("22:00-24:00"), 5: intervals("00:00-06:00")}
    )
    friday = at("2026-03-06 21:00")  # 22:00 in Berlin
    assert night.due(friday, 3 * HOUR) == friday + 3 * HOUR
    assert night.due(friday, 8 * HOUR) == friday + 8 * HOUR
    assert night.next_opening(friday + 8 * HOUR) == friday + timedelta(weeks=1)


def test_a_calendar_that_is_not_open_within_400_days_never_opens() -> None:
    closed = BusinessHours(ZoneInfo("UTC"), {})
    now = at("2026-03-02 09:00")
    assert not closed.is_open(now)
    assert closed.elapsed(now, now + timedelta(days=1000)) == timedelta(0)
    with pytest.raises(NeverOpen):
        closed.next_opening(now)
    with pytest.raises(NeverOpen):
        closed.due(now, timedelta(0))


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_an_opening_in_exactly_400_days_is_found_and_one_later_is_not(zone: str) -> None:
    far = date(2027, 6, 1)
    desk = BusinessHours(ZoneInfo(zone), {}, {far: intervals("09:00-17:00")})
    opening = datetime(2027, 6, 1, 9, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    limit = opening - timedelta(days=400)
    assert desk.next_opening(limit) == opening
    with pytest.raises(NeverOpen):
        desk.next_opening(limit - TICK)


def test_a_budget_larger_than_all_working_time_is_never_due_but_time_still_elapses() -> None:
    days = {date(2026, 3, 2): intervals("09:00-10:00"), date(2029, 3, 2): intervals("09:00-10:00")}
    desk = BusinessHours(ZoneInfo("UTC"), {}, days)
    start = at("2026-03-02 00:00")
    assert desk.due(start, HOUR) == at("2026-03-02 10:00")
    with pytest.raises(NeverOpen):
        desk.due(start, HOUR + TICK)
    assert desk.elapsed(start, at("2030-01-01 00:00")) == 2 * HOUR


def test_the_order_of_intervals_does_not_matter_and_later_edits_do_not_reach_the_calendar() -> None:
    week = {0: [(time(13), time(17)), (time(9), time(12))]}
    desk = BusinessHours(ZoneInfo("UTC"), week)
    week[0].clear()
    assert desk.next_opening(at("2026-03-02 00:00")) == at("2026-03-02 09:00")
    assert desk.elapsed(at("2026-03-02 00:00"), at("2026-03-03 00:00")) == 7 * HOUR


@pytest.mark.parametrize(
    ("week", "complaint"),
    [
        ({7: []}, "7 is no weekday"),
        ({-1: []}, "-1 is no weekday"),
        ({0: [(time(9), time(9))]}, "weekday 0: the end 09:00:00 is not after the start 09:00:00"),
        ({0: [(time(17), time(9))]}, "passes midnight is two"),
        ({0: [(time(9), time(12)), (time(11, 59, 59), time(13))]}, "weekday 0: .* overlaps"),
        ({0: [(time(9), time(12)), (time(9), time(12))]}, "overlaps"),
        ({0: [(time(9), time(17)), (time(10), time(11))]}, "overlaps"),
        ({0: [(time(0), time(0)), (time(23, 59, 59), time(0))]}, "overlaps"),
        ({0: [(time(9, tzinfo=UTC), time(17))]}, "has a zone of its own"),
        ({0: [(time(9), time(17, 0, 0, 1))]}, "finer than a second"),
    ],
)
def test_a_wrong_week_is_refused_with_a_sentence(
    week: Mapping[int, Intervals], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        BusinessHours(ZoneInfo("UTC"), week)


@pytest.mark.parametrize(
    ("day", "hours", "complaint"),
    [
        (date(2026, 12, 24), [(time(12), time(9))], "2026-12-24: the end 09:00:00 is not after"),
        (datetime(2026, 12, 25, tzinfo=UTC), [], "a special day is a date"),
    ],
)
def test_a_wrong_special_day_is_refused_with_a_sentence(
    day: date, hours: Intervals, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        BusinessHours(ZoneInfo("UTC"), {}, {day: hours})


def test_an_instant_without_a_zone_is_refused() -> None:
    known = at("2026-03-02 10:00")
    naive = known.replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        office().due(naive, HOUR)
    with pytest.raises(ValueError, match="no time zone"):
        office().elapsed(naive, known)
    with pytest.raises(ValueError, match="no time zone"):
        office().elapsed(known, naive)
    with pytest.raises(ValueError, match="no time zone"):
        office().is_open(naive)
    with pytest.raises(ValueError, match="no time zone"):
        office().next_opening(naive)


def test_a_negative_budget_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        office().due(at("2026-03-02 10:00"), -TICK)
