"""`meridian key create|revoke|list|…`: who may use the API, and how far their keys reach."""

import json
from pathlib import Path
from typing import Annotated

import typer

from cli import key_rotation
from cli.key_regions import AsJson, Data, Regions, refuse, show_key, with_regions
from domain.access import Role
from domain.stores import Missing
from rulebook.facts import Desk
from runtime.access import make_key
from runtime.clock import SystemClock
from runtime.installation import ServedRegion
from storage.desk.api_keys import ApiKey, Scope

app = typer.Typer(help="API keys.", no_args_is_help=True)


@app.command()
def create(
    role: Annotated[Role, typer.Option(help="What the key may be used for.")],
    region: Annotated[str | None, typer.Option(help="The only region; default: any.")] = None,
    team: Annotated[list[str] | None, typer.Option(help="The only team; again for more.")] = None,
    agent: Annotated[str | None, typer.Option(help="The agent who acts with it.")] = None,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Make a key and print it. It is shown this once: only its hash is kept."""

    if role is Role.SERVICE:
        refuse("another region's API asks with a key from `meridian key service --peer REGION`")

    async def make(regions: Regions, desk: Desk) -> None:
        _check(desk, regions, region, team or [], agent)
        scope = Scope(role, region, tuple(team) if team else None, agent)
        key = await make_key(regions, scope, SystemClock())
        show_key(key, as_json=as_json)

    with_regions(data, make)


@app.command()
def service(
    peer: Annotated[
        list[str], typer.Option(help="The region whose API may ask with it; again for more.")
    ],
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Make a key with which another region's API asks on behalf of its own people; print it once.

    Give it to that region, which keeps it beside its region keys as `<this region>.service-key`.
    """

    async def make(regions: Regions, desk: Desk) -> None:
        _check_peers(desk, regions, peer)
        key = await make_key(regions, Scope(Role.SERVICE, peers=tuple(peer)), SystemClock())
        show_key(key, as_json=as_json)

    with_regions(data, make)


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="The key's id, as `list` shows it.")],
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Let a key open nothing any more."""

    async def end(regions: Regions, _: Desk) -> None:
        ended = [await _revoked(one, key_id) for one in regions.values()]
        if not any(ended):
            refuse(f"there is no key {key_id}; `meridian key list` shows all")
        facts = {"id": key_id, "revoked": True}
        typer.echo(json.dumps(facts) if as_json else f"{key_id} is revoked")

    with_regions(data, end)


@app.command(name="list")
def show(data: Data = Path(".meridian"), as_json: AsJson = False) -> None:
    """All keys, without their secrets."""

    async def ask(regions: Regions, _: Desk) -> None:
        known = {key.id: key for one in regions.values() for key in await one.api_keys.list()}
        facts = [_facts(key) for key in sorted(known.values(), key=lambda key: key.made_at)]
        if as_json:
            typer.echo(json.dumps(facts))
        for fact in () if as_json else facts:
            typer.echo("  ".join(f"{name} {value}" for name, value in fact.items() if value))

    with_regions(data, ask)


def _check(
    desk: Desk, regions: Regions, region: str | None, teams: list[str], agent: str | None
) -> None:
    members = {member.id for team in desk.teams.values() for member in team.members}
    if region is not None and region not in regions:
        refuse(f"there is no region {region} here: write one of {', '.join(regions)}")
    for team in teams:
        if team not in desk.teams:
            refuse(f"there is no team {team}: write one of {', '.join(desk.teams)}")
    if agent is not None and agent not in members:
        refuse(f"{agent} is in no team of teams.yaml; add them there first")


def _check_peers(desk: Desk, regions: Regions, peers: list[str]) -> None:
    others = [region for region in desk.regions if region not in regions]
    for peer in peers:
        if peer not in others:
            known = ", ".join(others) or "none, for all are served here"
            refuse(f"{peer} is no other region: write one of {known}")


async def _revoked(region: ServedRegion, key_id: str) -> bool:
    try:
        await region.api_keys.revoke(key_id, SystemClock().now())
    except Missing:
        return False
    return True


def _facts(key: ApiKey) -> dict[str, str | None]:
    scope = key.scope
    return {
        "id": key.id,
        "role": scope.role.value,
        "region": scope.region or "any",
        "teams": ",".join(scope.teams) if scope.teams else None,
        "agent": scope.agent_id,
        "peers": ",".join(scope.peers) or None,
        "made": key.made_at.isoformat(timespec="seconds"),
        "used": key.used_at.isoformat(timespec="seconds") if key.used_at else None,
        "revoked": key.revoked_at.isoformat(timespec="seconds") if key.revoked_at else None,
    }


app.command()(key_rotation.rotate)
app.command()(key_rotation.rotate_secret)
app.command()(key_rotation.rotate_region)
