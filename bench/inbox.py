"""An inbox over a hundred thousand tickets: what each view, filter and search costs at the API.

`python -m bench.inbox [--tickets N] [--asks N]`. A region is filled, with words and names; an agent
of two teams asks over HTTP for the first page of every saved view, of each filter, of searches, and
for pages deep in the list. Once nearly all of the tickets are closed, as a desk's are; once all of
them are at work. On SQLite, and on PostgreSQL where its programs are installed.
"""

import asyncio
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Final
from urllib.parse import quote, urlencode

import httpx
from sqlalchemy import make_url

from api import cursors
from api.listing import listing
from api.process import server_of
from bench.furnished import furnish
from bench.lists import COMMON, KNOWN, RARE
from bench.million import BEGAN, REGION, TWO_YEARS, fill, ticket_id, word
from bench.report import Figure, Progress, Report, Sizes, command, quantile
from domain.access import ApiKey, Role
from domain.lists import Filter
from runtime.addresses import bound
from storage.database.engine import open_database
from storage.keys.sealing import RegionSecrets
from storage.open import OpenRegion, Place, open_region
from tests.api.house import POLICY, SetClock, make_door
from tests.postgres import NO_POSTGRES, Postgres, programs

KEY: Final = b"a key for benchmarks: 32 bytes !"
MOST: Final = 200.0  # milliseconds
WARM: Final = 3  # asks of each kind that are not counted
PAGE: Final = 50
ANA: Final = ApiKey(
    "k-ana", Role.AGENT, region=REGION, teams=("eu-care", "eu-lead"), agent="eu-care-7"
)
HELD: Final = "what an agent signs in with"
NOW: Final = BEGAN + TWO_YEARS
AT_WORK: Final = "status=new&status=open&status=waiting&status=held"
SOON: Final = quote((NOW + timedelta(hours=4)).isoformat())
HERE: Final = "team=eu-care&team=eu-lead"

# As the console's views ask (console/source/inbox/views.ts).
VIEWS: Final = {
    "mine": f"assignee=me&{AT_WORK}",
    "team": f"{HERE}&{AT_WORK}",
    "all": AT_WORK,
    "unassigned": "assignee=nobody&status=new&status=open",
    "due soon": f"sort=due&due_before={SOON}",
    "breached": f"breached=true&{AT_WORK}",
    "handed to us": f"unacknowledged=true&{HERE}&{AT_WORK}",
}
FILTERS: Final = {
    "every status": "",
    "closed": "status=closed",
    "held": "status=held",
    "waiting for us": "waiting_for=desk",
    "waiting for the customer": "waiting_for=customer",
    "a team": "team=eu-lead",
    "a colleague": f"assignee=eu-care-3&{AT_WORK}",
    "urgent": f"priority=urgent&{AT_WORK}",
    "a topic": f"topic=refund&{AT_WORK}",
    "a rare topic": f"topic=press&{AT_WORK}",
    "a language": f"language=de&{AT_WORK}",
    "a rare language": f"language=km&{AT_WORK}",
    "a channel": f"channel=chat&{AT_WORK}",
    "a rare channel": f"channel=fax&{AT_WORK}",
    "a tier": f"tier=emergency&{AT_WORK}",
    "not breached": f"breached=false&{AT_WORK}",
    "by due": f"sort=due&{AT_WORK}",
    "oldest first": f"sort=opened&direction=asc&{AT_WORK}",
    "breached and urgent": f"breached=true&priority=urgent&{AT_WORK}",
    "unassigned and of a language": f"assignee=nobody&language=it&{AT_WORK}",
    "nobody's urgent ones, by due": f"assignee=nobody&priority=urgent&sort=due&{AT_WORK}",
    "handed to us and breached": f"unacknowledged=true&breached=true&{AT_WORK}",
}

Ask = Callable[[random.Random, "Inbox"], str]


@dataclass(frozen=True, slots=True)
class Inbox:
    """An API over a filled region, as an agent asks it."""

    client: httpx.AsyncClient
    cursor_key: bytes
    tickets: int

    async def asks(self, query: str) -> float:
        """How many seconds a page took."""
        began = perf_counter()
        answer = await self.client.get(f"/v1/tickets?limit={PAGE}&{query}")
        took = perf_counter() - began
        assert answer.status_code == 200, answer.text
        return took


def _always(query: str) -> Ask:
    return lambda _, __: query


def _found(ranks: Sequence[int], many: int, beside: str = "") -> Ask:
    def ask(chance: random.Random, _: Inbox) -> str:
        sought = " ".join(word(rank) for rank in chance.sample(ranks, many))
        return f"{urlencode({'search': sought})}&{beside}"

    return ask


def _deep(chance: random.Random, inbox: Inbox) -> str:
    number = chance.randrange(inbox.tickets)
    place = (BEGAN + TWO_YEARS * (number / inbox.tickets), ticket_id(number))
    cursor = cursors.written(inbox.cursor_key, listing(Filter()), place)
    return urlencode({"cursor": cursor})


def _changed(query: str) -> Ask:
    """What a page asks once tickets have changed: which of them are in its list, and how."""

    def ask(chance: random.Random, inbox: Inbox) -> str:
        newest = range(inbox.tickets - min(500, inbox.tickets), inbox.tickets)
        ids = [("id", ticket_id(number)) for number in chance.sample(newest, 40)]
        return f"{urlencode(ids)}&{query}"

    return ask


ASKS: Final[Mapping[str, Ask]] = {
    **{f"view: {name}": _always(query) for name, query in VIEWS.items()},
    **{f"filter: {name}": _always(query) for name, query in FILTERS.items()},
    "search: a common word": _found(COMMON, 1),
    "search: a known word": _found(KNOWN, 1),
    "search: a rare word": _found(RARE, 1),
    "search: two common words": _found(COMMON, 2),
    "search: a common word, held": _found(COMMON, 1, "status=held"),
    "search: a common word, urgent": _found(COMMON, 1, f"priority=urgent&{AT_WORK}"),
    "page: deep in the list": _deep,
    "news: forty tickets, for the view all": _changed(VIEWS["all"]),
    "news: forty tickets, for due soon": _changed(VIEWS["due soon"]),
}


async def paces(inbox: Inbox, asks: int, progress: Progress) -> Mapping[str, Sequence[float]]:
    """How many seconds each took; they are asked in turn."""
    chance = random.Random(7)
    took = {what: list[float]() for what in ASKS}
    for number in range(WARM + asks):
        progress("asked", number, WARM + asks)
        for what, ask in ASKS.items():
            seconds = await inbox.asks(ask(chance, inbox))
            if number >= WARM:
                took[what].append(seconds)
    return took


def report(title: str, took: Mapping[str, Sequence[float]]) -> Report:
    """The p95 of each in milliseconds."""
    figures = [
        Figure(what, 1000 * quantile(seconds, 0.95), "ms", at_most=MOST)
        for what, seconds in took.items()
    ]
    return Report(title, figures)


@asynccontextmanager
async def served(region: OpenRegion, tickets: int) -> AsyncIterator[Inbox]:
    """The region behind an API that listens."""
    clock = SetClock()
    clock.at = NOW
    await region.stores.policies.keep(POLICY)
    door, _, keys, *_ = make_door({REGION: region.stores}, clock)
    keys.add(HELD, ANA)
    with bound("127.0.0.1", 0) as listening:  # as the desk does it: nothing waits to be sent
        listening.listen()
        server = server_of(door)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        headers = {"Authorization": f"Bearer {HELD}"}
        try:
            async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as client:
                yield Inbox(client, door.cursor_key, tickets)
        finally:
            server.should_exit = True
            await serving


async def measured(
    place: Place,
    tickets: int,
    asks: int,
    progress: Progress,
    at_work: float | None = None,
    settle: Callable[[Place], object] = lambda _: None,
) -> Mapping[str, Sequence[float]]:
    """Fill the region, let it settle, and ask."""
    async with await open_region(REGION, place, KEY) as region:
        database, keys = open_database(place.url), open_database(place.keys_url)
        secrets = RegionSecrets(REGION, KEY)
        await fill(database, secrets, tickets, progress, at_work)
        await furnish(database, keys, secrets, progress)
        await database.dispose()
        await keys.dispose()
        settle(place)
        async with served(region, tickets) as inbox:
            return await paces(inbox, asks, progress)


async def inbox(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """Mostly closed and all at work, on SQLite, then on PostgreSQL if it is here."""
    reports = []
    tickets, asks = sizes["tickets"], sizes["asks"]
    for name, at_work in SHARES.items():
        files = Place.in_folder(folder / name.replace(" ", "-"))
        took = await measured(files, tickets, asks, progress, at_work)
        reports.append(report(f"{tickets:,} tickets, {name}, on SQLite: p95", took))
    found = programs()
    if found is None:
        print(NO_POSTGRES, file=sys.stderr)
        return reports
    return [*reports, *await _on_postgres(found, tickets, asks, progress)]


SHARES: Final[Mapping[str, float | None]] = {"nearly all closed": None, "all at work": 1.0}


async def _on_postgres(
    found: Path, tickets: int, asks: int, progress: Progress
) -> Sequence[Report]:
    server = Postgres(Path(tempfile.mkdtemp(prefix="meridian-pg-")), found)
    reports = []

    def vacuumed(place: Place) -> None:
        # As the server does by itself, some minutes after so many rows; SQLite never does.
        server.ask("VACUUM ANALYZE", str(make_url(place.url).database))

    try:
        server.make()
        await server.start()
        await server.make_templates()
        for name, at_work in SHARES.items():
            took = await measured(server.place(), tickets, asks, progress, at_work, vacuumed)
            reports.append(report(f"{tickets:,} tickets, {name}, on PostgreSQL: p95", took))
    finally:
        server.stop()
    return reports


if __name__ == "__main__":
    sys.exit(command("bench.inbox", __doc__, {"tickets": 100_000, "asks": 40}, inbox))
