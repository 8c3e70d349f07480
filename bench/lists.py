"""Lists over ten thousand tickets and over a million: what a page costs, and whether it grows.

`python -m bench.lists [--few N] [--many N] [--asks N]`. Regions of both sizes are filled and asked
in turn, each time for something else: the pages of an inbox, filtered and sorted pages, pages deep
in a list, words, single tickets. On SQLite, and on PostgreSQL where its programs are installed.
"""

import random
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from sqlalchemy import make_url

from bench.million import BEGAN, REGION, TEAMS, TWO_YEARS, fill, ticket_id, word
from bench.report import Figure, Progress, Report, Sizes, command, quantile
from domain.lists import Filter, Sort
from domain.stores import Views
from domain.vocabulary import Status
from domain.words import sought
from storage.database.engine import open_database
from storage.keys.sealing import RegionSecrets
from storage.open import Place, open_region
from tests.postgres import NO_POSTGRES, Postgres, programs

KEY = b"a key for benchmarks: 32 bytes !"
MOST = 1.5  # times what it costs with few tickets
WARM = 5  # asks of each kind that are not counted
PAGE = 51  # a page of 50, and one that says there is more

INBOX = Filter(statuses=(Status.NEW, Status.OPEN), limit=PAGE)
Ask = Callable[[Views, int, random.Random], Awaitable[object]]


def asking(make: Callable[[random.Random, int], Filter]) -> Ask:
    """Asks for a page of what `make` says, seen by an agent of two teams."""

    async def ask(views: Views, count: int, chance: random.Random) -> object:
        wanted = make(chance, count)
        teams = wanted.teams or tuple(chance.sample(sorted(TEAMS), 2))
        return await views.tickets(replace(wanted, teams=teams, limit=PAGE))

    return ask


def _own(chance: random.Random, _: int) -> Filter:
    team = chance.choice(sorted(TEAMS))
    return Filter(assignee=f"{team}-{chance.randrange(40)}", teams=(team,))


def _deep(chance: random.Random, count: int) -> Filter:
    number = chance.randrange(count)
    return Filter(after=(BEGAN + TWO_YEARS * (number / count), ticket_id(number)))


def _found(chance: random.Random, ranks: Sequence[int], many: int) -> Filter:
    found = " ".join(word(rank) for rank in chance.sample(ranks, many))
    return Filter(words=sought(found), sort=Sort.OPENED)


async def one_ticket(views: Views, count: int, chance: random.Random) -> object:
    """One of the tickets, and what was said in it."""
    wanted = ticket_id(chance.randrange(count))
    return await views.ticket(wanted), await views.messages(wanted)


COMMON, KNOWN, RARE = range(1, 6), range(6, 50), range(2_000, 20_000)
ASKS: Mapping[str, Ask] = {
    "inbox": asking(lambda chance, count: INBOX),
    "every status": asking(lambda chance, count: Filter()),
    "deep in the list": asking(_deep),
    "by due": asking(lambda chance, count: replace(INBOX, sort=Sort.DUE, ascending=True)),
    "oldest at work": asking(
        lambda chance, count: replace(INBOX, sort=Sort.OPENED, ascending=True)
    ),
    "filtered": asking(
        lambda chance, count: Filter(language=chance.choice(["en", "de", "zh", "it", "th", "km"]))
    ),
    "filtered, at work": asking(
        lambda chance, count: replace(INBOX, language=chance.choice(["en", "de", "zh", "it", "th"]))
    ),
    "breached": asking(lambda chance, count: Filter(breached=True)),
    "one's own": asking(_own),
    "one common word": asking(lambda chance, count: _found(chance, COMMON, 1)),
    "one known word": asking(lambda chance, count: _found(chance, KNOWN, 1)),
    "one rare word": asking(lambda chance, count: _found(chance, RARE, 1)),
    "two common words": asking(lambda chance, count: _found(chance, COMMON, 2)),
    "one ticket": one_ticket,
}


# So few among few tickets that they fill no page: what more of them cost is told, and has no bound.
FEW_FOUND = frozenset({"one rare word", "two common words"})


async def paces(
    regions: Mapping[int, Views], asks: int, progress: Progress
) -> Mapping[str, Mapping[int, Sequence[float]]]:
    """How many seconds each ask took of each region; they are asked in turn."""
    chance = random.Random(7)
    took = {what: {count: list[float]() for count in regions} for what in ASKS}
    for number in range(WARM + asks):
        progress("asked", number, WARM + asks)
        for what, ask in ASKS.items():
            for count, views in regions.items():
                began = perf_counter()
                await ask(views, count, chance)
                if number >= WARM:
                    took[what][count].append(perf_counter() - began)
    return took


def report(title: str, took: Mapping[str, Mapping[int, Sequence[float]]]) -> Report:
    """The p95 of each ask in milliseconds, by size, and what the larger size costs beside it."""
    figures = []
    for what, by_count in took.items():
        p95 = {count: 1000 * quantile(seconds, 0.95) for count, seconds in by_count.items()}
        figures += [Figure(f"{what}: {count:,}", one, "ms") for count, one in p95.items()]
        ratio = p95[max(p95)] / p95[min(p95)]
        bound = None if what in FEW_FOUND else MOST
        figures.append(Figure(f"{what}: times as much", ratio, at_most=bound))
    return Report(title, figures)


async def measured(
    kind: str,
    places: Mapping[int, Place],
    asks: int,
    progress: Progress,
    settle: Callable[[Place], object] = lambda _: None,
) -> Report:
    """Fill a region of each size, let it settle, and ask."""
    async with AsyncExitStack() as stack:
        regions = {}
        for count, place in places.items():
            opened = await stack.enter_async_context(await open_region(REGION, place, KEY))
            regions[count] = opened.stores.views
            began = perf_counter()
            database = open_database(place.url)
            await fill(database, RegionSecrets(REGION, KEY), count, progress)
            await database.dispose()
            settle(place)
            filled = perf_counter() - began
        took = await paces(regions, asks, progress)
    made = report(f"pages of lists on {kind}, p95", took)
    return replace(made, figures=[*made.figures, Figure("the larger was filled in", filled, "s")])


async def lists(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """On SQLite, then on PostgreSQL if it is here."""
    counts = (sizes["few"], sizes["many"])
    files = {count: Place.in_folder(folder / f"{count}") for count in counts}
    reports = [await measured("SQLite", files, sizes["asks"], progress)]
    found = programs()
    if found is None:
        print(NO_POSTGRES, file=sys.stderr)
        return reports
    async with _serving(found) as server:
        places = {count: server.place() for count in counts}

        def vacuumed(place: Place) -> None:
            # As the server does by itself, some minutes after so many rows; SQLite never does.
            server.ask("VACUUM ANALYZE", str(make_url(place.url).database))

        asked = await measured("PostgreSQL", places, sizes["asks"], progress, vacuumed)
        return [*reports, asked]


@asynccontextmanager
async def _serving(found: Path) -> AsyncIterator[Postgres]:
    server = Postgres(Path(tempfile.mkdtemp(prefix="meridian-pg-")), found)
    try:
        server.make()
        await server.start()
        await server.make_templates()
        yield server
    finally:
        server.stop()


if __name__ == "__main__":
    usual = {"few": 10_000, "many": 1_000_000, "asks": 200}
    sys.exit(command("bench.lists", __doc__, usual, lists))
