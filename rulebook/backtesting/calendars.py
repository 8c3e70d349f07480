"""Calendars, policies and staffing that are worked out once, for many tickets of the same days.

What is remembered is what `BusinessHours`, `freeze` and `DeskStaffing` answered: no rule is here.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from domain.arrivals import Opening
from domain.hours import BusinessHours
from domain.policy import Calendar, Policy, StaffingView, TeamStaffing
from domain.replacing import replace
from domain.vocabulary import Tier
from rulebook.facts import Desk
from rulebook.freeze import content_hash, freeze
from rulebook.staffing import LONGEST_VALIDITY, DeskStaffing

KEPT: Final = 4_096  # answers of one calendar; a ticket asks the same again and again
POLICIES_KEPT: Final = 1_024
DAYS_KEPT: Final = 500
_DAY: Final = timedelta(days=1)


class RememberedHours(BusinessHours):
    """Working time that reckons each answer only once."""

    __slots__ = ("_due", "_elapsed")

    def __init__(self, hours: BusinessHours) -> None:
        self._zone, self._week, self._days = hours._zone, hours._week, hours._days
        self._known = hours._known
        self._due = lru_cache(maxsize=KEPT)(super().due)
        self._elapsed = lru_cache(maxsize=KEPT)(super().elapsed)

    def due(self, start: datetime, budget: timedelta) -> datetime:
        """As `BusinessHours` has it."""
        return self._due(start, budget)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """As `BusinessHours` has it."""
        return self._elapsed(start, end)


@dataclass(frozen=True, slots=True)
class RememberedCalendar(Calendar):
    """A calendar whose working time is built once."""

    known: BusinessHours | None = field(default=None, compare=False, repr=False)

    def hours(self) -> BusinessHours:
        """As `Calendar` has it."""
        assert self.known is not None
        return self.known


def remembered(policy: Policy) -> Policy:
    """The same policy, with a calendar that remembers."""
    one = policy.calendar
    hours = RememberedHours(one.hours())
    return replace(
        policy, calendar=RememberedCalendar(one.name, one.zone, one.week, one.days, hours)
    )


class FrozenOnce:
    """Freezes a desk's policies: what one policy is for tickets of a day is frozen once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: dict[tuple[object, ...], Policy] = {}

    def policy(self, region: str, opening: Opening) -> Policy | None:
        """The policy that fits a ticket; None where the desk has not exactly one."""
        facts = {
            "region": region,
            "tier": str(opening.tier),
            "priority": str(opening.priority),
            "channel": opening.channel,
        }
        fitting = self._desk.policies_for(facts) if region in self._desk.regions else []
        if len(fitting) != 1:
            return None
        # All else that `freeze` looks at: the region's calendar, emergencies' own, and holidays.
        day = opening.accepted_at.astimezone(UTC).date()
        key = (fitting[0].name, region, opening.tier is Tier.EMERGENCY, day)
        if key not in self._kept:
            if len(self._kept) >= POLICIES_KEPT:
                self._kept.clear()
            self._kept[key] = remembered(self._frozen(region, opening))
        return self._kept[key]

    def _frozen(self, region: str, opening: Opening) -> Policy:
        return freeze(
            self._desk,
            region=region,
            tier=opening.tier,
            priority=opening.priority,
            channel=opening.channel,
            at=opening.accepted_at,
        )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Time in which no team's staffing changes: until the next stretch of the day, or longer."""

    start: datetime
    change: datetime | None  # when one next does; None where no team's ever does
    view: StaffingView


class StaffingOnce:
    """Who is on by a desk's rosters; each team is looked up once between two of its changes."""

    def __init__(self, desk: Desk) -> None:
        self._sources = {
            name: DeskStaffing(replace(desk, teams={name: team}))
            for name, team in sorted(desk.teams.items())
        }
        self._day = lru_cache(maxsize=DAYS_KEPT)(self._stretches)

    def view(self, at: datetime, loads: Mapping[str, int]) -> StaffingView:
        """As `DeskStaffing` has it, but for the hash: that is of the stretch, without its loads."""
        now = at.astimezone(UTC)
        stretches = self._day(now.date())
        known = stretches[bisect_right(stretches, now, key=lambda one: one.start) - 1]
        ends = now + LONGEST_VALIDITY
        valid_until = ends if known.change is None else min(ends, known.change)
        teams = {
            name: _loaded(team, loads.get(name, 0), now) for name, team in known.view.teams.items()
        }
        return StaffingView(known.view.hash, valid_until, teams)

    def _stretches(self, day: date) -> tuple[_Stretch, ...]:
        midnight = datetime.combine(day, time(), UTC)
        looks = {name: _looks(source, midnight) for name, source in self._sources.items()}
        found = []
        for start in sorted({at for ones in looks.values() for at in ones}):
            now = [ones[max(at for at in ones if at <= start)] for ones in looks.values()]
            changes = [at for one in now if (at := _next_change(one, start)) is not None]
            teams = {name: team for one in now for name, team in one.teams.items()}
            hashed = content_hash({"views": [one.hash for one in now]})
            view = StaffingView(hashed, teams=teams)
            found.append(_Stretch(start, min(changes, default=None), view))
        return tuple(found)


def _looks(source: DeskStaffing, midnight: datetime) -> dict[datetime, StaffingView]:
    """What a team's staffing is in a day, from each change on."""
    found: dict[datetime, StaffingView] = {}
    at: datetime | None = midnight
    while at is not None and at < midnight + _DAY:
        found[at] = source.view(at, {})
        at = _next_change(found[at], at)
    return found


def _next_change(view: StaffingView, now: datetime) -> datetime | None:
    changes = (team.until or team.next_opening for team in view.teams.values())
    return min((at for at in changes if at is not None and at > now), default=None)


def _loaded(team: TeamStaffing, load: int, now: datetime) -> TeamStaffing:
    """A team as it was worked out without a load, with one.

    A team in which nothing ever changes opens at whatever instant is looked at.
    """
    opening = now if team.on and team.until is None else team.next_opening
    if not load and opening == team.next_opening:
        return team
    room = None if team.room is None else team.room - load
    return replace(team, load=load, next_opening=opening, room=room)
