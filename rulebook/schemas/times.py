"""Times as operations say them: '15 minutes', '1 hour 30 minutes', '75% of first_reply'."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

from domain.hours import LONGEST_WAIT
from domain.policy import Intervals, WarningPoint
from domain.vocabulary import Target

_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_PART: Final = re.compile(r"([0-9]{1,9}) (second|minute|hour|day|week)s?")
_TIMES: Final = re.compile(r"1 time|([2-9]|[1-9][0-9]|100) times")
_PERCENT: Final = re.compile(r"([1-9][0-9]?)%")
_SPAN: Final = re.compile(r"([0-9]{2}:[0-9]{2}) ?[-–] ?([0-9]{2}:[0-9]{2})")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_TARGET: Final = "(" + "|".join(Target) + ")"
_OF_TARGET: Final = re.compile(rf"(.+) of {_TARGET}")
_BREACH: Final = re.compile(rf"breach of {_TARGET}")
_AFTER_BREACH: Final = re.compile(rf"(.+) after breach of {_TARGET}")
_BEFORE: Final = re.compile(rf"(.+) before {_TARGET}")
_OPENING: Final = re.compile(r"(.+) after opening")


def spoken_duration(words: object) -> timedelta:
    """A length of time in words, more than nothing and at most 400 days. Raises ValueError."""
    parts = str(words).replace(" and ", " ").split(" ")
    pairs = [" ".join(parts[index : index + 2]) for index in range(0, len(parts), 2)]
    found = [_PART.fullmatch(pair) for pair in pairs]
    units = [_SECONDS[match[2]] for match in found if match]
    if len(units) < len(found) or any(big <= small for big, small in pairwise(units)):
        raise ValueError(f"'{words}' is not a time: write a time like '15 minutes', not '15m'")
    seconds = sum(int(match[1]) * _SECONDS[match[2]] for match in found if match)
    if not 0 < seconds <= LONGEST_WAIT.total_seconds():
        raise ValueError(f"'{words}' is not possible here: more than nothing, at most 400 days")
    return timedelta(seconds=seconds)


def spoken_fraction(words: object) -> float:
    """'75%' as 0.75. Raises ValueError."""
    match = _PERCENT.fullmatch(str(words))
    if match is None:
        raise ValueError(f"'{words}' is not a share: write one like '75%', from 1% to 99%")
    return int(match[1]) / 100


def spoken_times(words: object) -> int:
    """'3 times' as 3. Raises ValueError."""
    if _TIMES.fullmatch(str(words)) is None:
        raise ValueError(f"'{words}' does not say how often: write '1 time', or up to '100 times'")
    return int(str(words).partition(" ")[0])


def spoken_warnings(value: object) -> tuple[WarningPoint, ...]:
    """'75%', '15 minutes before', or a list of such, as written. Raises ValueError."""
    points = value if isinstance(value, list) else [value]
    if not points:
        raise ValueError("write when to warn, like '75%', or leave the target out")
    return tuple(_warning(each) for each in points)


def _warning(words: object) -> WarningPoint:
    text = str(words)
    if text.endswith(" before"):
        return WarningPoint(before=spoken_duration(text.removesuffix(" before")))
    if text.endswith("%"):
        return WarningPoint(fraction=spoken_fraction(text))
    raise ValueError(f"'{words}' is no moment to warn at: write '75%' or '15 minutes before'")


@dataclass(frozen=True, slots=True)
class Moment:
    """When a step is taken; the fields mean what they mean in `domain.policy.Step`."""

    relative_to: str
    target: Target | None = None
    fraction: float | None = None
    offset: timedelta | None = None


def spoken_moment(words: object) -> Moment:
    """The `at` of a step. Raises ValueError."""
    text = str(words)
    if match := _BREACH.fullmatch(text):
        return Moment("breach", Target(match[1]), offset=timedelta(0))
    if match := _AFTER_BREACH.fullmatch(text):
        return Moment("breach", Target(match[2]), offset=spoken_duration(match[1]))
    if match := _OF_TARGET.fullmatch(text):
        return Moment("target", Target(match[2]), fraction=spoken_fraction(match[1]))
    if match := _BEFORE.fullmatch(text):
        return Moment("target", Target(match[2]), offset=spoken_duration(match[1]))
    if match := _OPENING.fullmatch(text):
        return Moment("opening", offset=spoken_duration(match[1]))
    raise ValueError(
        f"'{words}' is not a moment: write one like '75% of first_reply', 'breach of first_reply', "
        "'30 minutes after breach of first_reply', '4 hours before solve' or "
        "'3 days after opening'"
    )


def day_of_year(words: str) -> date:
    """'2026-12-24' as a date. Raises ValueError."""
    try:
        if _DATE.fullmatch(words):
            return date.fromisoformat(words)
    except ValueError:
        pass
    raise ValueError(f"'{words}' is not a date: write year-month-day, like 2026-12-24")


def days_between(words: object) -> tuple[date, date]:
    """'2026-12-24', or '2026-12-24 to 2026-12-26', as first and last. Raises ValueError."""
    first, _, last = str(words).partition(" to ")
    days = day_of_year(first), day_of_year(last or first)
    if days[0] > days[1]:
        raise ValueError(f"'{words}' ends before it starts")
    return days


def instant(words: object) -> datetime:
    """'2026-12-24T09:00+01:00' in UTC. Raises ValueError."""
    try:
        if _INSTANT.fullmatch(str(words)):
            return datetime.fromisoformat(str(words)).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError(
        f"'{words}' is not an instant: write date, time and offset, like 2026-12-24T09:00+01:00"
    )


def shift_hours(value: object) -> Intervals:
    """'09:00-17:00', or a list of such; an end before the start is on the next day.

    Raises ValueError, also for a shift without length.
    """
    found = opening_hours(value)
    for start, end in found:
        if start == end != "00:00":
            raise ValueError(f"'{start}-{end}' has no length; write two shifts that meet")
    if not found:
        raise ValueError("a shift has hours: write them like '09:00-17:00'")
    return found


def opening_hours(value: object) -> Intervals:
    """'09:00-17:00', a list of such, or 'closed'; 24:00 is midnight. Raises ValueError.

    Whether intervals overlap or end before they start is for `BusinessHours` to say.
    """
    if value in ("closed", []):
        return ()
    spans = value if isinstance(value, list) else [value]
    return tuple(sorted(_span(each) for each in spans))


def _span(words: object) -> tuple[str, str]:
    match = _SPAN.fullmatch(str(words))
    if match is None:
        raise ValueError(f"'{words}' are no opening hours: write '09:00-17:00', or closed")
    return _clock(match[1], latest="23:59"), _clock(match[2], latest="24:00").replace("24:", "00:")


def _clock(words: str, latest: str) -> str:
    if words > latest or int(words[3:]) > 59:
        raise ValueError(f"'{words}' is no time of day: write one from 00:00 to 24:00")
    return words
