"""A backtest of ten thousand recorded tickets: how long it takes, and how much memory.

`python -m bench.backtest [--tickets N]`. A month of the sample desk is enacted, so that what teams
have to do is what these tickets give them, and written into the regions' databases. Then two desks
are tried on it: the very same one, which may change nothing, and one that promises a first reply in
half the time.
"""

import asyncio
import resource
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

from bench.recording import LivesWorker, OnlyHoldings, Recorder, Some, counted
from bench.report import Figure, Progress, Report, Sizes, command
from domain.arrivals import Opening
from domain.vocabulary import Priority, Tier
from rulebook.backtesting.calendars import FrozenOnce
from rulebook.backtesting.report import Report as Found
from rulebook.desk import read_desk
from runtime.backtesting import Question
from runtime.backtesting import backtest as run
from runtime.crew import Crew
from runtime.settings import ROOT
from storage.database.engine import open_database
from storage.database.sqlite import sqlite_url
from storage.reading.recorded import Period
from storage.schema import Kind, upgrade

SAMPLE = ROOT / "desk"
SINCE = datetime(2026, 3, 2, tzinfo=UTC)
MONTH = Period(SINCE, SINCE + timedelta(days=30))
TOGETHER = 100
PROCESSES = 2
LONGEST = 60.0  # seconds
MOST_MEMORY = 600  # megabytes, of the largest process
MEGABYTE = 1024  # kilobytes, as Linux counts them
PROMISED, HALVED = "first_reply: 4 hours", "first_reply: 2 hours"


@dataclass(frozen=True, slots=True)
class Memory:
    """The most that was taken, in megabytes: by this process, and by the largest that it began."""

    ours: float
    theirs: float


@dataclass(frozen=True, slots=True)
class Tried:
    """One backtest: what it found, and in how many seconds."""

    found: Found
    seconds: float


def record(folder: Path, tickets: int, progress: Progress) -> Mapping[str, str]:
    """Write a month of so many tickets; the regions' databases."""
    desk = read_desk(SAMPLE)
    last = Opening("webhook", "sample", "c", MONTH.until, "", Priority.NORMAL, Tier.STANDARD)
    policy = FrozenOnce(desk).policy("eu", last)
    assert policy is not None
    urls = {name: sqlite_url(folder / name / "region.sqlite") for name in desk.regions}
    with asyncio.Runner() as runner, Crew(PROCESSES, partial(LivesWorker, SAMPLE)) as crew:
        stack = AsyncExitStack()
        recorders = {name: runner.run(_recorder(url, stack)) for name, url in urls.items()}
        held = []
        for done, some in enumerate(crew.results(map(OnlyHoldings, _jobs(tickets)))):
            assert isinstance(some, list)
            held += some
            progress("lives, for their loads", TOGETHER * done, tickets)
        crew.each(counted(held))
        for done, rows in enumerate(crew.results(_jobs(tickets))):
            assert isinstance(rows, dict)
            for region, one in rows.items():
                runner.run(recorders[region].write(one))
            progress("lives, to be recorded", TOGETHER * done, tickets)
        for region, recorder in recorders.items():
            runner.run(recorder.end(region, last, policy))
        runner.run(stack.aclose())
    return urls


async def backtest(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """Record, then try both desks."""
    tickets = sizes["tickets"]
    data = folder / "data"
    urls = await asyncio.to_thread(record, data, tickets, progress)
    halved = shutil.copytree(SAMPLE, folder / "halved")
    standard = halved / "policies" / "standard.yaml"
    standard.write_text(standard.read_text("utf-8").replace(PROMISED, HALVED), "utf-8")
    told = partial(progress, "backtest, looking back and trying")
    same, other = [
        await asyncio.to_thread(tried, Question(desk, urls, MONTH), told)
        for desk in (SAMPLE, halved)
    ]
    return [report(tickets, same, other, sum(map(_size, data.rglob("*.sqlite"))), memory())]


def tried(question: Question, told: Callable[[int, int], None]) -> Tried:
    """Run it, by as many processes as the machine has cores."""
    began = perf_counter()
    found = run(question, told)
    return Tried(found, perf_counter() - began)


def memory() -> Memory:
    """What was taken until now."""
    return Memory(
        *(
            resource.getrusage(who).ru_maxrss / MEGABYTE
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
    )


def report(tickets: int, same: Tried, other: Tried, recorded: int, taken: Memory) -> Report:
    """Times and memory, and whether the same desk changed anything."""
    before, after = other.found.before.total, other.found.after.total
    faults = [
        f"the same desk changes {one.ticket}: {one.first.sentence}" for one in same.found.changed
    ]
    if same.found.tickets != tickets:
        faults.append(f"{same.found.tickets} of {tickets} tickets were tried")
    figures = [
        Figure("tickets", tickets),
        Figure("their databases", recorded / MEGABYTE / 1024, "MB"),
        Figure("the same desk", same.seconds, "s", at_most=LONGEST),
        Figure("tickets that it changes", len(same.found.changed), at_most=0),
        Figure("half the time for a first reply", other.seconds, "s", at_most=LONGEST),
        Figure("tickets that it changes", len(other.found.changed)),
        Figure("promises broken before", before.breaches),
        Figure("promises broken after", after.breaches),
        Figure("memory of the process that asks, at most", taken.ours, "MB", at_most=MOST_MEMORY),
        Figure("memory of the largest other, at most", taken.theirs, "MB", at_most=MOST_MEMORY),
    ]
    return Report(f"a backtest of {tickets:,} recorded tickets", figures, faults)


async def _recorder(url: str, stack: AsyncExitStack) -> Recorder:
    database = open_database(url)
    stack.push_async_callback(database.dispose)
    await upgrade(database, Kind.REGION)
    return Recorder(database)


def _jobs(tickets: int) -> Iterator[Some]:
    for first in range(0, tickets, TOGETHER):
        yield Some(range(first, min(first + TOGETHER, tickets)), MONTH.since, MONTH.until)


def _size(file: Path) -> int:
    return file.stat().st_size


if __name__ == "__main__":
    sys.exit(command("bench.backtest", __doc__, {"tickets": 10_000}, backtest))
