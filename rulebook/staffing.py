"""Who is on: by a team's roster, or, without one, the whole team while its calendar is open."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from domain.hours import LONGEST_WAIT, BusinessHours, NeverOpen
from domain.policy import StaffingView, TeamStaffing
from domain.shifts import LONGEST_ABSENCE, Roster
from rulebook.facts import Desk, Team
from rulebook.freeze import content_hash

LONGEST_VALIDITY: Final = timedelta(minutes=15)  # loads change without notice
_SECOND: Final = timedelta(seconds=1)
# How far back to look for a closing: a weekend first, or more than a whole absence.
_BACK: Final = (timedelta(days=4), LONGEST_ABSENCE + _SECOND)


class DeskStaffing:
    """The staffing that follows from the rosters and calendars of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.roster = lru_cache(maxsize=64)(self._roster)  # a roster remembers what it worked out
        self._hours = lru_cache(maxsize=256)(self._hours_from)

    def view(self, at: datetime, loads: Mapping[str, int]) -> StaffingView:
        """Every team of the desk as it is at `at` (aware); a team without a load has none.

        The view is valid until the first team's staffing changes, and for fifteen minutes at most.
        `until` is None for a team of which nobody is on or nobody ever leaves; `next_opening` is
        the one after the present shift, the present instant for a team in which nothing ever
        changes, and None where 400 days bring none. `next_shifts` leaves out who never comes, and
        `left_at` whoever was not on within the last 60 days.
        """
        now = at.astimezone(UTC)
        calendars = {name: self.hours(name, now) for name in self._calendars()}
        shifts = {name: _shift(hours, now) for name, hours in calendars.items()}
        closings = {
            name: closed_at(self.hours(name, now - LONGEST_ABSENCE), now)
            for name, hours in calendars.items()
            if not hours.is_open(now)
        }
        teams = {}
        for name, team in sorted(self._desk.teams.items()):
            if name in self._desk.rosters:
                staffing = _by_roster(team, self.roster(name, now.year), now)
            else:
                open_now, closed = team.calendar not in closings, closings.get(team.calendar)
                staffing = _by_calendar(team, shifts[team.calendar], open_now, closed)
            teams[name] = _able(team, replace(staffing, load=loads.get(name, 0)))
        changes = (one.until or one.next_opening for one in teams.values())
        later = (change for change in changes if change and change > now)
        valid_until = min((now + LONGEST_VALIDITY, *later))
        content = {
            "valid_until": valid_until,
            "teams": {name: _facts(staffing) for name, staffing in teams.items()},
        }
        return StaffingView(content_hash(content), valid_until, teams)

    def hours(self, calendar: str, now: datetime) -> BusinessHours:
        """A calendar's working time, with the holidays around `now`."""
        return self._hours(calendar, now.date())

    def _hours_from(self, calendar: str, day: date) -> BusinessHours:
        return self._desk.calendars[calendar].frozen(day).hours()

    def _roster(self, team: str, year: int) -> Roster:
        return self._desk.rosters[team].around(year)

    def _calendars(self) -> set[str]:
        teams = self._desk.teams.items()
        return {team.calendar for name, team in teams if name not in self._desk.rosters}


def people(team: Team) -> tuple[str, ...]:
    """The members of a team, by name."""
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


def closed_at(hours: BusinessHours, at: datetime) -> datetime | None:
    """When the last working time before `at` ended; None where none did in the last 60 days.

    `hours` must know the holidays of these days. Raises ValueError where `at` is open.
    """
    if hours.is_open(at):
        raise ValueError(f"{at} is open")
    now = at.astimezone(UTC)
    for since in (now - back for back in _BACK):
        worked = hours.elapsed(since, now)
        if worked:
            # A budget that ends with a working time is due then, not at the next opening.
            closing = hours.due(since, worked)
            return closing if closing >= now - LONGEST_ABSENCE else None
    return None


def opens_at(hours: BusinessHours, at: datetime) -> datetime | None:
    """The first open instant that is not before `at`; None where 400 days bring none."""
    try:
        return hours.next_opening(at)
    except NeverOpen:
        return None


def _by_roster(team: Team, roster: Roster, now: datetime) -> TeamStaffing:
    on, until = roster.on(now), roster.shift_end(now)
    coming = roster.next_on(now)
    never_changes = now if on and until is None else None
    return TeamStaffing(
        on=on,
        until=until,
        next_opening=coming[1] if coming else never_changes,
        shift_ends=_known((agent, roster.leaves(agent, now)) for agent in on),
        next_shifts=_known((agent, _comes(roster, agent, now)) for agent in people(team)),
        left_at=_known((agent, roster.left(agent, now)) for agent in people(team)),
    )


def _by_calendar(
    team: Team, shift: TeamStaffing, open_now: bool, closed: datetime | None
) -> TeamStaffing:
    """A team that is on as a whole; `shift` is what its calendar says, which last `closed` then."""
    everybody = people(team)
    stays = open_now and shift.until is None
    return replace(
        shift,
        on=everybody if open_now else (),
        shift_ends=_known((agent, shift.until) for agent in everybody),
        next_shifts=_known((agent, None if stays else shift.next_opening) for agent in everybody),
        left_at=_known((agent, closed) for agent in everybody),
    )


def _able(team: Team, staffing: TeamStaffing) -> TeamStaffing:
    """With what those who are on could take besides, and what they know."""
    there = [one for one in team.members if one.id in staffing.on]
    room = sum(one.capacity for one in there) - staffing.load if there else None
    skills = sorted({skill for one in there for skill in one.skills})
    return replace(staffing, room=room, skills=tuple(skills))


def _facts(staffing: TeamStaffing) -> dict[str, object]:
    """As `asdict` would have it, which would copy each of its instants first."""
    return {one.name: getattr(staffing, one.name) for one in fields(staffing)}


def _known(instants: Iterator[tuple[str, datetime | None]]) -> dict[str, datetime]:
    return {agent: at for agent, at in instants if at is not None}


def _comes(roster: Roster, agent: str, now: datetime) -> datetime | None:
    shift = roster.next_shift_of(agent, now)
    return shift[0] if shift else None


def _shift(hours: BusinessHours, now: datetime) -> TeamStaffing:
    """A team without its people: the end of its shift, if it is on, and the opening after that."""
    if not hours.is_open(now):
        return TeamStaffing(next_opening=opens_at(hours, now))
    until = closes_at(hours, now)
    return TeamStaffing(until=until, next_opening=opens_at(hours, until or now))
