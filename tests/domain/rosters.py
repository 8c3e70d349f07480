"""Short ways to write rosters down, and a second, slow opinion on who is on.

The oracle shares no idea with `domain.shifts`: it walks every minute of UTC, reads the wall clock
there, and looks up which shift of which date that reading lies in. On top is the desk's promise for
a repeated hour: between the first and the last minute of one shift its agents are on throughout.
Instants, shifts and offsets must be whole minutes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.patterns import Override, OverrideKind, Rotation, ShiftPattern
from domain.shifts import EVERY_WEEK, Roster
from tests.domain.calendars import at

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MARGIN = timedelta(hours=5)  # no repeated time is longer
EVERY_DAY = tuple(range(7))
WORKDAYS = tuple(range(5))


def shift(
    hours: str,
    *agents: str,
    days: tuple[int, ...] = EVERY_DAY,
    weeks: tuple[int, ...] = (),
) -> ShiftPattern:
    start, end = (time.fromisoformat(each.replace("24:00", "00:00")) for each in hours.split("-"))
    return ShiftPattern(hours, agents or ("ana",), days, start, end, weeks)


def override(kind: str, agent: str, since: str, until: str, by: str | None = None) -> Override:
    """With instants in UTC."""
    return Override(OverrideKind(kind), agent, at(since), at(until), by)


def roster(
    zone: str,
    *patterns: ShiftPattern,
    rotation: Rotation = EVERY_WEEK,
    overrides: Sequence[Override] = (),
    holidays: Sequence[date] = (),
) -> Roster:
    return Roster(ZoneInfo(zone), patterns, rotation, overrides, holidays)


@dataclass(frozen=True)
class Plan:
    """What a roster is made of."""

    zone: ZoneInfo
    patterns: tuple[ShiftPattern, ...]
    rotation: Rotation = EVERY_WEEK
    overrides: tuple[Override, ...] = ()
    holidays: tuple[date, ...] = ()

    def roster(self) -> Roster:
        return Roster(self.zone, self.patterns, self.rotation, self.overrides, self.holidays)

    def on(self, start: datetime, end: datetime) -> dict[datetime, tuple[str, ...]]:
        """Who is on in every minute from `start` up to, and without, `end`."""
        present: dict[datetime, set[str]] = {each: set() for each in minutes(start, end)}
        for (number, _), seen in self._seen(start - MARGIN, end + MARGIN).items():
            for minute in minutes(seen[0], seen[-1] + MINUTE):
                if minute in present:
                    for agent in self.patterns[number].agents:
                        present[minute] |= self._instead_of(agent, minute)
        for one in self.overrides:
            if one.kind is OverrideKind.ADD:
                for minute in (each for each in present if one.start <= each < one.end):
                    present[minute].add(one.agent)
        return {minute: tuple(sorted(agents)) for minute, agents in present.items()}

    def _seen(self, start: datetime, end: datetime) -> dict[tuple[int, date], list[datetime]]:
        """In which minutes the wall clock reads a time of which shift of which date."""
        seen: dict[tuple[int, date], list[datetime]] = {}
        for minute in minutes(start, end):
            wall = minute.astimezone(self.zone).replace(tzinfo=None, fold=0)
            for number, pattern in enumerate(self.patterns):
                for day in (wall.date() - DAY, wall.date()):
                    if self._begins(pattern, day) and _reads(pattern, day, wall):
                        seen.setdefault((number, day), []).append(minute)
        return seen

    def _begins(self, pattern: ShiftPattern, day: date) -> bool:
        monday = self.rotation.start
        while monday > day:
            monday -= 7 * self.rotation.weeks * DAY
        week = 1
        while monday + 7 * DAY <= day:
            monday, week = monday + 7 * DAY, week % self.rotation.weeks + 1
        in_week = week in (pattern.weeks or (week,))
        return in_week and day.weekday() in pattern.weekdays and day not in self.holidays

    def _instead_of(self, agent: str, minute: datetime) -> set[str]:
        for one in self.overrides:
            if one.agent == agent and one.start <= minute < one.end:
                if one.kind is OverrideKind.REMOVE:
                    return set()
                if one.kind is OverrideKind.REPLACE:
                    return {str(one.by)}
        return {agent}


def _reads(pattern: ShiftPattern, day: date, wall: datetime) -> bool:
    begins, ends = datetime.combine(day, pattern.start), datetime.combine(day, pattern.end)
    return begins <= wall < (ends if ends > begins else ends + DAY)


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    minute = start.astimezone(UTC)
    while minute < end:
        yield minute
        minute += MINUTE
