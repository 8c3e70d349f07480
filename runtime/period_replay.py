"""Replays the sealed histories of a whole period, and says which do not agree.

A crew of processes does it, a few tickets at a time; no process ever holds more than the runs of
one ticket, and of a verdict only what disagrees is kept.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Final

from domain.audit import Action, Deed
from domain.stores import Unavailable
from runtime.clock import SystemClock
from runtime.crew import Crew
from runtime.ended_runs import seal_mark
from runtime.examiner import FAILURES, Archive, Verdict, VerdictsWorker
from storage.auditing.kept import Kept, open_kept
from storage.reading.recorded import Period

TOGETHER: Final = 10  # tickets of one job
LISTED: Final = 1_000  # tickets that are listed at once
ALONE: Final = 40  # so few are replayed before another process would have started
MOST_PROCESSES: Final = 8
MOST_SHOWN: Final = 1_000  # disagreements that are kept with their sentence; all are counted

Progress = Callable[[int, int], None]  # how many are replayed, of how many
Batch = tuple[str, ...]


@dataclass
class PeriodReport:
    """What came of it: figures, and where ledger, digest or seal disagree."""

    region: str
    period: Period
    tickets: int = 0
    runs: int = 0
    events: int = 0
    disagreeing: int = 0
    unsealed: int = 0  # tickets closed in the period of which no run is sealed yet
    noted: bool = False  # on the region's trail
    found: list[Verdict] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        """One ticket more."""
        self.tickets += 1
        self.runs += verdict.runs
        self.events += verdict.events
        if verdict.first is not None:
            self.disagreeing += 1
            if len(self.found) < MOST_SHOWN:
                self.found.append(verdict)

    def facts(self) -> dict[str, object]:
        """All of it, as JSON has it."""
        return {
            "region": self.region,
            "from": self.period.since.isoformat(),
            "to": self.period.until.isoformat(),
            **self.counts(),
            "noted": self.noted,
            "disagreements": [
                {"ticket": one.ticket_id, "run": one.run, "first": one.first} for one in self.found
            ],
        }

    def counts(self) -> dict[str, object]:
        """The figures alone, with what they were reckoned by."""
        return {
            "tickets": self.tickets,
            "runs": self.runs,
            "events": self.events,
            "disagreeing": self.disagreeing,
            "unsealed": self.unsealed,
            **asdict(seal_mark()),
        }


def replay_period(
    archive: Archive, period: Period, progress: Progress, processes: int | None = None
) -> PeriodReport:
    """Replay every ticket of which a run ended in the period, and note it on the trail.

    It takes long and waits by itself: it must not be called where an event loop runs. Raises
    FAILURES and CrewLost.
    """
    with asyncio.Runner() as runner:
        opening = open_kept(archive.url)
        kept = runner.run(opening.__aenter__())
        try:
            return _replayed(runner, kept, archive, period, progress, processes)
        finally:
            runner.run(opening.__aexit__(None, None, None))


def _replayed(
    runner: asyncio.Runner,
    kept: Kept,
    archive: Archive,
    period: Period,
    progress: Progress,
    processes: int | None,
) -> PeriodReport:
    report = PeriodReport(archive.region, period)
    of = runner.run(kept.histories.count(period.since, period.until))
    size = _size(of) if processes is None else processes
    progress(0, of)
    make = partial(VerdictsWorker, archive)
    with Crew[Batch, tuple[Verdict, ...]](size, make, FAILURES) as crew:
        for verdicts in crew.results(_batches(runner, kept, period)):
            for verdict in verdicts:
                report.add(verdict)
            progress(report.tickets, of)
    report.found.sort(key=lambda one: one.ticket_id)
    report.unsealed = runner.run(kept.histories.unsealed(period.since, period.until))
    report.noted = runner.run(_noted(kept, report))
    return report


def _batches(runner: asyncio.Runner, kept: Kept, period: Period) -> Iterator[Batch]:
    listed = _listed(kept, period)
    while (some := runner.run(_next_of(listed))) is not None:
        for first in range(0, len(some), TOGETHER):
            yield some[first : first + TOGETHER]


async def _listed(kept: Kept, period: Period) -> AsyncIterator[Batch]:
    after = ""
    while some := await kept.histories.tickets(
        period.since, period.until, after=after, limit=LISTED
    ):
        yield tuple(some)
        after = some[-1]


async def _next_of(listed: AsyncIterator[Batch]) -> Batch | None:
    return await anext(listed, None)


async def _noted(kept: Kept, report: PeriodReport) -> bool:
    """Whether the trail has it: who works on a copy that is only read cannot write there."""
    deed = Deed(
        at=SystemClock().now(),
        action=Action.HISTORY_REPLAYED,
        by="audit replay",
        by_kind="system",
        about=report.region,
        reason="agrees" if not report.disagreeing else "disagrees",
        facts={
            "from": report.period.since.isoformat(),
            "to": report.period.until.isoformat(),
            **report.counts(),
        },
    )
    try:
        await kept.audit.add(deed)
    except Unavailable:
        return False
    return True


def _size(tickets: int) -> int:
    """How many processes; 0 where another would not help."""
    cores = os.cpu_count() or 1
    return 0 if tickets <= ALONE or cores == 1 else min(cores, MOST_PROCESSES)
