"""What idle listeners cost the API: memory and processor time, while nothing happens and once.

`python -m bench.listeners [--listeners N] [--seconds N]`. The desk is a whole one, as `meridian up`
starts it, with one API process for five regions. Each listener is a connection of its own that
follows `/v1/events` of all regions, under an agent's key; then one customer writes, and it is
measured when the last of them has heard of it and what that takes.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psutil

from api.live.listeners import MOST
from bench.customers import allow_open_files
from bench.report import Figure, Progress, Report, Sizes, command
from runtime.settings import ROOT, variable
from runtime.waiting import until
from tests.channels.receiver import Receiver
from tests.e2e.running import Desk, a_desk
from tests.patience import PATIENCE

MAKE_KEY: Final = ("-m", "cli", "key", "create", "--role", "agent", "--json")
SIDE_BY_SIDE: Final = 100  # connections that are begun at once
MINUTE: Final = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Costs:
    """What so many listeners took: bytes that are resident, seconds of a processor, seconds."""

    listeners: int
    one_resident: int  # with a single listener, for whom the regions are looked at as for all
    all_resident: int
    one_a_minute: float
    all_a_minute: float
    told: float  # of a processor, until the last has heard of one ticket
    late: float  # until then


@dataclass
class Listener:
    """One connection that follows the desk."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heard: float | None = None
    reading: asyncio.Task[None] | None = field(default=None)

    async def read_on(self) -> None:
        """Note when an event of a ticket comes."""
        while line := await self.reader.readline():
            if line == b"event: ticket\n" and self.heard is None:
                self.heard = time.monotonic()

    def close(self) -> None:
        """Listen no more."""
        self.writer.close()
        if self.reading is not None:
            self.reading.cancel()


async def listener(url: str, key: str) -> Listener:
    """A connection whose stream has begun."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    head = f"GET /v1/events HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer {key}\r\n\r\n"
    writer.write(head.encode())
    while (line := await reader.readline()) != b"event: hello\n":
        if not line:
            raise ConnectionError("the stream did not begin")
    one = Listener(reader, writer)
    one.reading = asyncio.create_task(one.read_on())
    return one


async def keys_for(count: int, desk: Desk) -> list[str]:
    """Keys of agents, enough for so many streams."""
    environment = {**os.environ, variable("keys"): str(desk.data.parent / "keys")}
    made = []
    for _ in range(0, count, MOST):
        making = await asyncio.create_subprocess_exec(
            sys.executable, *MAKE_KEY, "--data", str(desk.data),
            cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        written, _ = await making.communicate()
        made.append(str(json.loads(written)["key"]))
    return made


@asynccontextmanager
async def listening(
    url: str, keys: Sequence[str], count: int, progress: Progress
) -> AsyncGenerator[list[Listener], None]:
    """So many listeners, as long as the context lasts."""
    found: list[Listener] = []
    try:
        for first in range(0, count, SIDE_BY_SIDE):
            some = range(first, min(first + SIDE_BY_SIDE, count))
            beginning = (listener(url, keys[number % len(keys)]) for number in some)
            found.extend(await asyncio.gather(*beginning))
            progress("listeners", len(found), count)
        yield found
    finally:
        for one in found:
            one.close()


async def measured(desk: Desk, count: int, seconds: float, progress: Progress) -> Costs:
    """What so many listeners cost on a desk on which nothing happens."""
    api = psutil.Process(desk.facts["pids"]["api"])
    url, keys = desk.facts["url"], await keys_for(count, desk)
    async with listening(url, keys, 1, progress) as only:
        await _told(desk, only)  # what is loaded for the first of all is not for each
        one_a_minute = await _a_minute(api, seconds)
        one_resident = api.memory_info().rss
    async with listening(url, keys, count, progress) as many:
        all_a_minute = await _a_minute(api, seconds)
        all_resident = api.memory_info().rss
        used = _used(api)
        late = await _told(desk, many)
        told = _used(api) - used
    return Costs(count, one_resident, all_resident, one_a_minute, all_a_minute, told, late)


def report(costs: Costs, least: int) -> Report:
    """The costs, with what they may be at most."""
    each = (costs.all_resident - costs.one_resident) / costs.listeners
    figures = [
        Figure("listeners", costs.listeners, at_least=least),
        Figure("memory of the API with one", costs.one_resident / 2**20, "MiB"),
        Figure("memory of the API with all", costs.all_resident / 2**20, "MiB"),
        Figure("memory for each", each / 2**10, "KiB", at_most=150),
        Figure("processor with one, while nothing happens", costs.one_a_minute, "s/min"),
        Figure("processor with all, while nothing happens", costs.all_a_minute, "s/min", None, 15),
        Figure("processor for one ticket that opens", costs.told, "s"),
        Figure("until the last has heard of it", costs.late, "s", at_most=5),
    ]
    return Report(f"{costs.listeners} idle listeners on one API process", figures)


async def listeners(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """Memory and processor time with that many."""
    count = sizes["listeners"]
    allow_open_files(count)
    async with Receiver() as receiver, a_desk(folder, receiver) as desk:
        costs = await measured(desk, count, sizes["seconds"], progress)
    return [report(costs, count)]


async def _told(desk: Desk, many: Sequence[Listener]) -> float:
    """How many seconds pass from a customer's message until the last has heard of its ticket."""
    for one in many:
        one.heard = None
    wrote = time.monotonic()

    async def all_heard() -> bool:
        return all(one.heard is not None for one in many)

    await desk.write("Olá, onde está a minha encomenda?", sender=f"customer-{wrote}")
    await until(all_heard, PATIENCE, "not everybody heard of it.")
    return max(one.heard or 0.0 for one in many) - wrote


async def _a_minute(process: psutil.Process, seconds: float) -> float:
    used = _used(process)
    await asyncio.sleep(seconds)
    return (_used(process) - used) * MINUTE / seconds


def _used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    sys.exit(command("bench.listeners", __doc__, {"listeners": 2_000, "seconds": 60}, listeners))
