"""Shifts: who of a team is on, who is next, and when nobody is.

A roster is made of patterns (who works which weekdays, from when until when on the wall clock, in
which weeks of a rotation), holidays on which no shift begins, and overrides. How the wall clock
becomes instants, and what becomes of a shift that begins or ends in skipped or repeated time, is
settled in `domain.hours` and the same here: a night shift from 22:00 to 06:00 has seven real hours
when the clock jumps ahead and nine when it falls back.

A person's shifts that meet or overlap are one shift.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Final
from zoneinfo import ZoneInfo

from domain.hours import LONGEST_WAIT
from domain.patterns import Override, OverrideKind, Rotation, ShiftPattern
from domain.spans import Span, between, joined, within, without

EVERY_WEEK: Final = Rotation()
SHIFTS_KEPT: Final = 4_096  # everybody who has a shift asks for the same one
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
# How far to look: most answers lie in the first days, and 400 days and a day end the search.
_HORIZONS: Final = (timedelta(days=15), timedelta(days=70), LONGEST_WAIT + 2 * _DAY)
# How far back to look for the end of a shift: a weekend first, or a whole absence.
LONGEST_ABSENCE: Final = timedelta(days=60)
_BACK: Final = (timedelta(days=4), LONGEST_ABSENCE + _DAY)
# A shift that began this many local dates before an instant may reach it: one date for the night,
# one for the zone, and one for a date that a zone left out.
_DATES_BACK: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """One stretch in which one agent is on, without a break; half-open."""

    start: datetime
    end: datetime
    agent: str


class Roster:
    """Who of a team is on, at any instant; immutable.

    Instants come in aware, in any zone, and leave in UTC; a naive one raises `ValueError`. A search
    ends after 400 days, and answers None. A roster without shifts is legal: nobody is on, ever.
    Within 400 days of year 1 or 9999 `datetime` itself raises `OverflowError`.
    """

    def __init__(
        self,
        zone: ZoneInfo,
        patterns: Sequence[ShiftPattern],
        rotation: Rotation = EVERY_WEEK,
        overrides: Sequence[Override] = (),
        holidays: Iterable[date] = (),
    ) -> None:
        """Fix the roster on the wall clock of `zone`; on `holidays` (local dates) no shift begins.

        `ValueError` says what is wrong: a pattern for a week outside of the rotation, or two
        overrides that contradict each other.
        """
        # Two instants of one zone compare by the wall clock: only in UTC they compare as instants.
        in_utc = [replace(one, start=_utc(one.start), end=_utc(one.end)) for one in overrides]
        _agree(patterns, rotation, in_utc)
        self._zone = zone
        self._patterns = tuple(patterns)
        self._rotation = rotation
        self._overrides = tuple(in_utc)
        self._holidays = frozenset(holidays)
        self._shift = lru_cache(maxsize=SHIFTS_KEPT)(self._span)
        self._timeline = lru_cache(maxsize=8)(self._drawn)
        self._left_before = lru_cache(maxsize=1024)(self._last_end)

    @property
    def agents(self) -> tuple[str, ...]:
        """Everybody who is ever on."""
        planned = {agent for pattern in self._patterns for agent in pattern.agents}
        added = {one.agent for one in self._overrides if one.kind is OverrideKind.ADD}
        replacing = {one.by for one in self._overrides if one.by is not None}
        return tuple(sorted(planned | added | replacing))

    def on(self, at: datetime) -> tuple[str, ...]:
        """The agents who are on at an instant, by name; nobody in a gap."""
        return next(self._ahead(at)).on(_utc(at))

    def next_change(self, at: datetime) -> datetime | None:
        """The first instant after `at` from which others are on, or fewer, or nobody."""
        found = next((each for line in self._ahead(at) for each in line.after(_utc(at))), None)
        return found[0] if found and found[0] - _utc(at) <= LONGEST_WAIT else None

    def shift_end(self, at: datetime) -> datetime | None:
        """When those who are on are no longer exactly those; None where nobody is on."""
        return self.next_change(at) if self.on(at) else None

    def next_on(self, at: datetime) -> tuple[tuple[str, ...], datetime] | None:
        """Who is on, and from when, at the first change after `at` that leaves anybody on."""
        for line in self._ahead(at):
            for instant, agents in line.after(_utc(at)):
                if agents:
                    return (agents, instant) if instant - _utc(at) <= LONGEST_WAIT else None
        return None

    def leaves(self, agent: str, at: datetime) -> datetime | None:
        """When the shift ends that the agent is in; None for one who is off or never leaves."""
        for line in self._ahead(at):
            present = (span for span in line.shifts.get(agent, ()) if span[0] <= _utc(at) < span[1])
            end = next((end for _, end in present), None)
            if end is None or end < line.end:
                return end if end and end - _utc(at) <= LONGEST_WAIT else None
        return None

    def left(self, agent: str, at: datetime) -> datetime | None:
        """When the last shift of the agent ended; None for one who is on.

        None, too, where that was more than 60 days before `at`.
        """
        now = _utc(at)
        today = next(self._ahead(now)).shifts.get(agent, ())
        begun = [span for span in today if span[0] <= now]
        end = begun[-1][1] if begun else self._left_before(agent, _midnight(now))
        return end if end and end <= now <= end + LONGEST_ABSENCE else None

    def next_shift_of(self, agent: str, at: datetime) -> Span | None:
        """The first shift of the agent that begins after `at`; None where there is none.

        A shift that would end later than 400 days after `at` is cut there.
        """
        latest = _utc(at) + LONGEST_WAIT
        found: Span | None = None
        for line in self._ahead(at):
            coming = (span for span in line.shifts.get(agent, ()) if span[0] > _utc(at))
            found = next(coming, None)
            if found and found[1] < line.end:
                break
        return (found[0], min(found[1], latest)) if found and found[0] < latest else None

    def gaps(self, since: datetime, until: datetime) -> tuple[Span, ...]:
        """When nobody is on between two instants; nothing where `until` is not after `since`."""
        frame = (_utc(since), _utc(until))
        if frame[0] >= frame[1]:
            return ()
        shifts = (span for agent in self.agents for span in self._presence(agent, frame))
        return tuple(between(shifts, frame))

    def week(self, at: datetime) -> tuple[Shift, ...]:
        """The shifts that touch the seven days from `at` on, in order, each whole.

        One that begins more than a week earlier, or ends more than a week later, is cut there.
        """
        since, until = _utc(at), _utc(at) + _WEEK
        frame = (since - _WEEK, until + _WEEK)
        return tuple(
            sorted(
                Shift(start, end, agent)
                for agent in self.agents
                for start, end in self._presence(agent, frame)
                if start < until and end > since
            )
        )

    def _ahead(self, at: datetime) -> Iterator["_Timeline"]:
        """Timelines from the day of `at` on, each longer than the one before."""
        midnight = _midnight(_utc(at))
        return (self._timeline(midnight, midnight + horizon) for horizon in _HORIZONS)

    def _drawn(self, start: datetime, end: datetime) -> "_Timeline":
        shifts = {agent: self._presence(agent, (start, end)) for agent in self.agents}
        return _Timeline.of(shifts, start, end)

    def _last_end(self, agent: str, midnight: datetime) -> datetime | None:
        """When the last shift ended that did so by midnight, of an agent who is off then."""
        behind = (self._presence(agent, (midnight - back, midnight)) for back in _BACK)
        return next((spans[-1][1] for spans in behind if spans), None)

    def _presence(self, agent: str, frame: Span) -> list[Span]:
        """When the agent is on, within the frame."""
        spans = joined(self._planned(agent, frame))
        for one in self._overrides:
            if one.agent == agent and one.kind is not OverrideKind.ADD:
                spans = without(spans, (one.start, one.end))
        for one in self._overrides:
            if one.by == agent:
                spans += within(self._planned(one.agent, frame), (one.start, one.end))
            elif one.agent == agent and one.kind is OverrideKind.ADD:
                spans.append((one.start, one.end))
        return within(spans, frame)

    def _planned(self, agent: str, frame: Span) -> Iterator[Span]:
        """When the agent would be on if nothing were overridden."""
        patterns = [each for each in enumerate(self._patterns) if agent in each[1].agents]
        day = frame[0].astimezone(self._zone).date() - _DATES_BACK
        last = frame[1].astimezone(self._zone).date() + _DAY  # an hour repeated across midnight
        while patterns and day <= last:
            for number, pattern in patterns:
                if self._takes_place(pattern, day):
                    yield self._shift(number, day)
            day += _DAY

    def _span(self, number: int, day: date) -> Span:
        return self._patterns[number].span(day, self._zone)

    def _takes_place(self, pattern: ShiftPattern, day: date) -> bool:
        in_week = not pattern.weeks or self._rotation.week_of(day) in pattern.weeks
        return in_week and day.weekday() in pattern.weekdays and day not in self._holidays


@dataclass(frozen=True, slots=True)
class _Timeline:
    """Everything within one frame: shifts by agent, and who is on from which instant."""

    shifts: Mapping[str, list[Span]]
    sets: tuple[tuple[datetime, tuple[str, ...]], ...]  # the first at the start of the frame
    end: datetime

    @classmethod
    def of(cls, shifts: Mapping[str, list[Span]], start: datetime, end: datetime) -> "_Timeline":
        turns: defaultdict[datetime, set[str]] = defaultdict(set, {start: set()})
        for agent, spans in shifts.items():
            for instant in (instant for span in spans for instant in span):
                turns[instant].add(agent)
        present: set[str] = set()
        sets = []
        for instant in sorted(turns):
            present ^= turns[instant]
            if instant < end:
                sets.append((instant, tuple(sorted(present))))
        return cls(shifts, tuple(sets), end)

    def on(self, at: datetime) -> tuple[str, ...]:
        return next(agents for instant, agents in reversed(self.sets) if instant <= at)

    def after(self, at: datetime) -> Iterator[tuple[datetime, tuple[str, ...]]]:
        return (each for each in self.sets if each[0] > at)


def _agree(
    patterns: Sequence[ShiftPattern], rotation: Rotation, overrides: Sequence[Override]
) -> None:
    for pattern in patterns:
        if any(week > rotation.weeks for week in pattern.weeks):
            raise ValueError(
                f"{pattern.name}: a week of {pattern.weeks} lies outside the rotation of "
                f"{rotation.weeks}"
            )
    for one, other in combinations(overrides, 2):
        if one.contradicts(other):
            at = max(one.start, other.start)
            raise ValueError(f"two overrides decide on {one.agent} at {at}")


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone: a roster needs an aware instant")
    return at.astimezone(UTC)
