"""Whole lives per second, beside a bare Temporal workflow with the same number of activities.

`python -m bench.lives [--lives N] [--rounds N] [--at-once N]`. Both run on one server, in turn: a
round of lives, a round of bare workflows, and so on. The window in which the last solved ticket may
come back is no work, and is taken off the desk's time; the bare workflow's client has no codec.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import psutil
from temporalio.client import Client
from temporalio.worker import Worker
from ulid import ULID

from bench.bare import TASK_QUEUE, BareWorkflow, nothing
from bench.budget import events
from bench.living import WINDOW, LivingDesk, a_living_desk, region_client
from bench.parts import REGION, processor_time, server_in, serving
from bench.report import Figure, Progress, Report, Sizes, command
from runtime.sandbox import sandbox
from runtime.temporal_server import namespace_of
from workers.region import CACHED_TICKETS, SIDE_BY_SIDE

LEAST = 0.5  # of the bare workflow's rate
HISTORIES = 5  # are read to count activities
WHOLE = ("ticket_opened", "acknowledged", "agent_replied", "ticket_rated", "ticket_closed")


@dataclass(frozen=True, slots=True)
class Round:
    """What was done at once, and in how many seconds."""

    ended: int
    seconds: float
    server: float  # seconds of processor time
    ours: float  # the same of this process: worker, client and activities

    @property
    def rate(self) -> float:
        """How many in a second."""
        return self.ended / self.seconds


@dataclass(slots=True)
class Rounds:
    """Rounds of both sorts, in pairs; how many activities a life had."""

    desk: list[Round] = field(default_factory=list)
    bare: list[Round] = field(default_factory=list)
    activities: int = 0
    faults: list[str] = field(default_factory=list)

    def report(self) -> Report:
        """The rates of both, and the ratio of each pair."""
        pairs = zip(self.desk, self.bare, strict=True)
        ratios = [desk.rate / bare.rate for desk, bare in pairs]
        figures = (
            Figure("whole lives", median(one.rate for one in self.desk), "/s"),
            Figure("bare workflows", median(one.rate for one in self.bare), "/s"),
            Figure("activities of each", self.activities),
            *_costs("a life", self.desk),
            *_costs("a bare workflow", self.bare),
            Figure("least ratio of a pair", min(ratios)),
            Figure("most ratio of a pair", max(ratios)),
            Figure("median ratio", median(ratios), at_least=LEAST),
        )
        lives = sum(one.ended for one in self.desk)
        return Report(f"{lives} whole lives, {len(ratios)} pairs of rounds", figures, self.faults)


def _costs(whose: str, rounds: Sequence[Round]) -> tuple[Figure, Figure]:
    """Processor time of each, without which the machine's other load looks like ours."""
    server = median(one.server / one.ended for one in rounds)
    ours = median(one.ours / one.ended for one in rounds)
    return (
        Figure(f"processor time of {whose}, server", 1000 * server, "ms"),
        Figure(f"processor time of {whose}, worker and client", 1000 * ours, "ms"),
    )


@dataclass(slots=True)
class Meter:
    """Takes the time, of the clock and of the processors, since it was made."""

    server: psutil.Process
    _began: tuple[float, float, float] = field(init=False)

    def __post_init__(self) -> None:
        self._began = self._now()

    def round_of(self, ended: int, idle: timedelta = timedelta()) -> Round:
        """A round in which so many ended, without the time in which none could."""
        passed = (now - began for now, began in zip(self._now(), self._began, strict=True))
        seconds, server, ours = passed
        return Round(ended, seconds - idle.total_seconds(), server, ours)

    def _now(self) -> tuple[float, float, float]:
        return perf_counter(), processor_time(self.server), process_time()


async def lived(desk: LivingDesk, lives: int, at_once: int) -> list[str]:
    """That many lives; their tickets. Raises what goes wrong in any of them."""
    door = asyncio.Semaphore(at_once)

    async def life() -> str:
        async with door:
            ticket = await desk.rated()
        await desk.closed(ticket)
        return ticket

    return await asyncio.gather(*(life() for _ in range(lives)))


async def bare(client: Client, workflows: int, activities: int, at_once: int) -> None:
    """That many bare workflows."""
    door = asyncio.Semaphore(at_once)

    async def one() -> int:
        async with door:
            return await client.execute_workflow(
                BareWorkflow.run, activities, id=str(ULID()), task_queue=TASK_QUEUE
            )

    done = await asyncio.gather(*(one() for _ in range(workflows)))
    assert done == [activities] * workflows, "each calls as many activities as it was told"


def bare_worker(client: Client) -> Worker:
    """A worker that runs nothing else, in the sandbox and the width of the desk's own."""
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[BareWorkflow],
        activities=[nothing],
        workflow_runner=sandbox(),
        max_cached_workflows=CACHED_TICKETS,
        max_concurrent_workflow_tasks=SIDE_BY_SIDE,
    )


async def unfinished(desk: LivingDesk, tickets: Sequence[str]) -> list[str]:
    """What a ticket's ledger lacks of a whole life."""
    faults = []
    for ticket in tickets:
        kinds = {entry.event.kind for entry in await desk.desk.stores.ledger.entries(ticket)}
        missing = [kind for kind in WHOLE if kind not in kinds]
        if missing:
            faults.append(f"{ticket} has no {', '.join(missing)} in its ledger")
    return faults


async def activities_of(desk: LivingDesk, tickets: Sequence[str]) -> int:
    """How many activities a life has, by its history."""
    histories = [await events(desk.desk, ticket) for ticket in tickets[:HISTORIES]]
    return round(median(history["activity_task_scheduled"] for history in histories))


async def measured(folder: Path, sizes: Sizes, progress: Progress) -> Rounds:
    """Pairs of rounds; one of each sort before them, uncounted, warms both up."""
    found, server = Rounds(), server_in(folder)
    count, rounds, at_once = sizes["lives"], sizes["rounds"], sizes["at-once"]
    async with serving(server) as process:
        client = await region_client(server.address)
        plain = await Client.connect(server.address, namespace=namespace_of(REGION))
        async with a_living_desk(client, folder / "desk") as desk, bare_worker(plain):
            tickets = await lived(desk, HISTORIES, at_once)
            found.activities = await activities_of(desk, tickets)
            await bare(plain, HISTORIES, found.activities, at_once)
            for number in range(rounds):
                progress("rounds", number, rounds)
                meter = Meter(process)
                tickets = await lived(desk, count, at_once)
                found.desk.append(meter.round_of(count, idle=WINDOW))
                meter = Meter(process)
                await bare(plain, count, found.activities, at_once)
                found.bare.append(meter.round_of(count))
                found.faults += await unfinished(desk, tickets)
    return found


async def lives(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """The figures of that many lives in each of that many rounds."""
    return [(await measured(folder, sizes, progress)).report()]


if __name__ == "__main__":
    usual = {"lives": 80, "rounds": 3, "at-once": 32}
    sys.exit(command("bench.lives", __doc__, usual, lives))
