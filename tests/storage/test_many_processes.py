import asyncio
import os
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.stores import Conflict, Unavailable
from storage.database.engine import open_database
from storage.open import Place, open_region
from storage.tables.region import LedgerRow, table_of
from tests.storage.building import KEY, after, arrival, page, received, replied, view

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).parent / "programs" / "writes.py"
ledger = table_of(LedgerRow)


async def positions(place: Place) -> list[int]:
    database = open_database(place.url)
    query = select(ledger.c.position).order_by(ledger.c.position)
    found = await database.read(lambda connection: list(connection.execute(query).scalars()))
    await database.dispose()
    return found


async def test_processes_share_a_region_without_gaps_or_forks(place: Place) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, PROGRAM, place.url, place.keys_url, name, "40", env=environment
        )
        for name in ("one", "two")
    ]
    assert [await process.wait() for process in running] == [0, 0]
    assert await positions(place) == list(range(1, 81))
    async with await open_region("eu", place, KEY) as region:
        assert await region.stores.inbox.waiting() == 40
        (batch,) = await region.stores.inbox.lease("x", after(0), after(9), 50)
        assert len({news.customer_id for news in batch.news}) == 1


async def test_two_writers_of_one_database_do_not_fork_it(place: Place) -> None:
    pages = [page(view(f"eu-{n}"), received(f"m-{n}")) for n in range(60)]
    async with (
        await open_region("eu", place, KEY, busy_timeout=30) as one,
        await open_region("eu", place, KEY, busy_timeout=30) as two,
    ):
        both = [*(one.stores.ledger.write(p) for p in pages)]
        both += [two.stores.ledger.write(p) for p in pages]
        await asyncio.gather(*both)
        with pytest.raises(Conflict):
            await two.stores.ledger.write(page(view("eu-1"), replied("m-x")))
        repeats = [
            (one if n % 2 else two).stores.inbox.accept(
                arrival(id=f"m-{n}", new_ticket_id=f"eu-a{n}")
            )
            for n in range(20)
        ]
        answers = await asyncio.gather(*repeats)
    assert [answer.duplicate for answer in answers].count(False) == 1
    assert len({answer.ticket_id for answer in answers}) == 1
    assert await positions(place) == list(range(1, 61))


@pytest.mark.parametrize("file", ["region.sqlite", "keys.sqlite"])
async def test_a_locked_database_is_unavailable_and_nothing_is_half_written(
    tmp_path: Path, file: str
) -> None:
    place = Place.in_folder(tmp_path)
    async with await open_region("eu", place, KEY, busy_timeout=0.1) as region:
        await region.stores.ledger.write(page(view("eu-0"), received("m-0")))
        holder = sqlite3.connect(tmp_path / file, isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Unavailable):
            await region.stores.inbox.accept(arrival(1))
        if file == "region.sqlite":
            with pytest.raises(Unavailable):
                await region.stores.ledger.write(page(view("eu-1"), received("m-1")))
        assert len(await region.stores.ledger.entries("eu-0")) == 1, "reading goes on"
        assert await region.stores.inbox.waiting() == 0
        holder.execute("ROLLBACK")
        holder.close()
        assert not (await region.stores.inbox.accept(arrival(1))).duplicate
        assert await region.stores.inbox.waiting() == 1
        assert await region.stores.ledger.entries("eu-1") == []
