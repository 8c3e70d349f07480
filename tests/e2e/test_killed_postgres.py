"""kill -9 of PostgreSQL while customers write: what was answered with 202 is there, once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import httpx
import pytest
from sqlalchemy import select

from api.app import create_app
from domain.access import Role
from domain.stores import Unavailable
from runtime.waiting import until
from storage.database.engine import open_database
from storage.open import OpenRegion, Place, open_region
from storage.tables.region import InboxRow, table_of
from storage.tickets.pages import ledger
from tests.api.house import SetClock, bearer, make_door, message
from tests.patience import PATIENCE
from tests.postgres import NO_POSTGRES, Postgres, a_server, programs
from tests.storage.building import KEY, page, received, view

CUSTOMERS = 12
TRIES = 5
inbox = table_of(InboxRow)


@pytest.fixture
def mortal() -> Iterator[Postgres]:
    """A server that nobody else uses."""
    if programs() is None:
        pytest.skip(NO_POSTGRES)
    yield from a_server()


@dataclass
class Told:
    """What customers were answered, and what the workers wrote down."""

    accepted: list[str] = field(default_factory=list)
    refused: int = 0  # by the API
    written: list[str] = field(default_factory=list)
    put_off: int = 0  # pages

    @property
    def turned_away(self) -> int:
        return self.refused + self.put_off


@dataclass
class Kept:
    """What the database holds afterwards."""

    messages: list[str]
    entries: list[str]
    positions: list[int]


def faults(told: Told, kept: Kept) -> list[str]:
    """Where what is kept is not what was promised."""
    doubled = [one for one, times in Counter(kept.messages).items() if times > 1]
    found = [f"{one} is lost" for one in told.accepted if one not in set(kept.messages)]
    found += [f"{one} is there twice" for one in doubled]
    found += [f"{one} is lost from the ledger" for one in told.written if one not in kept.entries]
    found += [f"{one} came out of turn" for one in _out_of_turn(kept.messages)]
    if kept.positions != list(range(1, len(kept.positions) + 1)):
        found.append("the ledger's positions have gaps")
    return found


def _out_of_turn(messages: Sequence[str]) -> Iterator[str]:
    """Customers number what they write, and write nothing before the last one was accepted."""
    last: dict[str, int] = {}
    for one in messages:
        customer, _, number = one.partition("-")
        if int(number) != last.get(customer, -1) + 1:
            yield one
        last[customer] = int(number)


@dataclass
class Load:
    """Customers and workers, who ask again whenever they are told to come back."""

    client: httpx.AsyncClient
    region: OpenRegion
    told: Told = field(default_factory=Told)
    customers: list[asyncio.Task[None]] = field(default_factory=list)

    def joins(self, name: str) -> None:
        self.customers.append(asyncio.create_task(self.customer(name)))

    async def customer(self, name: str) -> None:
        """One message after the other, for as long as the test goes on."""
        number = 0
        while True:
            await until(partial(self._accepted, f"{name}-{number}", name), PATIENCE, "no 202")
            await until(partial(self._written, f"eu-{name}-{number}"), PATIENCE, "no page")
            number += 1

    async def _accepted(self, message_id: str, name: str) -> bool:
        sender = {"id": name, "country": "IE"}
        body = message(message_id=message_id, sender=sender)
        answer = await self.client.post("/v1/messages", json=body, headers=bearer(Role.CHANNEL))
        if answer.status_code == 202:
            self.told.accepted.append(message_id)
            return True
        assert answer.status_code == 503, answer.text
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.json()["code"] == "database_away"
        self.told.refused += 1
        return False

    async def _written(self, ticket: str) -> bool:
        try:
            await self.region.stores.ledger.write(page(view(ticket), received(f"{ticket}-m")))
        except Unavailable:
            self.told.put_off += 1
            return False
        self.told.written.append(ticket)
        return True

    async def goes_on(self, *, accepted: int = 0, turned_away: int = 0, refused: int = 0) -> None:
        """Wait until so many more were accepted, turned away, and refused among these."""
        wanted = (accepted, turned_away, refused)
        before = self._counts()

        async def enough() -> bool:
            more = (now - then for now, then in zip(self._counts(), before, strict=True))
            return all(here >= there for here, there in zip(more, wanted, strict=True))

        await until(enough, PATIENCE, "the load does not go on")

    def _counts(self) -> tuple[int, int, int]:
        return len(self.told.accepted), self.told.turned_away, self.told.refused


@asynccontextmanager
async def load(place: Place) -> AsyncIterator[Load]:
    async with await open_region("eu", place, KEY) as region:
        door, *_ = make_door({"eu": region.stores}, SetClock())
        transport = httpx.ASGITransport(create_app(door))
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
            running = Load(client, region)
            for number in range(CUSTOMERS):
                running.joins(f"c{number}")
            try:
                yield running
            finally:
                for one in running.customers:
                    one.cancel()
                ended = await asyncio.gather(*running.customers, return_exceptions=True)
        assert [one for one in ended if not isinstance(one, asyncio.CancelledError)] == []


async def kept(place: Place) -> Kept:
    database = open_database(place.url)
    ids = await database.read(
        lambda one: list(one.execute(select(inbox.c.id).order_by(inbox.c.number)).scalars())
    )
    rows = await database.read(lambda one: list(one.execute(select(ledger))))
    await database.dispose()
    async with await open_region("eu", place, KEY) as region:
        texts = await region.stores.vault.get_many(ids)
    positions = sorted(row.position for row in rows)
    messages = [str(texts[one].content["message_id"]) for one in ids]
    return Kept(messages, [row.ticket_id for row in rows], positions)


async def test_what_was_accepted_outlives_the_server(mortal: Postgres) -> None:
    place = mortal.place()
    async with load(place) as running:
        for newcomer in ("one", "another"):
            await running.goes_on(accepted=40)
            mortal.kill()
            running.joins(newcomer)  # refused, even if all others wait for their pages
            await running.goes_on(turned_away=3 * CUSTOMERS, refused=1)
            await mortal.start()
        await running.goes_on(accepted=40)
    assert faults(running.told, await kept(place)) == []


async def test_a_server_that_confirms_too_early_is_found_out(mortal: Postgres) -> None:
    """The planted fault: commits that are answered before they are on the disk.

    Now and then the server happens to write all of them in time, so it is killed again.
    """
    found: list[str] = []
    for _ in range(TRIES):
        mortal.kill()
        await mortal.start(wal_writer_delay="10s")
        place = mortal.place(options="-csynchronous_commit%3Doff")
        async with load(place) as running:
            await running.goes_on(accepted=40)
            mortal.kill()
        await mortal.start()
        found += faults(running.told, await kept(place))
        if found:
            break
    assert any("is lost" in fault for fault in found)
