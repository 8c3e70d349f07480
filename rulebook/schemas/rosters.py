"""The shape of a file of `rosters/`: who of a team is on, and when."""

from datetime import date, datetime
from itertools import combinations
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, StrictInt, model_validator

from domain.patterns import Override, OverrideKind, local_days
from domain.policy import Intervals
from domain.spans import Span
from rulebook.reading.shapes import Misplaced
from rulebook.schemas import written_forms as written
from rulebook.schemas.parts import HolidaysPart, Part
from rulebook.schemas.times import day_of_year, days_between, instant, shift_hours
from rulebook.schemas.values import Slug, Weekdays, Words, Zone, weekdays


def _listed(value: object) -> object:
    """One thing, or a list of such."""
    return value if isinstance(value, list) else [value]


def _day(words: object) -> date:
    return day_of_year(str(words))


CalendarDay = Annotated[date, BeforeValidator(_day), written.DATE]
ShiftHours = Annotated[Any, BeforeValidator(shift_hours), written.SHIFT_HOURS]
ShiftDays = Annotated[
    tuple[Weekdays, ...],
    Field(min_length=1),
    BeforeValidator(_listed),
    written.SEVERAL_WEEKDAYS,
]
Days = Annotated[Any, BeforeValidator(days_between), written.DATES]
At = Annotated[datetime, BeforeValidator(instant), written.INSTANT]


class RotationPart(Part):
    """How many weeks come round, and on which date the first of them began."""

    weeks: StrictInt = Field(
        ge=1, le=52, description="How many weeks come round; they count from 1.", examples=[2]
    )
    first_day: CalendarDay = Field(
        alias="from", description="On which date week 1 began.", examples=["2026-01-05"]
    )


class ShiftPart(Part):
    """One shift as it recurs."""

    name: Words = Field(
        description="As people call it; complaints about the roster name it, and each has its own.",
        examples=["late"],
    )
    days: ShiftDays = Field(
        description="On which it begins: monday, monday to friday, or a list of such.",
        examples=["monday to friday", ["friday", "saturday"]],
    )
    hours: ShiftHours = Field(
        description="One pair or several, on the clock of the zone; an end before the start is on "
        "the next day, 24:00 is midnight.",
        examples=["11:00-19:00", "22:00-06:00", ["09:00-13:00", "18:00-22:00"]],
    )
    agents: tuple[Slug, ...] = Field(
        min_length=1, description="Who is on; members of the team.", examples=[["aoife", "jonas"]]
    )
    weeks: tuple[StrictInt, ...] | None = Field(
        None,
        min_length=1,
        description="Of the rotation, in which it takes place; left out, it is every week.",
        examples=[[1]],
    )

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

    add: Slug | None = Field(
        None, description="Is on, whatever the shifts say.", examples=["jonas"]
    )
    remove: Slug | None = Field(None, description="Is not on.", examples=["jonas"])
    replace: Slug | None = Field(
        None, description="Is not on; another is, when this one would be.", examples=["jonas"]
    )
    by: Slug | None = Field(
        None, description="Who is on in place of the one to be replaced.", examples=["ines"]
    )
    days: Days = Field(
        None,
        description="On whole local days, from midnight to midnight.",
        examples=["2026-12-24", "2026-12-24 to 2026-12-26"],
    )
    since: At | None = Field(
        None,
        alias="from",
        description="From this instant on, with its offset from UTC; until says how long.",
        examples=["2026-12-24T09:00+00:00"],
    )
    until: At | None = Field(
        None,
        description="Up to this instant, and without it.",
        examples=["2026-12-24T12:30+00:00"],
    )

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
    """A file of `rosters/`: who of a team is on, and when."""

    team: Slug = Field(
        description="A team of teams.yaml; only its members can be on.", examples=["eu-care"]
    )
    zone: Zone = Field(
        description="The clock on their wall, as Area/City; a shift keeps its local time all year "
        "round.",
        examples=["Europe/Dublin"],
    )
    rotation: RotationPart | None = Field(
        None,
        description="How many weeks come round; left out, every week is alike.",
        examples=[{"weeks": 2, "from": "2026-01-05"}],
    )
    shifts: tuple[ShiftPart, ...] = Field(
        description="The shifts as they recur; none at all means that nobody is on, ever.",
        examples=[
            [{"name": "day", "days": "monday to friday", "hours": "09:00-17:00", "agents": ["sam"]}]
        ],
    )
    holidays: HolidaysPart | None = Field(
        None,
        description="Whose public holidays are days off: no shift begins on them.",
        examples=[{"country": "IE"}],
    )
    days_off: tuple[CalendarDay, ...] = Field(
        (), description="Other dates on which no shift begins.", examples=[["2026-12-24"]]
    )
    overrides: tuple[OverridePart, ...] = Field(
        (),
        max_length=500,
        description="Exceptions; no two may decide on one person at one time.",
        examples=[[{"replace": "jonas", "by": "ines", "days": "2026-12-28"}]],
    )

    @model_validator(mode="after")
    def _shifts_agree(self) -> "RosterFile":
        names = [shift.name for shift in self.shifts]
        weeks = self.rotation.weeks if self.rotation else 0
        for index, shift in enumerate(self.shifts):
            if shift.name in names[:index]:
                said = f"two shifts are called '{shift.name}'; rename one"
                raise Misplaced(said, ("shifts", index, "name"))
            for week in shift.weeks or ():
                if not 1 <= week <= weeks:
                    there = f"a rotation of {weeks} weeks" if weeks else "a roster without rotation"
                    said = f"shift '{shift.name}': there is no week {week} in {there}"
                    raise Misplaced(said, ("shifts", index, "weeks"))
        return self

    @model_validator(mode="after")
    def _overrides_agree(self) -> "RosterFile":
        numbered = enumerate(self.changes(), start=1)
        for (number, one), (later, other) in combinations(numbered, 2):
            if one.contradicts(other):
                raise Misplaced(
                    f"overrides {number} and {later} overlap: both decide on "
                    f"{other.agent if other.agent in (one.agent, one.by) else one.agent}; "
                    "keep one of them",
                    ("overrides", later - 1),
                )
        return self

    def changes(self) -> tuple[Override, ...]:
        """The overrides on the roster's own wall clock. Raises ValueError for a skipped day."""
        return tuple(part.override(ZoneInfo(self.zone)) for part in self.overrides)
