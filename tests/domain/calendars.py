"""Short ways to write instants and calendars down."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.hours import BusinessHours

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)  # the smallest step that an instant can take

Intervals = Sequence[tuple[time, time]]


def at(text: str) -> datetime:
    """An instant in UTC, from ISO 8601 without its zone."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def intervals(text: str) -> Intervals:
    """`09:00-12:00 13:00-17:00`; 24:00 is the end that `BusinessHours` takes as 00:00."""
    pairs = (each.replace("24:00", "00:00").split("-") for each in text.split())
    return [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in pairs]


def every_day(zone: str, text: str, days: Mapping[date, Intervals] | None = None) -> BusinessHours:
    week = {day: intervals(text) for day in range(7)}
    return BusinessHours(ZoneInfo(zone), week, days or {})
