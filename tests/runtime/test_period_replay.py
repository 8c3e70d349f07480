"""A whole period is replayed by several processes, as if one had done it."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runtime.examiner import Archive
from runtime.period_replay import TOGETHER, replay_period
from storage.database.sqlite import sqlite_url
from storage.open import open_region
from storage.reading.recorded import Period
from tests.histories.recording import HERE, RELEASE, Recording, read
from tests.histories.sealed import seal
from tests.regions import in_shape
from tests.storage.building import KEY

ALWAYS = Period(datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC))
LIVES = [
    read(HERE / RELEASE / f"{name}.json.gz")
    for name in ("an_ordinary_life", "merged_into_another", "a_troubled_delivery")
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Three tickets that agree, one of another name whose ledger is not its history's, and more
    than one job's worth of tickets whose sealed history is another ticket's.
    """
    folder = tmp_path_factory.mktemp("region")

    async def record(lives: list[Recording]) -> None:
        async with await open_region("eu", in_shape(folder), KEY) as region:
            await seal(region.stores, *lives)

    asyncio.run(record(LIVES))
    return Archive("eu", sqlite_url(folder / "region.sqlite"), (b"k" * 32,))


def copies(archive: Archive, count: int) -> None:
    """So many rows more, each a sealed run that the trail does not know."""
    with closing(sqlite3.connect(archive.url.removeprefix("sqlite:///"))) as database:
        names = [row[1] for row in database.execute("pragma table_info(histories)")]
        own = {"run_id": "? || run_id", "ticket_id": "? || ticket_id"}
        chosen = ", ".join(own.get(name, name) for name in names)
        for number in range(count):
            given = (f"eu-copy-{number:03}-",) * 2
            database.execute(
                f"insert into histories select {chosen} from histories where ticket_id = ?",
                (*given, LIVES[0].ticket),
            )
        database.commit()


@pytest.mark.parametrize("processes", [0, 2])
def test_what_a_crew_finds_is_what_one_finds(archive: Archive, processes: int) -> None:
    told: list[tuple[int, int]] = []
    report = replay_period(archive, ALWAYS, lambda done, of: told.append((done, of)), processes)
    assert (report.tickets, report.runs, report.disagreeing) == (3, 3, 0)
    assert report.events == sum(len(run.events) for life in LIVES for run in life.runs)
    assert told[0] == (0, 3)
    assert told[-1] == (3, 3)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert report.noted


def test_more_than_a_job_of_disagreements_are_all_counted_and_sorted(archive: Archive) -> None:
    many = TOGETHER + 3
    copies(archive, many)
    report = replay_period(archive, ALWAYS, lambda done, of: None, 0)
    assert (report.tickets, report.disagreeing) == (3 + many, many)
    names = [one.ticket_id for one in report.found]
    assert names == sorted(names)
    assert all("the trail has no entry" in str(one.first) for one in report.found)


def test_a_period_is_without_its_own_end(archive: Archive) -> None:
    with closing(sqlite3.connect(archive.url.removeprefix("sqlite:///"))) as database:
        [closed] = database.execute(
            "select closed_at from histories where ticket_id = ?", (LIVES[1].ticket,)
        ).fetchone()
    at = datetime.fromisoformat(closed).replace(tzinfo=UTC)
    before = replace(ALWAYS, until=at)
    after = replace(ALWAYS, since=at)
    counts = [
        replay_period(archive, one, lambda done, of: None, 0).tickets for one in (before, after)
    ]
    assert sum(counts) == replay_period(archive, ALWAYS, lambda done, of: None, 0).tickets
    assert Path(archive.url.removeprefix("sqlite:///")).is_file()
