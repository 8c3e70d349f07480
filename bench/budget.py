"""What a ticket costs: its history's events, and the processor time of Temporal's own server.

`python -m bench.budget [--lives N]`. Lives are counted twice: with an engine and a channel that
answer at once, and with a slow one, so that no two results come home together. The server's time is
that of more lives, of which nothing is asked meanwhile; what it uses at rest is taken off.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil
from temporalio.api.enums.v1 import EventType

from bench.living import CUSTOMER, WINDOW, LivingDesk, a_living_desk, region_client
from bench.parts import processor_time, server_in, serving
from bench.report import Figure, Progress, Report, Sizes, command
from domain import commands
from domain.ports import Outbound, Receipt
from language.detection import Detector
from rulebook.desk import read_desk
from runtime.settings import ROOT
from tests.fakes.channel import FakeChannel
from tests.workflows.desk import ANA, LiveDesk
from tests.workflows.live import a_live_desk
from tests.workflows.shifts import always_on

UNTIL_RATED, UNTIL_CLOSED = 80, 100  # design §3, Cost
AT_REST = 2  # seconds
SLOW = 0.4  # seconds: longer than everything that the desk does by itself
ENDING = timedelta(seconds=90)


class SlowChannel(FakeChannel):
    """A provider that takes its time."""

    async def send(self, message: Outbound) -> Receipt:
        """Take the message after a while."""
        await asyncio.sleep(SLOW)
        return await super().send(message)


@dataclass(frozen=True, slots=True)
class Life:
    """How many events of which kind there were until the ticket was rated, and until it closed."""

    rated: Counter[str]
    closed: Counter[str]


@dataclass(slots=True)
class Lives:
    """Several lives of one sort."""

    name: str
    all: list[Life] = field(default_factory=list)

    @property
    def rated(self) -> list[int]:
        """Events of each until it was rated, the fewest first."""
        return sorted(life.rated.total() for life in self.all)

    @property
    def closed(self) -> list[int]:
        """Events of each until it was closed, the fewest first."""
        return sorted(life.closed.total() for life in self.all)


async def lived(desk: LiveDesk) -> Life:
    """One under the policy as it is, until rated; one that closes at once, until closed.

    A window of seconds would cost the first a timer that no ordinary ticket starts.
    """
    rated = await events(desk, await _until_rated(desk))
    closing = desk.under(reopen_within=WINDOW)
    ticket = await _until_rated(closing)
    async with asyncio.timeout(ENDING.total_seconds()):
        await closing.handle(ticket).result()
    return Life(rated, await events(closing, ticket))


async def _until_rated(desk: LiveDesk) -> str:
    """Received, routed, acknowledged, claimed, answered, delivered, solved, rated."""
    ticket = await desk.opens_ticket()
    await desk.asks(ticket, commands.Claim(by=ANA))
    await desk.rests(ticket)
    await desk.replies(ticket)
    await desk.rests(ticket)
    await desk.asks(ticket, commands.Solve(by=ANA))
    await desk.asks(ticket, commands.Rate(by=CUSTOMER, score=5))
    return ticket


async def events(desk: LiveDesk, ticket: str) -> Counter[str]:
    """The events of the ticket's history, by kind."""
    history = await desk.handle(ticket).fetch_history()
    names = (EventType.Name(event.event_type) for event in history.events)
    return Counter(name.removeprefix("EVENT_TYPE_").lower() for name in names)


async def measured(folder: Path, lives: int) -> list[Lives]:
    """Prompt lives, then slow ones; those of a sort side by side."""
    server = server_in(folder)
    sample, detector = always_on(read_desk(ROOT / "desk")), Detector()
    found = [Lives("all answer at once"), Lives("channel takes 0.4 s")]
    async with serving(server):
        client = await region_client(server.address)
        for sort, channel in zip(found, (FakeChannel(), SlowChannel()), strict=True):
            place = folder / sort.name
            async with a_live_desk(client, sample, detector, place, channel) as desk:
                sort.all += await asyncio.gather(*(lived(desk) for _ in range(lives)))
    return found


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the server's processor time: for a life, and for a second at rest."""

    server: float
    at_rest: float


async def cost_of(desk: LivingDesk, server: psutil.Process, lives: int) -> Cost:
    """What lives cost the server, in order; the desk's worker asks for work all the while."""
    began, used = perf_counter(), processor_time(server)
    await asyncio.sleep(AT_REST)
    at_rest = (processor_time(server) - used) / (perf_counter() - began)
    began, used = perf_counter(), processor_time(server)
    for _ in range(lives):
        await desk.closed(await desk.rated())
    needless = at_rest * (perf_counter() - began)
    return Cost((processor_time(server) - used - needless) / lives, at_rest)


async def cost(folder: Path, lives: int) -> Cost:
    """The same, on a server and a desk of their own."""
    server = server_in(folder)
    async with serving(server) as process:
        client = await region_client(server.address)
        async with a_living_desk(client, folder / "desk") as desk:
            await desk.closed(await desk.rated())  # whatever is done once is done
            return await cost_of(desk, process, lives)


def report(found: Sequence[Lives], cost: Cost) -> Report:
    """Fewest, median and most events, beside what the design allows; the server's time."""
    figures = []
    for sort in found:
        for until, counts, most in (
            ("rated", sort.rated, UNTIL_RATED),
            ("closed", sort.closed, UNTIL_CLOSED),
        ):
            what = f"events until {until}, {sort.name}"
            figures.append(Figure(f"{what}: median", median(counts)))
            figures.append(Figure(f"{what}: most", counts[-1], at_most=most))
    figures.append(Figure("server's processor time for a life", 1000 * cost.server, "ms"))
    figures.append(Figure("the same for a second at rest", 1000 * cost.at_rest, "ms"))
    return Report(f"{len(found[0].all)} ordinary lives of each sort", figures)


def dearest(found: Sequence[Lives]) -> Report:
    """The life with the most events, by their kinds."""
    life = max((life for sort in found for life in sort.all), key=lambda one: one.closed.total())
    kinds = life.closed.most_common()
    return Report("events of the dearest life", [Figure(kind, count) for kind, count in kinds])


async def budget(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """The figures of that many lives of each sort."""
    progress("events counted, then processor time", 0, 2)
    found = await measured(folder / "events", sizes["lives"])
    progress("events counted, then processor time", 1, 2)
    return [report(found, await cost(folder / "cost", sizes["lives"])), dearest(found)]


if __name__ == "__main__":
    sys.exit(command("bench.budget", __doc__, {"lives": 5}, budget))
