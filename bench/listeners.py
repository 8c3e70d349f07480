"""What idle listeners cost the API: memory and processor time, while nothing happens and once.

`python -m bench.listeners [--listeners N] [--seconds N]`. The desk is a whole one, as `meridian up`
starts it, with one API process for five regions. Each listener is a connection of its own that
follows `/v1/events`; then one customer writes, and it is measured when the last of them has heard.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from bench.customers import allow_open_files
from bench.report import Figure, Progress, Report, Sizes, command
from runtime.waiting import until
from tests.channels.receiver import Receiver
from tests.e2e.running import Desk, a_desk
from tests.patience import PATIENCE

KEYS = ("agent", "ops", "auditor", "privacy", "admin")  # each may follow so many streams
SIDE_BY_SIDE = 100  # connections that are begun at once


@dataclass
class Listener:
    """One connection that follows the desk."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heard: float | None = None
    following: asyncio.Task[None] | None = field(default=None)

    async def hear(self) -> None:
        """Read on until an event of a ticket has come."""
        while line := await self.reader.readline():
            if line == b"event: ticket\n" and self.heard is None:
                self.heard = time.monotonic()


async def listener(url: str, key: str) -> Listener:
    """A connection whose stream has begun."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    head = f"GET /v1/events HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer {key}\r\n\r\n"
    writer.write(head.encode())
    await writer.drain()
    while (line := await reader.readline()) != b"event: hello\n":
        if not line:
            raise ConnectionError("the stream did not begin")
    one = Listener(reader, writer)
    one.following = asyncio.create_task(one.hear())
    return one


async def begun(
    stack: AsyncExitStack, desk: Desk, count: int, progress: Progress
) -> list[Listener]:
    """So many listeners, each with its stream."""
    found: list[Listener] = []
    for first in range(0, count, SIDE_BY_SIDE):
        wanted = range(first, min(first + SIDE_BY_SIDE, count))
        keys = (desk.facts["keys"][KEYS[number % len(KEYS)]] for number in wanted)
        made = await asyncio.gather(*(listener(desk.facts["url"], key) for key in keys))
        for one in made:
            stack.callback(one.writer.close)
        found.extend(made)
        progress("listeners", len(found), count)
    return found


async def listeners(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """Memory and processor time with that many."""
    allow_open_files(sizes["listeners"])
    async with Receiver() as receiver, a_desk(folder, receiver) as desk, AsyncExitStack() as stack:
        api = psutil.Process(desk.facts["pids"]["api"])
        alone = api.memory_info().rss
        many = await begun(stack, desk, sizes["listeners"], progress)
        resident, used = api.memory_info().rss, _used(api)
        await asyncio.sleep(sizes["seconds"])
        idle = _used(api) - used
        used, wrote = _used(api), time.monotonic()
        await desk.write("Olá, onde está a minha encomenda?")
        await until(_all_heard(many), PATIENCE, "not everybody heard of it.")
        last = max(one.heard or 0.0 for one in many)
        figures = [
            Figure("listeners", len(many), at_least=sizes["listeners"]),
            Figure("memory of the API without any", alone / 2**20, "MiB"),
            Figure("memory of the API with all", resident / 2**20, "MiB"),
            Figure("memory for each", (resident - alone) / 2**10 / len(many), "KiB"),
            Figure("processor while nothing happens", 100 * idle / sizes["seconds"], "% of a core"),
            Figure("processor for one ticket that opens", _used(api) - used, "s"),
            Figure("until the last has heard of it", last - wrote, "s"),
        ]
    return [Report(f"{len(many)} listeners on one API process", figures)]


def _all_heard(many: Sequence[Listener]) -> Callable[[], Awaitable[bool]]:
    async def all_heard() -> bool:
        return all(one.heard is not None for one in many)

    return all_heard


def _used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    sys.exit(command("bench.listeners", __doc__, {"listeners": 1_000, "seconds": 60}, listeners))
