"""Working time: when a desk is open, how much of that has passed, and when a budget of it is spent.

How the local clock becomes instants, once and for all. An interval is the wall-clock seconds from
its start up to, and without, its end. It opens when the clock reads the first of them for the first
time, and closes one second after the clock reads the last of them for the last time:

- the clock jumps ahead (02:00 -> 03:00): an end or start inside the skipped time means the instant
  of the jump, and what lies wholly inside the skipped time does not exist that day;
- the clock falls back (03:00 -> 02:00): a start inside the repeated time means its first reading,
  an end its second, so that the desk is open throughout. An interval that ends where the repeated
  time begins (02:00) has closed by then: the clock never shows its seconds again;
- intervals that meet or overlap because of this are joined, never counted twice.

So 01:00-05:00 has three real hours on the day of the jump and five on the day of the fall back, and
round the clock is round the clock on days of 23, 24 and 25 hours and where a zone skipped a day.
Which of two readings a repeated time is: PEP 495. All sums are done in UTC.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Self
from zoneinfo import ZoneInfo

from domain.spans import Span

LONGEST_WAIT: Final = timedelta(days=400)
_SECOND: Final = timedelta(seconds=1)
_DAY: Final = timedelta(days=1)
_NO_TIME: Final = timedelta(0)

# How far a local date may run ahead of the sum of a UTC date and a wait: one day each for the time
# of day, the zone, and an hour repeated across midnight.
_DATES_AHEAD: Final = timedelta(days=3)

_Hours = tuple[tuple[time, time], ...]  # first and last second of each interval, in order


class NeverOpen(Exception):
    """The calendar has no opening within 400 days of an instant that asked for one."""


class BusinessHours:
    """Working time of one calendar; immutable.

    Instants come in aware, in any zone, and leave in UTC; a naive one raises `ValueError`. Openings
    are half-open: open at 09:00:00, closed at 17:00:00. Instants keep their microseconds; intervals
    are whole seconds. Within days of year 1 or 9999 `datetime` itself raises `OverflowError`.
    """

    __slots__ = ("_days", "_known", "_week", "_zone")

    def __init__(
        self,
        zone: ZoneInfo,
        week: Mapping[int, Sequence[tuple[time, time]]],
        days: Mapping[date, Sequence[tuple[time, time]]] = MappingProxyType({}),
    ) -> None:
        """Fix the intervals of each weekday and of special days, on the wall clock of `zone`.

        Monday is 0, and a weekday left out is closed. A date in `days` replaces its weekday; an
        empty sequence makes it a holiday. An end of 00:00 means midnight, so (00:00, 00:00) is the
        whole day. Intervals come in any order and may touch. `ValueError` says what is wrong: an
        unknown weekday, an end not after its start, an overlap, a time with a zone or below the
        second, an instant where a date belongs.
        """
        self._zone = zone
        self._week = {_weekday(day): _hours(f"weekday {day}", week[day]) for day in week}
        self._days = {_date(day): _hours(f"{day}", days[day]) for day in days}
        self._known: dict[date, tuple[Span, ...]] = {}  # what was worked out, each day once

    @classmethod
    def round_the_clock(cls) -> Self:
        """The calendar that is always open."""
        return cls(ZoneInfo("UTC"), {day: [(time(0), time(0))] for day in range(7)})

    def due(self, start: datetime, budget: timedelta) -> datetime:
        """The instant at which `budget` of working time after `start` is spent.

        A budget that ends exactly at closing time is due at closing time, not at the next opening;
        a budget of zero is due at `next_opening(start)`. Raises `ValueError` for a negative budget,
        and `NeverOpen` where 400 days pass without an opening before it is spent.
        """
        if budget < _NO_TIME:
            raise ValueError(f"a budget of working time cannot be negative: {budget}")
        left = budget
        for opening, closing in self._openings(_utc(start), LONGEST_WAIT):
            if left <= closing - opening:
                return opening + left
            left -= closing - opening
        raise NeverOpen(f"{left} of {budget} after {start} are never worked: 400 days stay closed")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; zero where `end` is not after `start`."""
        since, until = _utc(start), _utc(end)
        worked = _NO_TIME
        for opening, closing in self._openings(since, until - since):
            if opening >= until:
                break
            worked += min(closing, until) - opening
        return worked

    def is_open(self, at: datetime) -> bool:
        """Whether `at` is working time: true at the opening second, false at the closing one."""
        return any(True for _ in self._openings(_utc(at), _NO_TIME))

    def next_opening(self, at: datetime) -> datetime:
        """The first open instant that is not before `at`: `at` itself where open.

        Raises `NeverOpen` where none lies within 400 days.
        """
        for opening, _ in self._openings(_utc(at), LONGEST_WAIT):
            return opening
        raise NeverOpen(f"no opening within 400 days of {at}")

    def _openings(self, since: datetime, longest_wait: timedelta) -> Iterator[Span]:
        """What is open after `since`, in order and disjoint; ends where a wait exceeds the limit.

        The first begins at `since` where that is open. The walk starts the day before, because an
        hour that is repeated across midnight brings yesterday's last opening into today.
        """
        reached = since
        day = since.astimezone(self._zone).date() - _DAY
        while day - reached.date() <= longest_wait + _DATES_AHEAD:
            for opens, closing in self._of(day):
                opening = max(reached, opens)
                if opening >= closing:
                    continue
                if opening - reached > longest_wait:
                    return
                yield opening, closing
                reached = closing
            day += _DAY

    def _of(self, day: date) -> tuple[Span, ...]:
        """What is open on a local date; of an interval that was skipped, the end comes first."""
        if day not in self._known:
            hours = self._days.get(day, self._week.get(day.weekday(), ()))
            self._known[day] = tuple(
                (
                    first_reading(datetime.combine(day, first), self._zone),
                    last_reading(datetime.combine(day, last), self._zone),
                )
                for first, last in hours
            )
        return self._known[day]


def first_reading(first: datetime, zone: ZoneInfo) -> datetime:
    """The instant when the wall clock first reads `first`, or jumps over it."""
    before, after = _offsets(first, zone)
    if before < after:
        return _jump(first, zone)
    return (first - before).replace(tzinfo=UTC)


def last_reading(last: datetime, zone: ZoneInfo) -> datetime:
    """The end of the last second that the wall clock reads as `last`, or its jump over it."""
    before, after = _offsets(last, zone)
    if before < after:
        return _jump(last, zone)
    return (last - after).replace(tzinfo=UTC) + _SECOND


def _offsets(wall: datetime, zone: ZoneInfo) -> tuple[timedelta, timedelta]:
    """The zone's offsets before and after a change at `wall`; the same where nothing changes.

    The second is the smaller one in repeated time and the greater one in skipped time (PEP 495).
    """
    before = wall.replace(tzinfo=zone, fold=0).utcoffset()
    after = wall.replace(tzinfo=zone, fold=1).utcoffset()
    assert before is not None
    assert after is not None
    return before, after


def _jump(skipped: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the wall clock jumps over `skipped`, found by halving in UTC."""
    before, after = _offsets(skipped, zone)
    early = (skipped - after).replace(tzinfo=UTC)
    late = (skipped - before).replace(tzinfo=UTC)
    while late - early > _SECOND:
        middle = early + (late - early) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).replace(tzinfo=None) < skipped:
            early = middle
        else:
            late = middle
    return late


def _utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone: working time needs an aware instant")
    return at.astimezone(UTC)


def _weekday(day: int) -> int:
    if day not in range(7):
        raise ValueError(f"{day!r} is no weekday: Monday is 0 and Sunday is 6")
    return day


def _date(day: date) -> date:
    # A datetime is a date to Python, but equals none: it would be a holiday that never comes.
    if isinstance(day, datetime):
        raise ValueError(f"{day} is an instant: a special day is a date")
    return day


def _hours(name: str, intervals: Iterable[tuple[time, time]]) -> _Hours:
    hours = sorted(_interval(name, start, end) for start, end in intervals)
    for (_, last), (first, _) in pairwise(hours):
        if first <= last:
            raise ValueError(f"{name}: the interval that starts at {first} overlaps another")
    return tuple(hours)


def _interval(name: str, start: time, end: time) -> tuple[time, time]:
    for each in (start, end):
        if each.tzinfo is not None:
            raise ValueError(f"{name}: {each} has a zone of its own; the calendar's zone applies")
        if each.microsecond:
            raise ValueError(f"{name}: {each} is finer than a second")
    last = (datetime.combine(date.max, end) - _SECOND).time()
    if last < start:
        raise ValueError(
            f"{name}: the end {end} is not after the start {start}; an interval that passes "
            "midnight is two: one ends at 00:00, the other starts there on the next day"
        )
    return start, last
