"""Regions as a company runs them: processes, folders, keys and a Temporal namespace for each."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from cli.readiness import api_is_ready, namespaces_are_ready, workers_are_ready
from domain.access import Role
from rulebook.desk import read_desk
from runtime.access import make_key
from runtime.accounts import CALLBACK_KEY_FILE, make_callback_secret
from runtime.addresses import free_port
from runtime.audit_keys import make_audit_key
from runtime.clock import SystemClock
from runtime.installation import open_regions
from runtime.keys import make_region_key, write_secret_file
from runtime.plain_http import plain_http
from runtime.settings import ROOT, Settings, variable
from runtime.temporal_server import TemporalServer
from runtime.waiting import until
from storage.desk.api_keys import Scope
from tests.e2e.databases import settings_of
from tests.patience import COMES_AGAIN, PATIENCE

REGIONS = ("eu", "na", "apac")
PEOPLE = {
    "eu": ("eu-care", "ines"),
    "na": ("na-care", "maya"),
    "apac": ("apac-care", "haruka"),
}


@dataclass
class Apart:
    """One region's installation, and what those who use it hold."""

    region: str
    folder: Path
    desk: Path
    port: int = field(default_factory=free_port)
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where its API answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> Settings:
        """As its own people would open it."""
        return Settings.read(
            data=self.folder / "data",
            keys=self.folder / "keys",
            desk=self.desk,
            regions=(self.region,),
            **settings_of(self.folder),
        )

    async def prepare(self) -> None:
        """Make its keys: the region's own, those of its people, and one for each peer's API."""
        make_region_key(self.folder / "keys", self.region)
        make_audit_key(self.folder / "keys", self.region, {})
        make_callback_secret(self.folder / "keys", CALLBACK_KEY_FILE)
        team, agent = PEOPLE[self.region]
        scopes = {
            "channel": Scope(Role.CHANNEL),
            "agent": Scope(Role.AGENT, self.region, (team,), agent),
            "auditor": Scope(Role.AUDITOR, self.region),
            **{peer: Scope(Role.SERVICE, peers=(peer,)) for peer in REGIONS if peer != self.region},
        }
        async with open_regions(self.settings, read_desk(self.desk), {}) as regions:
            for name, scope in scopes.items():
                self.keys[name] = await make_key(regions, scope, SystemClock())

    async def ask(
        self, method: str, path: str, role: str = "agent", body: object = None, **more: str
    ) -> httpx.Response:
        """One request to this region's API, with `more` headers."""
        named = {name.replace("_", "-"): value for name, value in more.items()}
        headers = {"Authorization": f"Bearer {self.keys[role]}", **named}
        content = None if method == "GET" else body or {}
        async with plain_http(self.url, seconds=30) as client:
            return await client.request(method, path, json=content, headers=headers)

    async def eventually(self, path: str, holds: Any) -> Any:
        """What a GET of the region's agent answers once `holds` of it is true."""
        found: list[Any] = []

        async def asked() -> bool:
            answer = await self.ask("GET", path)
            if answer.status_code == 200 and holds(answer.json()):
                found.append(answer.json())
            return bool(found)

        late = f"{path} did not become what was expected at {self.region}."
        await until(asked, PATIENCE, late, every=COMES_AGAIN)
        return found[0]


@contextlib.asynccontextmanager
async def regions_apart(
    folder: Path, callback: str, residency: str | None = None
) -> AsyncIterator[Mapping[str, Apart]]:
    """Three installations that know nothing of one another but where their APIs are.

    `residency` takes the place of the sample desk's residency.yaml.
    """
    desk = desk_that_never_sleeps(folder / "desk", residency)
    world = {region: Apart(region, folder / region, desk) for region in REGIONS}
    server = TemporalServer(free_port(), folder / "temporal.sqlite", REGIONS)
    async with contextlib.AsyncExitStack() as stack:
        log = stack.enter_context((folder / "temporal.log").open("wb"))
        temporal = await asyncio.create_subprocess_exec(*server.command(), stderr=log, stdout=log)
        stack.push_async_callback(_stop, temporal)
        for home in world.values():
            await home.prepare()  # one after the other: migrations share their process
        for home in world.values():
            for peer in world.values():
                if peer is not home:
                    place = peer.folder / "keys" / f"{home.region}.service-key"
                    write_secret_file(place, home.keys[peer.region].encode())
        await until(
            partial(namespaces_are_ready, server.address, REGIONS), PATIENCE, "Temporal is late"
        )
        peers = ",".join(f"{one.region}={one.url}" for one in world.values())
        for one in world.values():
            shared = {"temporal": server.address, "callback": callback, "peers": peers}
            for part in ("api", "worker"):
                stack.push_async_callback(_stop, await _started(one, part, shared))
        for one in world.values():
            await until(partial(api_is_ready, one.url), PATIENCE, f"the API of {one.region}")
        await until(partial(workers_are_ready, server.address, REGIONS), PATIENCE, "the workers")
        yield world


def desk_that_never_sleeps(folder: Path, residency: str | None = None) -> Path:
    """The sample desk, with every team on at every hour: a test runs at any."""
    shutil.copytree(ROOT / "desk", folder)
    shutil.rmtree(folder / "rosters")
    teams = folder / "teams.yaml"
    teams.write_text(
        teams.read_text().replace("calendar: of the region", "calendar: round-the-clock")
    )
    if residency is not None:
        (folder / "residency.yaml").write_text(residency, encoding="utf-8")
    return folder


async def _started(one: Apart, part: str, shared: Mapping[str, str]) -> asyncio.subprocess.Process:
    given = {
        "data": str(one.folder / "data"),
        "keys": str(one.folder / "keys"),
        "desk": str(one.desk),
        "port": str(one.port),
        "regions": one.region,
        "embedded": "true",  # so that the sample account's callback may be on this machine
        **settings_of(one.folder),
        **shared,
    }
    variables = {variable(name): value for name, value in given.items()}
    logs = one.folder / "logs"
    logs.mkdir(exist_ok=True)
    with (logs / f"{part}.log").open("wb") as output:
        return await asyncio.create_subprocess_exec(
            *_command(one.region, part),
            cwd=ROOT,
            env={**os.environ, **variables},
            stdout=output,
            stderr=output,
        )


def _command(region: str, part: str) -> tuple[str, ...]:
    """The same door, spelled in both ways: the longer one takes longer to start, so it is rarer."""
    if region == "eu":
        return (sys.executable, "-m", "cli", part, "--region", region)
    return (sys.executable, "-m", "api" if part == "api" else "workers")


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), 20)
    except TimeoutError:
        process.kill()
        await process.wait()
