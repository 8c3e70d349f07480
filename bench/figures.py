"""The figures of a desk of a hundred thousand tickets: how long they take to count, and to ask.

`python -m bench.figures [--tickets N] [--asks N]`. Some two thousand random lives, each copied, are
written into a region's ledger; all of it is counted once, as after an upgrade, and then asked for:
what a board asks of thirty days, and of everything there is. On SQLite.
"""

import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, update

from bench.report import Figure, Progress, Report, Sizes, command, quantile
from domain.analytics import Behind, Dimension, Narrowing, Question
from domain.figures import Counted
from domain.ledger import view_of
from domain.lists import Filter
from domain.periods import Length, Period, periods
from domain.stores import RegionStores
from storage.database import counters
from storage.database.canonical import EVENT, VIEW, written
from storage.database.engine import open_database
from storage.open import Place, open_region
from storage.tickets.pages import columns_of, ledger, tickets
from tests.domain.building import NINE
from tests.storage.lived_desk import RandomLife, lives

REGION, KEY = "eu", b"a key for benchmarks: 32 bytes !"
LIVES = 2_000
TOGETHER = 200  # lives whose copies are written in one transaction
DAY = timedelta(days=1)
MONTH_MOST, WHOLE_MOST = 200.0, 600.0  # milliseconds, p95
LISBON = ZoneInfo("Europe/Lisbon")
EVERYTHING = Period(NINE, NINE + 500 * DAY)
Asks = Mapping[str, Callable[[random.Random], Question]]


def _month(chance: random.Random) -> Period:
    begins = NINE + chance.randrange(300) * DAY
    return Period(begins, begins + 30 * DAY)


def _by_day(period: Period, *by: Dimension) -> Question:
    return Question(period, by, tuple(periods(period, Length.DAY, LISBON)))


ASKS: Asks = {
    "30 days, altogether": lambda chance: Question(_month(chance)),
    "30 days, by team": lambda chance: Question(_month(chance), (Dimension.TEAM,)),
    "30 days, by day": lambda chance: _by_day(_month(chance)),
    "30 days, by team and day": lambda chance: _by_day(_month(chance), Dimension.TEAM),
    "30 days of a team, by topic": lambda chance: Question(
        _month(chance), (Dimension.TOPIC,), narrowing=Narrowing(team="eu-care")
    ),
    "everything, altogether": lambda _: Question(EVERYTHING),
    "everything, by team and country": lambda _: Question(
        EVERYTHING, (Dimension.TEAM, Dimension.COUNTRY)
    ),
    "everything, by month": lambda _: Question(
        EVERYTHING, (), tuple(periods(EVERYTHING, Length.MONTH, LISBON))
    ),
}


async def fill(place: Place, count: int, progress: Progress) -> None:
    """Write the ledgers and the tickets of so many lives."""
    database = open_database(place.url)
    copies, position = count // LIVES, 0
    batch: list[RandomLife] = []
    for number, life in enumerate(lives(9, LIVES), start=1):
        batch.append(life)
        if len(batch) == TOGETHER or number == LIVES:
            position = await database.write(partial(_write, batch, copies, position))
            progress("tickets", number * copies, count)
            batch = []
    await database.dispose()


def _write(batch: Sequence[RandomLife], copies: int, position: int, connection: Connection) -> int:
    rows = list(_lines(batch, copies, position))
    connection.execute(insert(ledger), rows)
    connection.execute(insert(tickets), list(_tickets(batch, copies)))
    last = position + len(rows)
    mine = counters.counters.c.name == counters.LEDGER
    connection.execute(update(counters.counters).where(mine).values(value=last))
    return last


def _lines(
    batch: Sequence[RandomLife], copies: int, position: int
) -> Iterator[Mapping[str, object]]:
    for life in batch:
        bodies = [(entry, written(EVENT, entry.event)) for entry in life.story.unwritten]
        for copy in range(copies):
            for entry, body in bodies:
                position += 1
                yield {
                    "ticket_id": f"{entry.ticket_id}-{copy}",
                    "sequence": entry.sequence,
                    "position": position,
                    "kind": entry.event.kind,
                    "at": entry.event.at,
                    "body": body,
                }


def _tickets(batch: Sequence[RandomLife], copies: int) -> Iterator[Mapping[str, object]]:
    for life in batch:
        view = view_of(life.ticket, life.policy)
        columns, body = columns_of(view), written(VIEW, view)
        for copy in range(copies):
            yield {**columns, "body": body, "id": f"{view.id}-{copy}"}


async def _counted(stores: RegionStores, progress: Progress) -> float:
    """How many seconds it takes to count all that the ledger says."""
    began = perf_counter()
    while not (state := await stores.figures.keep_up()).is_done:
        progress("lines counted", state.counted, state.of)
    return perf_counter() - began


async def _asked(stores: RegionStores, asks: int) -> Iterator[Figure]:
    chance, found = random.Random(5), []
    for what, make in ASKS.items():
        took = []
        for _ in range(asks):
            question, began = make(chance), perf_counter()
            await stores.figures.keep_up()
            await stores.figures.tallies(question)
            took.append(perf_counter() - began)
        most = WHOLE_MOST if what.startswith("everything") else MONTH_MOST
        found.append(Figure(f"{what}, p95", 1000 * quantile(took, 0.95), "ms", at_most=most))
    took = []
    for _ in range(asks):
        wanted = Filter(behind=Behind(Counted.SOLVED, _month(chance)), limit=51)
        began = perf_counter()
        await stores.views.tickets(wanted)
        took.append(perf_counter() - began)
    found.append(Figure("tickets behind a figure, p95", 1000 * quantile(took, 0.95), "ms"))
    return iter(found)


async def figures(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """Count, then ask."""
    place = Place.in_folder(folder / REGION)
    async with await open_region(REGION, place, KEY) as region:
        await fill(place, sizes["tickets"], progress)
        seconds = await _counted(region.stores, progress)
        asked = await _asked(region.stores, sizes["asks"])
        counting = Figure("all of it is counted in", seconds, "s")
        return [Report(f"figures of {sizes['tickets']:,} tickets on SQLite", [counting, *asked])]


if __name__ == "__main__":
    sys.exit(command("bench.figures", __doc__, {"tickets": 100_000, "asks": 40}, figures))
