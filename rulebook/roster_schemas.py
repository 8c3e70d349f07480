"""The shape of a file of `rosters/`: who of a team is on, and when."""

from datetime import date, datetime
from itertools import combinations
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, StrictInt, model_validator

from domain.patterns import Override, OverrideKind, local_days
from domain.policy import Intervals
from domain.spans import Span
from rulebook.schemas import HolidaysPart, Part
from rulebook.times import day_of_year, days_between, instant, shift_hours
from rulebook.values import Slug, Weekdays, Words, Zone, weekdays


def _listed(value: object) -> object:
    """One thing, or a list of such."""
    return value if isinstance(value, list) else [value]


def _day(words: object) -> date:
    return day_of_year(str(words))


CalendarDay = Annotated[date, BeforeValidator(_day)]
ShiftHours = Annotated[Any, BeforeValidator(shift_hours)]
Days = Annotated[Any, BeforeValidator(days_between)]
At = Annotated[datetime, BeforeValidator(instant)]


class RotationPart(Part):
    """How many weeks come round, and on which date the first of them began."""

    weeks: StrictInt = Field(ge=1, le=52)
    first_day: CalendarDay = Field(alias="from")


class ShiftPart(Part):
    """One shift as it recurs."""

    name: Words
    days: Annotated[tuple[Weekdays, ...], BeforeValidator(_listed)] = Field(min_length=1)
    hours: ShiftHours
    agents: tuple[Slug, ...] = Field(min_length=1)
    weeks: tuple[StrictInt, ...] | None = Field(None, min_length=1)

    @property
    def intervals(self) -> Intervals:
        """From when until when; an end before the start is on the next day."""
        found: Intervals = self.hours
        return found

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The days on which it begins; Monday is 0."""
        return tuple(sorted({day for words in self.days for day in weekdays(words)}))


class OverridePart(Part):
    """One exception, for whole days or from an instant until another."""

    add: Slug | None = None
    remove: Slug | None = None
    replace: Slug | None = None
    by: Slug | None = None
    days: Days = None
    since: At | None = Field(None, alias="from")
    until: At | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> "OverridePart":
        if sum(each is not None for each in (self.add, self.remove, self.replace)) != 1:
            raise ValueError("an override does one thing: write add, remove, or replace with by")
        if (self.replace is None) != (self.by is None):
            raise ValueError("replace and by belong together: {replace: one agent, by: another}")
        if self.by is not None and self.by == self.replace:
            raise ValueError(f"{self.by} cannot replace {self.by}")
        return self

    @model_validator(mode="after")
    def _has_a_time(self) -> "OverridePart":
        instants = (self.since, self.until)
        if (self.days is None) is (instants == (None, None)) or None in instants != (None, None):
            raise ValueError("say when: write days, or from and until")
        if self.since and self.until and self.since >= self.until:
            raise ValueError("an override ends after it starts: until must be later than from")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody whom it names."""
        return tuple(one for one in (self.add, self.remove, self.replace, self.by) if one)

    def override(self, zone: ZoneInfo) -> Override:
        """The override on the wall clock of a zone."""
        verbs = {
            OverrideKind.ADD: self.add,
            OverrideKind.REMOVE: self.remove,
            OverrideKind.REPLACE: self.replace,
        }
        kind, agent = next((kind, agent) for kind, agent in verbs.items() if agent is not None)
        return Override(kind, agent, *self._span(zone), by=self.by)

    def _span(self, zone: ZoneInfo) -> Span:
        if self.since is not None and self.until is not None:
            return self.since, self.until
        first, last = self.days
        return local_days(first, last, zone)


class RosterFile(Part):
    """A file of `rosters/`."""

    team: Slug
    zone: Zone
    rotation: RotationPart | None = None
    shifts: tuple[ShiftPart, ...]
    holidays: HolidaysPart | None = None
    days_off: tuple[CalendarDay, ...] = ()
    overrides: tuple[OverridePart, ...] = Field((), max_length=500)

    @model_validator(mode="after")
    def _shifts_agree(self) -> "RosterFile":
        names = [shift.name for shift in self.shifts]
        for name in (name for name in names if names.count(name) > 1):
            raise ValueError(f"two shifts are called '{name}'; rename one")
        weeks = self.rotation.weeks if self.rotation else 0
        for shift in self.shifts:
            for week in shift.weeks or ():
                if not 1 <= week <= weeks:
                    there = f"a rotation of {weeks} weeks" if weeks else "a roster without rotation"
                    raise ValueError(f"shift '{shift.name}': there is no week {week} in {there}")
        return self

    @model_validator(mode="after")
    def _overrides_agree(self) -> "RosterFile":
        numbered = enumerate(self.changes(), start=1)
        for (number, one), (later, other) in combinations(numbered, 2):
            if one.contradicts(other):
                raise ValueError(
                    f"overrides {number} and {later} overlap: both decide on "
                    f"{other.agent if other.agent in (one.agent, one.by) else one.agent}; "
                    "keep one of them"
                )
        return self

    def changes(self) -> tuple[Override, ...]:
        """The overrides on the roster's own wall clock. Raises ValueError for a skipped day."""
        return tuple(part.override(ZoneInfo(self.zone)) for part in self.overrides)
