"""What a roster is made of: shifts that recur, the weeks they recur in, and exceptions."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from domain.hours import first_reading, last_reading
from domain.spans import Span

_SECOND: Final = timedelta(seconds=1)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rotation:
    """Weeks that come round: the first of `weeks` begins on the date `start`, and again.

    It is counted backwards from that date as well. A week begins on the weekday of `start`.
    Raises ValueError for a rotation without weeks.
    """

    weeks: int = 1
    start: date = date(2024, 1, 1)  # a Monday

    def __post_init__(self) -> None:
        if self.weeks < 1:
            raise ValueError(f"a rotation of {self.weeks} weeks never comes round")

    def week_of(self, day: date) -> int:
        """Which week of the rotation a local date lies in, from 1."""
        return (day - self.start).days // 7 % self.weeks + 1


@dataclass(frozen=True, slots=True)
class ShiftPattern:
    """A shift as it recurs: begins on these weekdays (Monday is 0), at `start` by the wall clock.

    An `end` at or before the `start` lies on the next day. `weeks` names weeks of the rotation;
    without any it is every week. Raises ValueError for an unknown weekday, a week below 1, and a
    time with a zone of its own or below the second.
    """

    name: str
    agents: tuple[str, ...]
    weekdays: tuple[int, ...]
    start: time
    end: time
    weeks: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not set(self.weekdays) <= set(range(7)):
            raise ValueError(f"{self.name}: {self.weekdays} are no weekdays; Monday is 0")
        if any(week < 1 for week in self.weeks):
            raise ValueError(f"{self.name}: weeks are counted from 1")
        for each in (self.start, self.end):
            if each.tzinfo is not None or each.microsecond:
                raise ValueError(f"{self.name}: {each} is not a whole second of the wall clock")

    def span(self, day: date, zone: ZoneInfo) -> Span:
        """The instants of the shift that begins on a local date; empty where time was skipped."""
        next_day = _DAY if self.end <= self.start else timedelta(0)
        last = datetime.combine(day + next_day, self.end) - _SECOND
        return first_reading(datetime.combine(day, self.start), zone), last_reading(last, zone)


class OverrideKind(StrEnum):
    """What an override does with a person."""

    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Override:
    """From `start` up to `end` (aware), somebody is on who is not, or is not on who is.

    `add`: the agent is on throughout. `remove`: the agent is off throughout. `replace`: the agent
    is off, and `by` is on when the agent's shifts say so. Raises ValueError for one without length,
    and for one that replaces somebody by nobody or by themselves.
    """

    kind: OverrideKind
    agent: str
    start: datetime
    end: datetime
    by: str | None = None

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise ValueError(f"{self.start} or {self.end} has no time zone")
        if self.start >= self.end:
            raise ValueError(f"the override of {self.agent} does not end after it starts")
        if (self.kind is OverrideKind.REPLACE) != (self.by is not None):
            raise ValueError(f"whoever replaces {self.agent} is named, and nobody else")
        if self.by == self.agent:
            raise ValueError(f"{self.agent} cannot replace {self.agent}")

    def contradicts(self, other: "Override") -> bool:
        """Whether both decide on one person at one time. One may stand in for several others."""
        at_once = self.start < other.end and other.start < self.end
        return at_once and (other.agent in (self.agent, self.by) or self.agent == other.by)


def local_days(first: date, last: date, zone: ZoneInfo) -> Span:
    """The instants of whole local days, from the midnight before `first` to that after `last`."""
    begins = datetime.combine(first, time(0))
    ends = datetime.combine(last, time(23, 59, 59))
    return first_reading(begins, zone), last_reading(ends, zone)
