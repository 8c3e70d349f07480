"""Rosters as operations wrote them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from domain.patterns import Override, Rotation, ShiftPattern
from domain.shifts import EVERY_WEEK, Roster
from rulebook.public_holidays import PublicHolidays, dates_of
from rulebook.schemas.rosters import RosterFile, ShiftPart


@dataclass(frozen=True, slots=True)
class TeamRoster:
    """A team's roster as operations wrote it: its holidays are a country, not yet dates."""

    team: str
    zone: str
    patterns: tuple[ShiftPattern, ...]
    rotation: Rotation
    overrides: tuple[Override, ...]
    days_off: tuple[date, ...]
    holidays: PublicHolidays | None

    def around(self, year: int) -> Roster:
        """The roster with the holidays of the year before to two years after `year`."""
        days = list(self.days_off)
        if self.holidays is not None:
            for each in range(year - 1, year + 3):
                days += map(date.fromisoformat, dates_of(self.holidays, each))
        return Roster(ZoneInfo(self.zone), self.patterns, self.rotation, self.overrides, days)


def team_roster(file: RosterFile) -> TeamRoster:
    """What a file says, as a fact."""
    whose, rotation = file.holidays, file.rotation
    return TeamRoster(
        team=file.team,
        zone=file.zone,
        patterns=tuple(pattern for shift in file.shifts for pattern in _patterns(shift)),
        rotation=Rotation(rotation.weeks, rotation.first_day) if rotation else EVERY_WEEK,
        overrides=file.changes(),
        days_off=file.days_off,
        holidays=PublicHolidays(whose.country, whose.subdivision) if whose else None,
    )


def _patterns(part: ShiftPart) -> Iterator[ShiftPattern]:
    for start, end in part.intervals:
        yield ShiftPattern(
            name=part.name,
            agents=part.agents,
            weekdays=part.weekdays,
            start=time.fromisoformat(start),
            end=time.fromisoformat(end),
            weeks=part.weeks or (),
        )
