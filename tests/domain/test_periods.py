"""Hours, days, weeks and months of a zone: without a gap, whatever its clocks do."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import Length, Period, periods
from tests.domain.calendars import at

DAY = timedelta(days=1)
FIRST, LAST = (at(f"{year}-01-01 00:00:00").replace(tzinfo=None) for year in (2000, 2037))


def begins(since: str, before: str, length: Length, zone: str) -> list[str]:
    there = ZoneInfo(zone)
    found = periods(Period(at(since), at(before)), length, there)
    return [f"{one.begins.astimezone(there):%m-%d %H:%M}" for one in found]


@pytest.mark.parametrize(
    ("since", "before", "length", "zone", "expected"),
    [
        ("2026-03-01 10:00:00", "2026-03-03 00:00:00", Length.DAY, "UTC",
         "03-01 10:00,03-02 00:00"),
        ("2026-03-28 00:00:00", "2026-03-29 23:00:00", Length.DAY, "Europe/Lisbon",
         "03-28 00:00,03-29 00:00"),
        # Nobody there had a 30 December that year.
        ("2011-12-29 10:00:00", "2011-12-31 10:00:00", Length.DAY, "Pacific/Apia",
         "12-29 00:00,12-31 00:00"),
        # Midnight was left out, as the clocks went forward.
        ("2018-11-03 03:00:00", "2018-11-05 02:00:00", Length.DAY, "America/Sao_Paulo",
         "11-03 00:00,11-04 01:00"),
        ("2026-04-04 14:00:00", "2026-04-04 16:30:00", Length.HOUR, "Australia/Lord_Howe",
         "04-05 01:00,04-05 01:30,04-05 02:00"),
        ("2026-03-01 00:00:00", "2026-03-01 01:30:00", Length.HOUR, "Asia/Kathmandu",
         "03-01 05:45,03-01 06:00,03-01 07:00"),
        ("2026-03-04 00:00:00", "2026-03-17 00:00:00", Length.WEEK, "UTC",
         "03-04 00:00,03-09 00:00,03-16 00:00"),
        ("2026-01-31 12:00:00", "2026-03-02 00:00:00", Length.MONTH, "Asia/Tokyo",
         "01-31 21:00,02-01 00:00,03-01 00:00"),
    ],
)  # fmt: skip
def test_a_period_begins_where_the_clock_on_the_wall_says(
    since: str, before: str, length: Length, zone: str, expected: str
) -> None:
    assert begins(since, before, length, zone) == expected.split(",")


@given(
    start=st.datetimes(FIRST, LAST),
    days=st.floats(0.01, 40),
    length=st.sampled_from(Length),
    zone=st.sampled_from(sorted(available_timezones())),
)
def test_periods_are_without_gaps_and_none_is_empty(
    start: datetime, days: float, length: Length, zone: str
) -> None:
    whole = Period(start.replace(tzinfo=UTC), start.replace(tzinfo=UTC) + days * DAY)
    found = list(periods(whole, length, ZoneInfo(zone)))
    assert (found[0].begins, found[-1].ends) == (whole.begins, whole.ends)
    assert all(one.begins < one.ends for one in found)
    assert all(one.ends == other.begins for one, other in pairwise(found))
    longest = {Length.HOUR: 1 / 24, Length.DAY: 2.1, Length.WEEK: 8.1, Length.MONTH: 32}[length]
    assert all(one.ends - one.begins <= longest * DAY for one in found)
