"""An installation of several processes on one data folder, each started and stopped by itself."""

import asyncio
import contextlib
import itertools
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from cli.readiness import api_is_ready, namespaces_are_ready
from rulebook.desk import read_desk
from runtime.accounts import CALLBACK_KEY_FILE, make_callback_secret
from runtime.addresses import free_port
from runtime.audit_keys import make_audit_key
from runtime.clock import SystemClock
from runtime.embedded_keys import embedded_keys
from runtime.installation import open_regions
from runtime.keys import make_region_key
from runtime.settings import ROOT, Settings, variable
from runtime.temporal_server import TemporalServer
from runtime.waiting import until
from tests.architecture.tree import packages
from tests.e2e.databases import settings_of
from tests.patience import PATIENCE

REGION = "eu"


@dataclass
class Running:
    """One process: where it logs, and where its API answers if it is one."""

    process: asyncio.subprocess.Process
    log: Path
    port: int = 0

    def says(self, words: str) -> bool:
        """Whether its log has the words."""
        return words in self.log.read_text()

    async def has_said(self, words: str) -> None:
        """Wait until its log has the words. Raises AssertionError where it ends before."""

        async def said() -> bool:
            assert self.process.returncode is None or self.says(words), self.log.read_text()
            return self.says(words)

        await until(said, PATIENCE, f"{self.log} does not say {words}")

    async def ended(self) -> int:
        """Its exit code, once it has ended by itself."""
        return await asyncio.wait_for(self.process.wait(), PATIENCE.total_seconds())

    async def stop(self) -> int:
        """Ask it to end, as whoever rolls a new release out does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()


@dataclass
class Installation:
    """One region's processes: Temporal, and those that a test starts."""

    folder: Path
    temporal: str
    callback: str
    keys: Mapping[str, str]
    processes: dict[str, Running] = field(default_factory=dict)
    logs: Iterator[int] = field(default_factory=itertools.count)

    async def api(self, name: str, tree: Path) -> Running:
        """Start an API, on the port that an earlier one of that name had."""
        port = self.processes[name].port if name in self.processes else free_port()
        started = await self._start(name, "api", tree, port=str(port))
        started.port = port
        await until(partial(api_is_ready, f"http://127.0.0.1:{port}"), PATIENCE, f"{name} is late")
        return started

    async def worker(self, name: str, tree: Path, **settings: str) -> Running:
        """Start a worker; it works and is current, or has ended, when its log says so."""
        return await self._start(name, "workers", tree, **settings)

    async def _start(self, name: str, part: str, tree: Path, **settings: str) -> Running:
        given = {
            "data": str(self.folder / "data"),
            "keys": str(self.folder / "keys"),
            "desk": str(tree / "desk"),
            "regions": REGION,
            "temporal": self.temporal,
            "embedded": "true",
            "callback": self.callback,
        }
        places = settings_of(self.folder)
        told = {**given, **places, **settings}
        variables = {variable(key): value for key, value in told.items()}
        log = self.folder / f"{next(self.logs)}-{name}.log"
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", part, cwd=tree, stderr=output,
                env={**os.environ, **variables, "PYTHONPATH": str(tree)},
            )  # fmt: skip
        self.processes[name] = Running(process, log)
        return self.processes[name]

    def either_door(self, *names: str) -> httpx.AsyncClient:
        """A client whose requests go to these APIs in turn; a load balancer that knows nothing."""
        ports = [self.processes[name].port for name in names]
        return httpx.AsyncClient(transport=_InTurn(ports), base_url="http://127.0.0.1", timeout=30)


class _InTurn(httpx.AsyncBaseTransport):
    """Each request goes to the next port."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = itertools.cycle(ports)
        self._network = httpx.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it there."""
        request.url = request.url.copy_with(port=next(self._ports))
        return await self._network.handle_async_request(request)

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._network.aclose()


@contextlib.asynccontextmanager
async def an_installation(folder: Path, callback: str) -> AsyncIterator[Installation]:
    """The region's keys, databases and Temporal; all that a test starts is ended with it."""
    make_region_key(folder / "keys", REGION)
    make_audit_key(folder / "keys", REGION, {})
    make_callback_secret(folder / "keys", CALLBACK_KEY_FILE)
    places = settings_of(folder)
    settings = Settings(data=folder / "data", keys=folder / "keys", regions=(REGION,), **places)
    async with open_regions(settings, read_desk(ROOT / "desk"), {}) as regions:
        keys = await embedded_keys(folder / "data" / "keys.json", regions, SystemClock())
    server = TemporalServer(free_port(), folder / "data" / "temporal.sqlite", (REGION,))
    temporal = await asyncio.create_subprocess_exec(
        *server.command(), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    installation = Installation(folder, server.address, callback, keys)
    try:
        ready = partial(namespaces_are_ready, server.address, (REGION,))
        await until(ready, PATIENCE, "Temporal does not answer")
        yield installation
    finally:
        for process in (*(one.process for one in installation.processes.values()), temporal):
            if process.returncode is None:
                process.kill()
                await process.wait()


def a_release(folder: Path, *changes: Callable[[Path], object], of: Path = ROOT) -> Path:
    """The program in a folder of its own, with changes to its files."""
    for package in (*packages(ROOT), "desk"):
        # With its bytecode: it starts sooner. What is being written beside us vanishes.
        unfinished = shutil.ignore_patterns("*.pyc.*")
        shutil.copytree(of / package, folder / package, ignore=unfinished)
    for change in changes:
        change(folder)
    return folder


def replacing(file: str, old: str, new: str) -> Callable[[Path], None]:
    """A change to one file."""

    def change(folder: Path) -> None:
        before = (folder / file).read_text()
        assert before.count(old) == 1, f"{file} has not one {old}"
        (folder / file).write_text(before.replace(old, new))

    return change
