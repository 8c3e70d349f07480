"""Who one is to the desk, and what one has set for oneself."""

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict

from api.authentication import Asker, DoorRoute
from api.door import Door, TheDoor
from api.problems import answers
from domain.access import ApiKey, Role
from domain.live import OwnSettings
from domain.reach import may_see_of
from rulebook.facts import Desk, Team

router = APIRouter(route_class=DoorRoute, tags=["live"])
LARGEST: Final = 16_384  # bytes


class RegionOfMine(BaseModel):
    """A region in the key's scope; its zone is that of its calendar. `here`: this API serves it."""

    id: str
    title: str
    zone: str
    here: bool


class TeamOfMine(BaseModel):
    """A team in the key's scope; it reads its tickets in the first of its languages."""

    id: str
    region: str
    languages: list[str]


class MeShape(BaseModel):
    """Whoever asks, as the desk knows them. `languages`: an agent's own, the first one first.

    `settings` are what was put there last, as it was put.
    """

    key_id: str
    role: Role
    agent: str | None
    regions: list[RegionOfMine]
    teams: list[TeamOfMine]
    languages: list[str]
    settings: dict[str, Any]


def _small(settings: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(settings, ensure_ascii=False).encode()) > LARGEST:
        raise ValueError(f"Settings have at most {LARGEST} bytes as JSON.")
    return settings


class SettingsBody(BaseModel):
    """All of one's settings; what they mean is the client's affair."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    settings: Annotated[dict[str, Any], AfterValidator(_small)]


@router.get("/v1/me", responses=answers())
async def read_me(key: Asker, door: TheDoor) -> MeShape:
    """Who one is: role, regions, teams, languages, and one's own settings."""
    return _shape(door, key, await _kept(door, key).read(key.actor_id))


@router.put("/v1/me/settings", responses=answers())
async def put_settings(body: SettingsBody, key: Asker, door: TheDoor) -> MeShape:
    """Set anew all that one has set for oneself."""
    await _kept(door, key).write(key.actor_id, body.settings, door.clock.now())
    return _shape(door, key, body.settings)


def _kept(door: Door, key: ApiKey) -> OwnSettings:
    """Where they are kept: in the key's own region, else in the first that is served here."""
    own = door.regions.get(key.region or "") or door.regions[min(door.regions)]
    return own.live.settings


def _shape(door: Door, key: ApiKey, settings: Mapping[str, Any]) -> MeShape:
    desk = door.desk(min(door.regions))
    teams = [one for _, one in sorted(desk.teams.items()) if _is_mine(key, one)]
    return MeShape(
        key_id=key.id,
        role=key.role,
        agent=key.agent,
        regions=[_region(door, desk, one) for one in sorted(desk.regions) if may_see_of(key, one)],
        teams=[
            TeamOfMine(id=one.name, region=one.region, languages=list(one.languages))
            for one in teams
        ],
        languages=_languages(key, teams),
        settings=dict(settings),
    )


def _is_mine(key: ApiKey, team: Team) -> bool:
    if key.teams is not None:
        return team.name in key.teams
    return key.reaches(team.region)


def _region(door: Door, desk: Desk, name: str) -> RegionOfMine:
    region = desk.regions[name]
    zone = desk.calendars[region.calendar].zone
    return RegionOfMine(id=name, title=region.title, zone=zone, here=name in door.regions)


def _languages(key: ApiKey, teams: Iterable[Team]) -> list[str]:
    """The agent's own in every team, without repeats."""
    members = (one for team in teams for one in team.members if one.id == key.agent)
    return list(dict.fromkeys(language for one in members for language in one.languages))
