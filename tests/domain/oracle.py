"""A second, slow opinion on working time, to hold `domain.hours` against.

It shares no idea with it: it walks every minute of UTC, reads the wall clock there, and looks up
whether that reading lies in an interval. The one rule on top is the desk's promise for a repeated
hour: between the first and the last minute of one interval of one date the desk is open throughout.
Instants, intervals and offsets must be whole minutes; no repeated time may exceed `MARGIN`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
MARGIN = timedelta(hours=5)

Intervals = Sequence[tuple[time, time]]


@dataclass(frozen=True)
class Calendar:
    """What a `BusinessHours` is made of."""

    zone: ZoneInfo
    week: Mapping[int, Intervals]
    days: Mapping[date, Intervals] = field(default_factory=dict)

    def interval_read_at(self, minute: datetime) -> tuple[date, time] | None:
        """Which interval the wall clock is in, named by its date and start."""
        wall = minute.astimezone(self.zone)
        today = wall.date()
        for start, end in self.days.get(today, self.week.get(today.weekday(), ())):
            if wall.time() >= start and (end == time(0) or wall.time() < end):
                return today, start
        return None


def open_minutes(calendar: Calendar, start: datetime, end: datetime) -> set[datetime]:
    """The beginnings of all open minutes from `start` up to, and without, `end`."""
    seen: dict[tuple[date, time], list[datetime]] = {}
    for minute in _minutes(start - MARGIN, end + MARGIN):
        interval = calendar.interval_read_at(minute)
        if interval is not None:
            seen.setdefault(interval, []).append(minute)
    throughout = {
        minute for of_one in seen.values() for minute in _minutes(of_one[0], of_one[-1] + MINUTE)
    }
    return {minute for minute in throughout if start <= minute < end}


def elapsed(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How many minutes are open."""
    return MINUTE * len(open_minutes(calendar, start, end))


def due(
    calendar: Calendar, start: datetime, budget: timedelta, horizon: datetime
) -> datetime | None:
    """The end of the minute in which `budget` is spent; None where that is after `horizon`."""
    minutes = sorted(open_minutes(calendar, start, horizon))
    wanted = budget // MINUTE
    if wanted == 0:
        return minutes[0] if minutes else None
    return minutes[wanted - 1] + MINUTE if len(minutes) >= wanted else None


def _minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    minute = start.astimezone(UTC)
    while minute < end:
        yield minute
        minute += MINUTE
