"""Who is on now, who is next, and the coming week."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel

from api.authentication import Asker, DoorRoute
from api.door import TheDoor
from api.fields import Instant
from api.problems import answers
from domain.shifts import Shift
from rulebook.on_duty import TeamDuty

LATEST = datetime(2100, 1, 1, tzinfo=UTC)  # public holidays are known until then

router = APIRouter(route_class=DoorRoute, tags=["desk"])


class AgentOn(BaseModel):
    """An agent who is on, with the languages that the agent speaks."""

    id: str
    languages: list[str]


class TeamNow(BaseModel):
    """Who of a team is on, until others are, or nobody; null where that never comes."""

    team: str
    region: str
    agents: list[AgentOn]
    until: datetime | None


class TeamNext(BaseModel):
    """Who of a team is on next, and from when; nobody and null where nobody ever comes."""

    team: str
    region: str
    agents: list[AgentOn]
    at: datetime | None


class ShiftShape(BaseModel):
    """One stretch in which one agent is on."""

    agent: str
    languages: list[str]
    start: datetime
    end: datetime


class GapShape(BaseModel):
    """One stretch in which nobody of a team is on."""

    start: datetime
    end: datetime


class TeamWeek(BaseModel):
    """The shifts of a team that touch the seven days from `at` on, and the gaps in these days.

    `unstaffed` are the parts of the gaps in which the team's calendar is open.
    """

    team: str
    region: str
    shifts: list[ShiftShape]
    gaps: list[GapShape]
    unstaffed: list[GapShape]


class OnDutyShape(BaseModel):
    """The teams that the key reaches, each in all three lists, by name.

    `regions` says what people call the regions of these teams.
    """

    at: datetime
    regions: dict[str, str]
    now: list[TeamNow]
    next: list[TeamNext]
    week: list[TeamWeek]


def _foreseeable(at: datetime) -> datetime:
    if at >= LATEST:
        raise ValueError("Rosters reach to the end of the year 2099.")
    return at


At = Annotated[Instant, AfterValidator(_foreseeable)]


@router.get("/v1/desk/on-duty", responses=answers())
async def read_on_duty(key: Asker, door: TheDoor, at: At | None = None) -> OnDutyShape:
    """Who is on at an instant, now where none is given; who is next; the shifts of the week."""
    instant = at or door.clock.now()
    teams = [team for team in await door.on_duty(instant) if key.reaches(team.region)]
    return _shape(instant, teams)


def _shape(at: datetime, teams: Sequence[TeamDuty]) -> OnDutyShape:
    return OnDutyShape(
        at=at,
        regions={team.region: team.region_name for team in teams},
        now=[_now(team) for team in teams],
        next=[_next(team) for team in teams],
        week=[_week(team) for team in teams],
    )


def _now(team: TeamDuty) -> TeamNow:
    agents = _agents(team, team.on)
    return TeamNow(team=team.team, region=team.region, agents=agents, until=team.until)


def _next(team: TeamDuty) -> TeamNext:
    names, at = team.next_on or ((), None)
    return TeamNext(team=team.team, region=team.region, agents=_agents(team, names), at=at)


def _week(team: TeamDuty) -> TeamWeek:
    spoken = {member.id: list(member.languages) for member in team.members}
    return TeamWeek(
        team=team.team,
        region=team.region,
        shifts=[_shift(one, spoken) for one in team.shifts],
        gaps=[GapShape(start=start, end=end) for start, end in team.gaps],
        unstaffed=[GapShape(start=start, end=end) for start, end in team.unstaffed],
    )


def _shift(shift: Shift, spoken: Mapping[str, list[str]]) -> ShiftShape:
    languages = spoken.get(shift.agent, [])
    return ShiftShape(agent=shift.agent, languages=languages, start=shift.start, end=shift.end)


def _agents(team: TeamDuty, names: Sequence[str]) -> list[AgentOn]:
    """The agents by name; a roster names only members of its team."""
    spoken = {member.id: member.languages for member in team.members}
    return [AgentOn(id=name, languages=list(spoken[name])) for name in names]
