"""`meridian key rotate…`: new keys beside old ones, and then without these."""

import json
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from cli.key_regions import AsJson, Data, Regions, refuse, show_key, with_regions
from domain.audit import Action, Deed
from domain.vocabulary import ActorKind
from rulebook.facts import Desk
from runtime.access import make_key
from runtime.accounts import new_callback_secret
from runtime.clock import SystemClock
from runtime.keys import (
    KEY_BYTES,
    RegionKey,
    read_versions,
    region_path,
    replace_secret_file,
    write_versions,
)
from runtime.settings import Settings
from storage.desk.api_keys import OPERATIONS, ApiKey
from storage.keys.rewrapping import Rewrapped

SIGNS = "whsec_"
START_AGAIN = "start every process of the region again, wherever it runs"
COPY = "keep a copy of the file where its keys are kept"


def rotate(
    key_id: Annotated[str, typer.Argument(help="The key's id, as `list` shows it.")],
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Make a key that opens what another opens, and print it once. Both do until you revoke one."""

    async def make(regions: Regions, _: Desk) -> str:
        old = await _live_key(regions, key_id)
        return await make_key(regions, old.scope, SystemClock(), in_place_of=key_id)

    show_key(with_regions(data, make), as_json=as_json)


def rotate_secret(
    name: Annotated[str, typer.Argument(help="The secret's name, as the desk's files have it.")],
    finish: Annotated[bool, typer.Option(help="Sign with the newest alone from now on.")] = False,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Sign webhooks with a new secret too, and print it; with --finish, with the newest alone."""
    path = Settings.read(data=data.resolve()).keys_folder() / name
    if Path(name).name != name or not path.is_file():
        refuse(f"there is no secret {name} among the keys, in {path.parent}")
    standing = path.read_text().split()
    if not standing or not all(one.startswith(SIGNS) for one in standing):
        refuse(f"{name} is no secret that webhooks are signed with: these begin with {SIGNS}")
    valid = standing[:1] if finish else [new_callback_secret(), *standing]
    replace_secret_file(path, "".join(f"{one}\n" for one in valid).encode())
    _note(data, name, {"kind": "webhook", "valid": len(valid)})
    facts = {"secret": valid[0], "valid": len(valid)}
    typer.echo(json.dumps(facts) if as_json else valid[0])


def rotate_region(
    region: Annotated[str, typer.Argument(help="The region whose key gets a new version.")],
    at_once: Annotated[
        bool, typer.Option(help="Both steps: for a desk of which no process runs.")
    ] = False,
    rewrap: Annotated[
        bool, typer.Option(help="Only wrap anew what was wrapped by an older version.")
    ] = False,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Take the next step of a region key's rotation, and say what to do next.

    The first puts a version into the key's file that opens, and encrypts nothing yet. The second,
    once every process has read it, has it encrypt, and wraps all customers' keys anew. What was
    broken off goes on where it was.
    """
    path = _path(data, region)
    key = read_versions(region, path.read_text(), str(path))
    steps = []
    if rewrap or key.standby is None:
        gone_on = _rewrapped(data, region)
        if rewrap or gone_on.anew:
            _tell([_counted(gone_on)], as_json=as_json)
            return
        key = replace(key, standby=secrets.token_bytes(KEY_BYTES))
        replace_secret_file(path, write_versions(key))
        _note(data, region, {"kind": "region", "versions": len(key.versions), "step": "stands by"})
        steps.append(f"a new version of the key of {region} stands by in {path}")
        if not at_once:
            _tell([*steps, COPY, f"{START_AGAIN}; then ask the same again"], as_json=as_json)
            return
    _tell([*steps, *_second_step(data, region, path, key)], as_json=as_json)


def _second_step(data: Path, region: str, path: Path, key: RegionKey) -> list[str]:
    assert key.standby is not None, "this is what the first step leaves"
    key = replace(key, newer=(*key.newer, key.standby), standby=None)
    replace_secret_file(path, write_versions(key))
    done = _rewrapped(data, region)
    facts = {"kind": "region", "versions": len(key.versions), "step": "encrypts"}
    _note(data, region, {**facts, "customer_keys": done.keys, "anew": done.anew})
    return [
        f"the new version of the key of {region} encrypts from now on",
        _counted(done),
        COPY,
        f"{START_AGAIN}, and then `meridian key rotate-region {region} --rewrap` for what they "
        "wrapped until then",
    ]


async def _live_key(regions: Regions, key_id: str) -> ApiKey:
    for region in regions.values():
        for key in await region.api_keys.list():
            if key.id == key_id and key.revoked_at is None:
                return key
    refuse(f"there is no key {key_id} that opens anything; `meridian key list` shows all")


def _path(data: Path, region: str) -> Path:
    path = region_path(Settings.read(data=data.resolve()).keys_folder(), region)
    if not path.is_file():
        refuse(
            f"there is no key at {path}; where the environment has the key, add the new version "
            "there behind a comma, with `standby:` before it until every process was started "
            "again, and ask the same with the file in its place for the second step"
        )
    return path


def _rewrapped(data: Path, region: str) -> Rewrapped:
    async def rewrap(regions: Regions, _: Desk) -> Rewrapped:
        return await regions[region].rewrapping.run()

    return with_regions(data, rewrap)


def _note(data: Path, name: str, facts: dict[str, object]) -> None:
    """Put it on the trail of the region of that name, or of every region."""

    async def add(regions: Regions, _: Desk) -> None:
        now = SystemClock().now()
        deed = Deed(now, Action.KEY_ROTATED, OPERATIONS, ActorKind.SYSTEM, name, facts=facts)
        for region in [regions[name]] if name in regions else regions.values():
            await region.stores.audit.add(deed)

    with_regions(data, add)


def _counted(done: Rewrapped) -> str:
    return f"{done.anew} of {done.keys} customers' keys were wrapped anew"


def _tell(sentences: list[str], *, as_json: bool) -> None:
    typer.echo(json.dumps({"told": sentences}) if as_json else "\n".join(sentences))
