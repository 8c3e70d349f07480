"""Two thousand calendars of any zone, drawn at random, and reckoned minute by minute beside."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest

from domain.hours import BusinessHours, NeverOpen
from tests.domain import oracle
from tests.domain.calendars import HOUR, Intervals
from tests.domain.oracle import MINUTE, Calendar

BLOCKS, EACH = 8, 250
DAY = timedelta(days=1)
FRAME = 30 * HOUR
# `localtime` and the like are this machine's own, and the half of tzdata's names are links.
ZONES = sorted(name for name in available_timezones() if "/" in name and "posix" not in name)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_working_time_is_what_counting_every_minute_says(block: int) -> None:
    for seed in range(block * EACH, (block + 1) * EACH):
        chance = Random(seed)
        calendar, start = drawn(chance)
        hours = BusinessHours(calendar.zone, calendar.week, calendar.days)
        end, opened = start + FRAME, oracle.open_minutes(calendar, start, start + FRAME)
        counted = sorted(opened)

        until = start + chance.randrange(FRAME // MINUTE) * MINUTE
        worked = MINUTE * sum(minute < until for minute in counted)
        assert hours.elapsed(start, until) == worked, (seed, calendar, start, until)
        assert hours.is_open(until) is (until in opened), (seed, calendar, until)

        budget = chance.randint(1, 20 * 60)
        expected = counted[budget - 1] + MINUTE if budget <= len(counted) else None
        assert due_by(hours, start, budget * MINUTE, end) == expected, (seed, calendar, start)


def test_most_of_them_are_drawn_where_clocks_change() -> None:
    drawn_there = 0
    for seed in range(BLOCKS * EACH):
        calendar, start = drawn(Random(seed))
        offsets = {(start + n * HOUR).astimezone(calendar.zone).utcoffset() for n in range(31)}
        drawn_there += len(offsets) > 1
    assert drawn_there > BLOCKS * EACH / 2


def drawn(chance: Random) -> tuple[Calendar, datetime]:
    """A calendar and an instant (whole minute), where there is one shortly before a change."""
    zone = ZoneInfo(chance.choice(ZONES))
    start = datetime(2020, 1, 1, tzinfo=UTC) + chance.randrange(10 * 365 * 24 * 60) * MINUTE
    if chance.random() < 0.7:
        while not (changes := list(changes_in(zone, start.year))):
            zone = ZoneInfo(chance.choice(ZONES))
        start = chance.choice(changes) - chance.randrange(24 * 60) * MINUTE
    week = {day: intervals(chance) for day in range(7) if chance.random() < 0.75}
    today = start.astimezone(zone).date()
    days = {today + n * DAY: intervals(chance) for n in range(-1, 4) if chance.random() < 0.3}
    return Calendar(zone, week, days), start


def changes_in(zone: ZoneInfo, year: int) -> Iterator[datetime]:
    """The first minute (UTC) of each new offset in a year."""
    months = [datetime(year, month, 1, tzinfo=UTC) for month in range(1, 13)]
    for early, late in pairwise([*months, datetime(year + 1, 1, 1, tzinfo=UTC)]):
        before = early.astimezone(zone).utcoffset()
        if late.astimezone(zone).utcoffset() != before:
            minutes = range((late - early) // MINUTE)
            yield early + MINUTE * bisect_left(
                minutes,
                True,
                key=lambda n: (early + n * MINUTE).astimezone(zone).utcoffset() != before,
            )


def intervals(chance: Random) -> Intervals:
    """One to three intervals of a day, mostly in the night, where clocks change; some touch."""
    latest = chance.choice([6 * 60, 1440])
    cuts = sorted({0, *(chance.randrange(1, latest) for _ in range(5))})
    times = [time(cut // 60, cut % 60) for cut in [*cuts, 1440] if cut < 1440] + [time(0)]
    stretches = list(pairwise(times))
    return [each for each in stretches if chance.random() < 0.6]


def due_by(
    hours: BusinessHours, start: datetime, budget: timedelta, end: datetime
) -> datetime | None:
    """When the budget is spent; None where that is after `end`, or never."""
    try:
        due = hours.due(start, budget)
    except NeverOpen:
        return None
    return due if due <= end else None
