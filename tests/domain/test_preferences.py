"""Quiet hours: from one time of the day to another, by the wall clock of where somebody lives."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.preferences import Preferences, QuietHours, hours_for, quiet_until

ZONES = (
    *("Europe/Lisbon", "America/Sao_Paulo", "Asia/Bangkok", "Asia/Kolkata", "Australia/Lord_Howe"),
    *("America/New_York", "Pacific/Apia", "Africa/Casablanca", "UTC"),
)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
INSTANTS = st.integers(0, 20 * 365 * 24 * 60).map(
    lambda minutes: datetime(2015, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
NIGHT = QuietHours(time(21), time(8))


def at(wall: str, zone: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@given(TIMES, TIMES, st.sampled_from(ZONES), INSTANTS)
def test_quiet_hours_end_later_than_now_and_within_a_day(
    start: time, until: time, zone: str, now: datetime
) -> None:
    end = QuietHours(start, until).end(now, zone)
    if end is None:
        return
    assert now < end <= now + timedelta(hours=26)  # of the day on which clocks go back


@given(TIMES, TIMES, st.sampled_from(ZONES), INSTANTS)
def test_when_quiet_hours_end_it_is_not_quiet(
    start: time, until: time, zone: str, now: datetime
) -> None:
    hours = QuietHours(start, until)
    end = hours.end(now, zone)
    if end is not None and end.astimezone(ZoneInfo(zone)).time() == until:
        assert hours.end(end, zone) is None


@given(TIMES, st.sampled_from(ZONES), INSTANTS)
def test_hours_of_no_length_are_never_quiet(both: time, zone: str, now: datetime) -> None:
    assert QuietHours(both, both).end(now, zone) is None


@pytest.mark.parametrize(
    ("wall", "ends"),
    [
        ("2026-11-23T20:59", None),
        ("2026-11-23T21:00", "2026-11-24T08:00"),
        ("2026-11-24T07:59:59", "2026-11-24T08:00"),
        ("2026-11-24T08:00", None),
        ("2026-10-24T23:00", "2026-10-25T08:00"),  # clocks go back that night
        ("2026-03-28T23:00", "2026-03-29T08:00"),  # and forward
    ],
)
def test_a_night_is_quiet_by_the_wall_clock(wall: str, ends: str | None) -> None:
    zone = "Europe/Lisbon"
    assert NIGHT.end(at(wall, zone), zone) == (None if ends is None else at(ends, zone))


def test_where_clocks_go_back_quiet_hours_last_through_the_second_hour() -> None:
    hours = QuietHours(time(1), time(1, 45))
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    zone = "Europe/Lisbon"  # both are half past one
    assert hours.end(first, zone) == datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert hours.end(second, zone) == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)


def test_hours_with_a_zone_go_by_it_and_others_by_where_the_customer_lives() -> None:
    midnight_in_bangkok = at("2026-11-24T00:00", "Asia/Bangkok")
    assert quiet_until(NIGHT, midnight_in_bangkok, "Europe/Lisbon") is None
    assert quiet_until(NIGHT, midnight_in_bangkok, "Asia/Bangkok") == at(
        "2026-11-24T08:00", "Asia/Bangkok"
    )
    there = QuietHours(NIGHT.start, NIGHT.until, "Asia/Bangkok")
    assert quiet_until(there, midnight_in_bangkok, "Europe/Lisbon") is not None
    assert quiet_until(NIGHT, midnight_in_bangkok, None) is None, "nobody knows whose clock counts"


def test_the_customers_own_hours_stand_in_place_of_the_accounts() -> None:
    own, usual = QuietHours(time(12), time(14)), NIGHT
    assert hours_for(Preferences(quiet_hours=own), usual, unprompted=True) == own
    assert hours_for(Preferences(), usual, unprompted=True) == usual
    assert hours_for(Preferences(), usual, unprompted=False) is None
    assert hours_for(Preferences(quiet_hours=own), usual, unprompted=False) is None
    every = QuietHours(time(12), time(14), everything=True)
    assert hours_for(Preferences(quiet_hours=every), usual, unprompted=False) == every
