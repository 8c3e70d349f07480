"""Sealing finds every run that ended, each once, whatever is late, forgotten or too much."""

import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.sealing import FURTHEST, LATE, Look, SealingActivities
from domain.histories import (
    Disagreement,
    EndedRun,
    Ending,
    FetchedRun,
    Relived,
    SealMark,
)
from domain.ledger import Entry
from domain.ports import Relive
from domain.stores import RegionStores
from storage.open import open_region
from tests.regions import in_shape
from tests.storage.building import KEY, NOW

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MARK = SealMark("b" * 16, "2026b, the system's")


class TemporalAway(Exception):
    """What the fake raises where Temporal does not answer."""


@dataclass
class FakeRuns:
    """The port `EndedRuns`: a Temporal whose visibility can lag, and which can forget."""

    known: dict[str, FetchedRun] = field(default_factory=dict)
    unlisted: set[str] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    relived: list[str] = field(default_factory=list)
    listed_since: list[datetime] = field(default_factory=list)
    will_not: set[str] = field(default_factory=set)

    def end(self, run: str, at: datetime, ticket: str = "eu-1", before: str | None = None) -> None:
        ended = EndedRun(ticket, run, Ending.COMPLETED, at)
        self.known[run] = FetchedRun(ended, before, 1, json.dumps({"events": [run]}).encode())

    async def ended(self, since: datetime, until: datetime | None) -> Sequence[EndedRun]:
        self.listed_since.append(since)
        found = [one.run for name, one in self.known.items() if name not in self.unlisted]
        return sorted(
            (r for r in found if r.closed_at >= since and (until is None or r.closed_at < until)),
            key=lambda run: run.closed_at,
        )

    async def fetch(self, run: EndedRun) -> FetchedRun | None:
        if run.run_id in self.away:
            raise TemporalAway
        return None if run.run_id in self.forgotten else self.known[run.run_id]

    async def find(self, ticket_id: str, run_id: str) -> EndedRun | None:
        gone = run_id in self.forgotten or run_id not in self.known
        return None if gone else self.known[run_id].run

    @contextlib.asynccontextmanager
    async def _reliving(self) -> AsyncIterator[Relive]:
        async def relive(fetched: FetchedRun, ledger: Sequence[Entry]) -> Relived:
            self.relived.append(fetched.run.run_id)
            if fetched.run.run_id in self.will_not:
                return Relived(None, Disagreement.WOULD_NOT_REPLAY)
            return Relived("d" * 64)

        yield relive

    def reliving(self) -> AbstractAsyncContextManager[Relive]:
        return self._reliving()


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[RegionStores]:
    async with await open_region("eu", in_shape(tmp_path), KEY) as region:
        yield region.stores


@pytest.fixture
def runs() -> FakeRuns:
    return FakeRuns()


async def look(stores: RegionStores, runs: FakeRuns, at: datetime, most: int = 100) -> int:
    verbs = SealingActivities(stores, runs, MARK)
    return await ActivityEnvironment().run(verbs.seal_ended_runs, Look(at, most))


async def order(stores: RegionStores, ticket: str = "eu-1") -> list[tuple[str, int]]:
    return [(run.run_id, run.place) for run in await stores.histories.runs(ticket)]


async def test_the_first_look_goes_back_as_far_as_any_namespace_remembers(
    stores: RegionStores, runs: FakeRuns
) -> None:
    runs.end("old", NOW - 89 * DAY)
    runs.end("new", NOW - MINUTE, "eu-2")
    assert await look(stores, runs, NOW) == 2
    assert min(runs.listed_since) == NOW - FURTHEST - LATE
    assert await stores.histories.looked_until() == NOW


async def test_later_looks_go_back_a_day_and_seal_nothing_twice(
    stores: RegionStores, runs: FakeRuns
) -> None:
    runs.end("first", NOW - MINUTE)
    await look(stores, runs, NOW)
    runs.listed_since.clear()
    runs.end("second", NOW + MINUTE, "eu-2")
    assert await look(stores, runs, NOW + 5 * MINUTE) == 1
    assert runs.listed_since == [NOW - LATE]
    assert runs.relived == ["first", "second"]


async def test_a_run_that_is_listed_late_is_not_lost(stores: RegionStores, runs: FakeRuns) -> None:
    runs.end("late", NOW - MINUTE)
    runs.unlisted = {"late"}
    for hours in range(23):
        assert await look(stores, runs, NOW + timedelta(hours=hours)) == 0
    runs.unlisted.clear()
    assert await look(stores, runs, NOW + timedelta(hours=23)) == 1


async def test_a_worker_that_was_away_for_weeks_misses_nothing(
    stores: RegionStores, runs: FakeRuns
) -> None:
    await look(stores, runs, NOW)
    for day in range(40):
        runs.end(f"run {day}", NOW + day * DAY, f"eu-{day}")
    assert await look(stores, runs, NOW + 41 * DAY) == 40


async def test_what_is_too_much_for_a_look_is_the_next_ones_and_the_oldest_goes_first(
    stores: RegionStores, runs: FakeRuns
) -> None:
    for number in range(7):
        runs.end(f"run {number}", NOW - number * MINUTE, f"eu-{number}")
    counts = [await look(stores, runs, NOW + at * MINUTE, most=3) for at in range(4)]
    assert counts == [3, 3, 1, 0]
    assert runs.relived == [f"run {number}" for number in (6, 5, 4, 3, 2, 1, 0)]


async def test_exactly_as_many_as_a_look_takes_are_all_sealed(
    stores: RegionStores, runs: FakeRuns
) -> None:
    for number in range(3):
        runs.end(f"run {number}", NOW - number * MINUTE, f"eu-{number}")
    assert await look(stores, runs, NOW, most=3) == 3
    assert await look(stores, runs, NOW + MINUTE, most=3) == 0


async def test_runs_of_a_chain_are_sealed_in_its_order_however_they_are_listed(
    stores: RegionStores, runs: FakeRuns
) -> None:
    runs.end("first", NOW - 3 * MINUTE)
    runs.end("second", NOW - 2 * MINUTE, before="first")
    runs.end("third", NOW - MINUTE, before="second")
    runs.unlisted = {"first", "second"}
    assert await look(stores, runs, NOW) == 3
    assert await order(stores) == [("first", 1), ("second", 2), ("third", 3)]


async def test_a_run_whose_beginning_temporal_forgot_is_sealed_all_the_same(
    stores: RegionStores, runs: FakeRuns
) -> None:
    runs.end("first", NOW - 2 * MINUTE)
    runs.end("second", NOW - MINUTE, before="first")
    runs.forgotten = {"first"}
    assert await look(stores, runs, NOW) == 1
    [run] = await stores.histories.runs("eu-1")
    assert (run.run_id, run.run_before) == ("second", "first")


async def test_a_history_that_todays_code_would_not_live_is_kept_and_says_so(
    stores: RegionStores, runs: FakeRuns
) -> None:
    runs.end("odd", NOW - MINUTE)
    runs.will_not = {"odd"}
    await look(stores, runs, NOW)
    [run] = await stores.histories.runs("eu-1")
    assert (run.agrees, run.digest) == (False, None)
    assert run.disagreement is Disagreement.WOULD_NOT_REPLAY
    assert json.loads(await stores.histories.body("odd")) == {"events": ["odd"]}


async def test_a_look_that_broke_off_seals_the_rest_when_it_is_tried_again(
    stores: RegionStores, runs: FakeRuns
) -> None:
    for number in range(3):
        runs.end(f"run {number}", NOW + number * MINUTE, f"eu-{number}")
    runs.away = {"run 1"}
    with pytest.raises(TemporalAway):
        await look(stores, runs, NOW + 5 * MINUTE)
    assert await order(stores, "eu-0") == [("run 0", 1)]
    runs.away.clear()
    assert await look(stores, runs, NOW + 5 * MINUTE) == 2
    assert runs.relived == ["run 0", "run 1", "run 2"]
