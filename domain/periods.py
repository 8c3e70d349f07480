"""Hours, days, weeks and months of a time zone, as instants. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Length(StrEnum):
    """How long one period is, by the clock and the calendar on the wall."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """From an instant on and until before another, both aware and in UTC."""

    begins: datetime
    ends: datetime


def periods(whole: Period, length: Length, zone: ZoneInfo) -> Iterator[Period]:
    """The periods that a span of time is made of; the first and the last may be cut short.

    Weeks begin on Monday (ISO 8601). A day has 23 or 25 hours where the clocks change, and one
    that has no midnight there begins with its first instant.
    """
    begins = whole.begins
    while begins < whole.ends:
        ends = min(_next(begins, length, zone), whole.ends)
        yield Period(begins, ends)
        begins = ends


def _next(at: datetime, length: Length, zone: ZoneInfo) -> datetime:
    """When the next period begins."""
    local = at.astimezone(zone)
    if length is Length.HOUR:
        into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return at + HOUR - into
    midnight = datetime.combine(_following(local.date(), length), time(), zone).astimezone(UTC)
    # Where a whole day is left out of the calendar, the midnight to come lies behind already.
    return midnight if midnight > at else _next(at + DAY, length, zone)


def _following(day: date, length: Length) -> date:
    if length is Length.MONTH:
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    if length is Length.WEEK:
        return day + timedelta(days=7 - day.weekday())
    return day + DAY
