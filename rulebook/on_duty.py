"""Who is on now, who is next, and the coming week, for every team of a desk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from domain.hours import BusinessHours
from domain.shifts import Roster, Shift
from domain.spans import Span, between
from rulebook.facts import Desk, Member, Team
from rulebook.staffing import DeskStaffing, closes_at, opens_at, people

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TeamDuty:
    """One team at an instant, and in the seven days from then on. Instants are in UTC."""

    team: str
    region: str
    members: tuple[Member, ...]
    on: tuple[str, ...]
    until: datetime | None  # when others are on, or nobody; None where that never comes
    next_on: tuple[tuple[str, ...], datetime] | None  # who is on next, and from when
    shifts: tuple[Shift, ...]
    gaps: tuple[Span, ...]  # when nobody of the team is on
    region_name: str = ""  # as people call it
    unstaffed: tuple[Span, ...] = ()  # of the gaps: when its calendar is open all the same


class DutyBook:
    """Answers for every team of a desk who is on, and who will be."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._staffing = DeskStaffing(desk)

    def at(self, at: datetime) -> tuple[TeamDuty, ...]:
        """Every team at `at` (aware), by name."""
        now = at.astimezone(UTC)
        return tuple(
            self._by_roster(team, now)
            if name in self._desk.rosters
            else self._by_calendar(team, now)
            for name, team in sorted(self._desk.teams.items())
        )

    def _by_roster(self, team: Team, now: datetime) -> TeamDuty:
        roster: Roster = self._staffing.roster(team.name, now.year)
        gaps = roster.gaps(now, now + WEEK)
        return TeamDuty(
            team=team.name,
            region=team.region,
            region_name=self._desk.regions[team.region].title,
            members=team.members,
            on=roster.on(now),
            until=roster.shift_end(now),
            next_on=roster.next_on(now),
            shifts=roster.week(now),
            gaps=gaps,
            unstaffed=tuple(self._open_of(team, gaps, now)),
        )

    def _open_of(self, team: Team, gaps: Iterable[Span], now: datetime) -> Iterator[Span]:
        hours = self._staffing.hours(team.calendar, now)
        return (opening for gap in gaps for opening in openings(hours, gap))

    def _by_calendar(self, team: Team, now: datetime) -> TeamDuty:
        """The whole team is on while its calendar is open."""
        # From a week earlier on, so that a shift under way shows when it began.
        hours, everybody = self._staffing.hours(team.calendar, now - WEEK), people(team)
        open_now = hours.is_open(now)
        until = closes_at(hours, now) if open_now else None
        after = None if open_now and until is None else opens_at(hours, until or now)
        around = openings(hours, (now - WEEK, now + 2 * WEEK))
        spans = [span for span in around if span[0] < now + WEEK and span[1] > now]
        return TeamDuty(
            team=team.name,
            region=team.region,
            region_name=self._desk.regions[team.region].title,
            members=team.members,
            on=everybody if open_now else (),
            until=until,
            next_on=None if after is None else (everybody, after),
            shifts=tuple(Shift(*span, agent) for span in spans for agent in everybody),
            gaps=tuple(between(spans, (now, now + WEEK))),
        )


def openings(hours: BusinessHours, frame: Span) -> Iterator[Span]:
    """What a calendar is open of a frame, as the first and the last instant of each time."""
    opening = opens_at(hours, frame[0])
    while opening is not None and opening < frame[1]:
        closing = min(closes_at(hours, opening) or frame[1], frame[1])
        yield opening, closing
        opening = opens_at(hours, closing)
