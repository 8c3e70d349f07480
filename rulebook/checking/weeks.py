"""Stretches of time as a person says them: Monday to Friday 15:00-18:00, in 2 of 4 weeks."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.spans import Span

MOST_SAID: Final = 4
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY: Final = timedelta(days=1)
_Hours = tuple[str, str]


def spoken(spans: Iterable[Span], zone: ZoneInfo, weeks: int) -> str:
    """What recurs, by the wall clock of a zone, of stretches that lie in so many whole weeks."""
    days: defaultdict[_Hours, list[date]] = defaultdict(list)
    for span in spans:
        for day, hours in _by_day(span, zone):
            days[hours].append(day)
    said = [
        (days[hours][0], f"{when} {hours[0]}-{hours[1]}{often}")
        for hours in days
        for when, often in _recurring(days[hours], weeks)
    ]
    words = [each for _, each in sorted(said)]
    more = [f"{len(words) - MOST_SAID} more times"] if len(words) > MOST_SAID else []
    return listed([*words[:MOST_SAID], *more])


def listed(words: Sequence[str]) -> str:
    """A, B and C."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of a local date, in UTC."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def _by_day(span: Span, zone: ZoneInfo) -> Iterator[tuple[date, _Hours]]:
    start, end = span
    while start < end:
        local = start.astimezone(zone)
        until = min(end, midnight(local.date() + _DAY, zone))
        ends = until.astimezone(zone)
        closes = f"{ends:%H:%M}" if ends.date() == local.date() else "24:00"
        yield local.date(), (f"{local:%H:%M}", closes)
        start = until


def _recurring(days: Sequence[date], weeks: int) -> Iterator[tuple[str, str]]:
    """Weekdays that come equally often together: which, and how often if not every week."""
    if len(days) == 1:
        yield f"on {days[0]:%A} {days[0]}", ""
        return
    times = Counter(day.weekday() for day in days)
    for often in dict.fromkeys(times[day] for day in sorted(times)):
        alike = [day for day in sorted(times) if times[day] == often]
        yield _together(alike), "" if often >= weeks else f" in {often} of {weeks} weeks"


def _together(days: Sequence[int]) -> str:
    first, last = days[0], days[-1]
    if len(days) > 2 and last - first == len(days) - 1:
        return f"{_DAYS[first]} to {_DAYS[last]}"
    return listed([_DAYS[day] for day in days])
