"""Who is on. Until rosters come, a team is on as a whole while its calendar is open."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from domain.hours import LONGEST_WAIT, BusinessHours, NeverOpen
from domain.policy import StaffingView, TeamStaffing
from rulebook.facts import Desk, Team
from rulebook.freeze import content_hash

LONGEST_VALIDITY: Final = timedelta(minutes=15)  # loads change without notice
_SECOND: Final = timedelta(seconds=1)


class CalendarStaffing:
    """The staffing that follows from the calendars of a desk; keeps nothing between views."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def view(self, at: datetime, loads: Mapping[str, int]) -> StaffingView:
        """Every team of the desk as it is at `at` (aware); a team without a load has none.

        The view is valid until the first team comes or goes, and for fifteen minutes at most.
        `until` is None for a team that never closes; `next_opening` is the one after the present
        shift, the present instant for a team that never closes, and None where 400 days bring none.
        """
        now = at.astimezone(UTC)
        calendars = {name: self._hours(name, now) for name in self._calendars()}
        shifts = {name: _shift(hours, now) for name, hours in calendars.items()}
        teams = {
            name: replace(
                shifts[team.calendar],
                on=_people(team) if calendars[team.calendar].is_open(now) else (),
                load=loads.get(name, 0),
            )
            for name, team in sorted(self._desk.teams.items())
        }
        changes = (shift.until or shift.next_opening for shift in shifts.values())
        later = (change for change in changes if change and change > now)
        valid_until = min((now + LONGEST_VALIDITY, *later))
        content = {
            "valid_until": valid_until,
            "teams": {name: asdict(staffing) for name, staffing in teams.items()},
        }
        return StaffingView(content_hash(content), valid_until, teams)

    def _calendars(self) -> set[str]:
        return {team.calendar for team in self._desk.teams.values()}

    def _hours(self, calendar: str, now: datetime) -> BusinessHours:
        return self._desk.calendars[calendar].frozen(now.date()).hours()


def _people(team: Team) -> tuple[str, ...]:
    return tuple(sorted(member.id for member in team.members))


def closes_at(hours: BusinessHours, at: datetime) -> datetime | None:
    """The end of the working time that is open at `at`; None where it lasts for 400 days.

    Raises ValueError where `at` is not open.
    """
    if not hours.is_open(at):
        raise ValueError(f"{at} is not open")
    start = at.astimezone(UTC).replace(microsecond=0)
    # Open without a break, as long as all time that passes is working time.
    open_for, not_open_for = _SECOND, timedelta(days=1)
    while hours.elapsed(start, start + not_open_for) == not_open_for:
        if not_open_for >= LONGEST_WAIT:
            return None
        open_for, not_open_for = not_open_for, min(not_open_for * 8, LONGEST_WAIT)
    while not_open_for - open_for > _SECOND:
        middle = open_for + (not_open_for - open_for) // _SECOND // 2 * _SECOND
        if hours.elapsed(start, start + middle) == middle:
            open_for = middle
        else:
            not_open_for = middle
    return start + open_for


def _shift(hours: BusinessHours, now: datetime) -> TeamStaffing:
    """A team without its people: the end of its shift, if it is on, and the opening after that."""
    if not hours.is_open(now):
        return TeamStaffing(next_opening=_opening(hours, now))
    until = closes_at(hours, now)
    return TeamStaffing(until=until, next_opening=_opening(hours, until or now))


def _opening(hours: BusinessHours, at: datetime) -> datetime | None:
    try:
        return hours.next_opening(at)
    except NeverOpen:
        return None
