"""What a ticket costs: the events of an ordinary life's history, on Temporal's own server.

`python -m bench.budget [--lives N]`. Lives are counted twice: with an engine and a channel that
answer at once, and with a slow one, so that no two results come home together.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table
from temporalio.api.enums.v1 import EventType

from bench.parts import KEY, REGION, load, server_in, serving
from domain import commands
from domain.ports import Outbound, Receipt
from domain.vocabulary import Actor, ActorKind
from language.detection import Detector
from rulebook.desk import read_desk
from runtime.keys import RegionKey
from runtime.settings import ROOT
from runtime.temporal_client import connect
from tests.fakes.channel import FakeChannel
from tests.workflows.desk import ANA, LiveDesk
from tests.workflows.live import a_live_desk

UNTIL_RATED, UNTIL_CLOSED = 80, 100  # design §3, Cost
WINDOW = timedelta(seconds=2)
CUSTOMER = Actor(ActorKind.CUSTOMER, "the customer")
SLOW = 0.4  # seconds: longer than everything that the desk does by itself
ENDING = timedelta(seconds=30)


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

    def within_budget(self) -> bool:
        """Whether even the dearest life kept to the design's figures."""
        return self.rated[-1] <= UNTIL_RATED and self.closed[-1] <= UNTIL_CLOSED


async def lived(desk: LiveDesk) -> Life:
    """Received, routed, acknowledged, claimed, answered, delivered, solved, rated, closed."""
    desk = desk.under(reopen_within=WINDOW)
    ticket = await desk.opens_ticket()
    await desk.asks(ticket, commands.Claim(by=ANA))
    await desk.rests(ticket)
    await desk.replies(ticket)
    await desk.rests(ticket)
    await desk.asks(ticket, commands.Solve(by=ANA))
    await desk.asks(ticket, commands.Rate(by=CUSTOMER, score=5))
    rated = await events(desk, ticket)
    async with asyncio.timeout(ENDING.total_seconds()):
        await desk.handle(ticket).result()
    return Life(rated, await events(desk, ticket))


async def events(desk: LiveDesk, ticket: str) -> Counter[str]:
    """The events of the ticket's history, by kind."""
    history = await desk.handle(ticket).fetch_history()
    names = (EventType.Name(event.event_type) for event in history.events)
    return Counter(name.removeprefix("EVENT_TYPE_").lower() for name in names)


async def measured(folder: Path, lives: int) -> list[Lives]:
    """Prompt lives, then slow ones; those of a sort side by side."""
    server = server_in(folder)
    sample, detector = read_desk(ROOT / "desk"), Detector()
    found = [Lives("all answer at once"), Lives("channel takes 0.4 s")]
    async with serving(server):
        client = await connect(server.address, RegionKey(REGION, KEY), "bench", lazy=False)
        for sort, channel in zip(found, (FakeChannel(), SlowChannel()), strict=True):
            place = folder / sort.name
            async with a_live_desk(client, sample, detector, place, channel) as desk:
                sort.all += await asyncio.gather(*(lived(desk) for _ in range(lives)))
    return found


def budget(found: Sequence[Lives]) -> Table:
    """Fewest, median and most events, beside what the design allows."""
    table = Table("lives", "until", "fewest", "median", "most", "at most", title="history events")
    for sort in found:
        for until, counts, most in (
            ("rated", sort.rated, UNTIL_RATED),
            ("closed", sort.closed, UNTIL_CLOSED),
        ):
            figures = (counts[0], median(counts), counts[-1], most)
            table.add_row(f"{len(counts)}, {sort.name}", until, *map(str, figures))
    return table


def main() -> int:
    """Measure, print, and fail where the budget is not kept."""
    wishes = argparse.ArgumentParser(prog="python -m bench.budget", description=__doc__)
    wishes.add_argument("--lives", type=int, default=5)
    given = wishes.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as folder, console.status("tickets live"):
        found = asyncio.run(measured(Path(folder), given.lives))
    console.print(budget(found))
    dearest = max((life for sort in found for life in sort.all), key=lambda one: one.closed.total())
    kinds = Table("kind of event", "until rated", "until closed", title="the dearest life")
    for kind, count in dearest.closed.most_common():
        kinds.add_row(kind, str(dearest.rated[kind]), str(count))
    console.print(kinds)
    console.print(f"load of the machine: {load()}")
    return int(not all(sort.within_budget() for sort in found))


if __name__ == "__main__":
    sys.exit(main())
