"""Runs a backtest: reads the record of every region in batches, and tries a desk on each ticket.

It goes over the record twice: first for what was, and how much every team had to do at each
instant; then for what would have been. Neither a key nor anybody's words are needed for that.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from domain.spoken import instant
from domain.stores import Unavailable
from rulebook.backtesting.backtest import Past, Tried
from rulebook.backtesting.loads import CountedLoads
from rulebook.backtesting.report import Report
from runtime.backtest_work import (
    BacktestWorker,
    DeskChanged,
    Job,
    KnowLoads,
    LookBack,
    Records,
    Result,
    TryOut,
)
from runtime.crew import Crew
from storage.reading.recorded import Period

TOGETHER: Final = 100  # tickets that are read at once
ALONE: Final = 300  # so few tickets are tried before another process would have started
MOST_PROCESSES: Final = 8

Batch = tuple[str, tuple[str, ...]]  # a region, and some of its tickets
Progress = Callable[[int, int], None]  # how much is done, of how much


class NothingRecorded(Exception):
    """No ticket was opened in the period; the sentence says when some were."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which desk is tried, on tickets of which regions (with their databases' URLs) and when.

    The desk in the folder has been read and found without errors.
    """

    folder: Path
    urls: Mapping[str, str]
    period: Period


def backtest(question: Question, progress: Progress, processes: int | None = None) -> Report:
    """The report. Raises NothingRecorded, Unavailable, DeskChanged and CrewLost.

    It takes long and waits by itself: it must not be called where an event loop runs. Unless it is
    told otherwise it starts as many processes as help.
    """
    period = question.period
    with Records(question.urls) as records:
        counts = {name: records.ask(one.count(period)) for name, one in records.of.items()}
        tickets = sum(counts.values())
        if not tickets:
            raise NothingRecorded(_nothing(question, records))
        size = _size(tickets) if processes is None else processes
        make = partial(BacktestWorker, question.folder, dict(question.urls))
        regions = tuple(name for name, count in counts.items() if count)
        report = Report(period.since, period.until, regions)
        with Crew[Job, Result](size, make, (Unavailable, DeskChanged)) as crew:
            run = _Run(records, period, crew, report, lambda done: progress(done, 2 * tickets))
            crew.each(KnowLoads(run.looks_back()))
            run.tries()
        report.changed.sort(key=lambda one: (one.first.at, one.ticket))
        return report


class _Run:
    """One backtest under way."""

    def __init__(
        self,
        records: Records,
        period: Period,
        crew: Crew[Job, Result],
        report: Report,
        progress: Callable[[int], None],
    ) -> None:
        self._records, self._period, self._crew = records, period, crew
        self._report, self._progress = report, progress
        self._done = 0

    def looks_back(self) -> Mapping[str, CountedLoads]:
        """What was; and how much the teams had to do, by region."""
        loads = {region: CountedLoads() for region in self._report.regions}
        for past in self._pasts(self._at_work_before()):
            loads[past.region].add(past.held)
        for past in self._pasts(self._opened()):
            loads[past.region].add(past.held)
            self._report.was(past)
            self._goes_on(1)
        for one in loads.values():
            one.settle()
        return loads

    def tries(self) -> None:
        """What would have been; every worker knows the loads."""
        for results in self._crew.results(self._try_outs()):
            for tried in results or ():
                assert isinstance(tried, Tried)
                self._report.would_be(tried)
            self._goes_on(len(results or ()))

    def _try_outs(self) -> Iterator[TryOut]:
        ends = {region: self._ends_at(region) for region in self._report.regions}
        for region, ids in self._opened():
            yield TryOut(region, tuple(self._can_be_tried(ids)), ends[region])

    def _ends_at(self, region: str) -> datetime:
        return self._records.ask(self._records.of[region].ends_at()) or self._period.until

    def _pasts(self, batches: Iterator[Batch]) -> Iterator[Past]:
        for results in self._crew.results(LookBack(region, ids) for region, ids in batches):
            for past in results or ():
                assert isinstance(past, Past)
                yield past

    def _opened(self) -> Iterator[Batch]:
        for region in self._report.regions:
            opened = self._records.of[region].opened(self._period, TOGETHER)
            yield from ((region, ids) for ids in self._records.each(opened))

    def _at_work_before(self) -> Iterator[Batch]:
        since = self._period.since
        for region in self._report.regions:
            before = self._records.of[region].at_work_before(since, TOGETHER)
            yield from ((region, ids) for ids in self._records.each(before))

    def _can_be_tried(self, ticket_ids: tuple[str, ...]) -> Iterator[str]:
        return (one for one in ticket_ids if one not in self._report.left_out)

    def _goes_on(self, tickets: int) -> None:
        self._done += tickets
        self._progress(self._done)


def _size(tickets: int) -> int:
    """How many processes; 0 where another would not help."""
    cores = os.cpu_count() or 1
    return 0 if tickets <= ALONE or cores == 1 else min(cores, MOST_PROCESSES)


def _nothing(question: Question, records: Records) -> str:
    """That there is nothing, and where there is something."""
    period = question.period
    where = ", ".join(question.urls)
    said = (
        f"no ticket of {where} was opened from {instant(period.since)} to {instant(period.until)}"
    )
    spans = [span for one in records.of.values() if (span := records.ask(one.span()))]
    if not spans:
        return f"{said}, nor at any other time"
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    return f"{said}; the first was opened at {instant(first)}, the last at {instant(last)}"
