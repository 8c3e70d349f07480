"""Desks whose people are on when a test says so: real rosters, counted from the present hour."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from domain.patterns import Override, OverrideKind
from domain.shifts import EVERY_WEEK
from rulebook.facts import Desk
from rulebook.rosters import TeamRoster
from runtime.clock import SystemClock

HOUR = timedelta(hours=1)
Hours = tuple[float, float]  # from and until, counted from now


def working(desk: Desk, shifts: Mapping[str, Mapping[str, tuple[Hours, ...]]]) -> Desk:
    """The desk with these people on, by team; nobody else ever is."""
    now = SystemClock().now().astimezone(UTC).replace(microsecond=0)
    rosters = {name: _roster(name, shifts.get(name, {}), now) for name in desk.teams}
    return replace(desk, rosters=MappingProxyType(rosters))


def _roster(team: str, people: Mapping[str, tuple[Hours, ...]], now: datetime) -> TeamRoster:
    overrides = tuple(
        Override(OverrideKind.ADD, agent, now + since * HOUR, now + until * HOUR)
        for agent, spans in people.items()
        for since, until in spans
    )
    return TeamRoster(team, "UTC", (), EVERY_WEEK, overrides, (), None)


def always_on(desk: Desk) -> Desk:
    """The desk with the first member of each team on, now and for all the time of a test."""
    now_and_then: tuple[Hours, ...] = ((-48.0, 10_000.0),)
    return working(
        desk, {name: {team.members[0].id: now_and_then} for name, team in desk.teams.items()}
    )
