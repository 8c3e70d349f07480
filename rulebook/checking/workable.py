"""The part of a desk that can be put to work, though other parts of it may be wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rulebook.desk import desk_of
from rulebook.facts import Desk
from rulebook.reading.sources import Sources
from rulebook.schemas.regions import RegionPart, RegionsFile
from rulebook.schemas.teams import TeamPart, TeamsFile
from rulebook.schemas.values import OF_THE_REGION


@dataclass(frozen=True, slots=True)
class Workable:
    """Regions, calendars and teams of which everything is known, and who gets which tickets."""

    desk: Desk
    takers: dict[str, tuple[str, ...]]  # region -> the teams that its rules name, all workable


def workable(sources: Sources) -> Workable:
    """What of the files can be reckoned with."""
    calendars = [file for file in sources.calendars if file.is_whole()]
    names = {file.says.calendar for file in calendars}
    regions = {
        name: part
        for name, part in sources.regions.says.regions.items()
        if sources.regions.is_whole("regions", name) and part.calendar in names
    }
    teams = {
        name: part
        for name, part in sources.teams.says.teams.items()
        if sources.teams.is_whole("teams", name)
        and part.region in regions
        and part.calendar in {*names, OF_THE_REGION}
        and _has_clear_roster(sources, name, part)
    }
    default = sources.regions.says.default
    narrowed = replace(
        sources,
        calendars=calendars,
        rosters=[file for file in sources.rosters if file.says.team in teams],
        regions=replace(
            sources.regions, says=RegionsFile.model_construct(default=default, regions=regions)
        ),
        teams=replace(sources.teams, says=TeamsFile.model_construct(teams=teams)),
    )
    return Workable(desk_of(narrowed), dict(_takers(sources, regions, teams)))


def _has_clear_roster(sources: Sources, name: str, team: TeamPart) -> bool:
    files = [file for file in sources.rosters if file.says.team == name]
    members = {member.id for member in team.members}
    agents = {agent for file in files for shift in file.says.shifts for agent in shift.agents}
    agents |= {agent for file in files for one in file.says.overrides for agent in one.names}
    is_read = name not in sources.unread["rosters"] and all(file.is_whole() for file in files)
    return is_read and len(files) <= 1 and agents <= members


def _takers(
    sources: Sources, regions: dict[str, RegionPart], teams: dict[str, TeamPart]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not sources.routing.is_whole("rules"):
        return
    for region in regions:
        rules = [
            rule
            for rule in sources.routing.says.rules
            if rule.when.region is None or region in rule.when.region
        ]
        named = tuple(dict.fromkeys(team for rule in rules for team in rule.teams))
        if named and all(team in teams for team in named):
            yield region, named
