"""A mailbox is read by one worker at a time, for ever, and remembers what was committed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from domain.abilities import Collected
from domain.arrivals import Arrival
from domain.channels import Channel, Request
from domain.stores import Inbox, RegionStores, Unavailable
from rulebook.home import Home
from runtime.arriving import Address, Maker
from runtime.collecting import LEASE, Collector, Hands, is_read_here
from runtime.receiving import Receiver
from storage.open import open_region
from tests.fakes.toy_channel import ToyChannel, delivery, wrote
from tests.regions import in_shape

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BOX = Address("toy", "box", "eu")


class Mailbox(ToyChannel):
    """A toy channel whose deliveries have to be fetched; what is settled is not offered again."""

    def __init__(self) -> None:
        super().__init__()
        self.holds, self.kept, self.aside = list[bytes](), list[bytes](), list[bytes]()
        self.breaks: list[Exception] = []
        self.readers = self.most_readers = 0
        self._news = asyncio.Event()

    async def collect(self) -> AsyncIterator[Collected]:
        """As the Protocol says."""
        self.readers += 1
        self.most_readers = max(self.readers, self.most_readers)
        try:
            while True:
                self._news.clear()
                if self.breaks:
                    raise self.breaks.pop()
                for body in [one for one in self.holds if one not in (*self.kept, *self.aside)]:
                    request = Request("POST", "imap:", {}, {}, body, NOW)
                    yield Collected(request, _to(self.kept, body), _to(self.aside, body))
                await self._news.wait()
        finally:
            self.readers -= 1

    def put(self, *bodies: bytes) -> None:
        """Mail comes."""
        self.holds += bodies
        self._news.set()


def _to(pile: list[bytes], body: bytes) -> Callable[[], Awaitable[None]]:
    async def settle() -> None:
        pile.append(body)

    return settle


@dataclass
class Flaky:
    """An inbox whose database is away as often as a test says."""

    stores: RegionStores
    failures: int = 0

    async def accept(self, arrival: Arrival) -> object:
        if self.failures:
            self.failures -= 1
            raise Unavailable("away")
        return await self.stores.inbox.accept(arrival)


@dataclass
class World:
    """A region, a mailbox, and a clock that is moved by hand: pauses last until it is."""

    regions: dict[str, RegionStores]
    box: Mailbox
    at: datetime = NOW
    pauses: list[float] = field(default_factory=list)
    _waiting: list[asyncio.Event] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._waiting.append(asyncio.Event())
        await self._waiting[-1].wait()

    async def goes_on(self) -> None:
        """All that pauses goes on."""
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Let pauses end until something is so."""
        while not holds():
            await self.goes_on()
            await turn()

    def receiver(self) -> Receiver:
        maker = Maker(iter(f"01J9{number:022d}" for number in range(1, 999)).__next__, _print)
        return Receiver(self.regions, _home, maker, lambda _: None, self)

    @asynccontextmanager
    async def worker(self, owner: str, accounts: dict[Address, Channel]) -> AsyncIterator[None]:
        """A worker process, as far as it collects."""
        hands = Hands(self.regions, self, owner)
        collector = Collector(self.receiver(), lambda: accounts, hands, pause=self.pause)
        task = asyncio.create_task(collector.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def _print(region: str, body: bytes) -> str:
    return f"{hash((region, body)) & (2**60 - 1):032x}"


def _home(**_: str | None) -> Home:
    return Home("eu", "default")


async def turn() -> None:
    """Let others go on, those in threads among them."""
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.call_later(0.002, ready.set_result, None)
    await ready


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        key = b"eu".ljust(32, b".")
        opened = await open_region("eu", in_shape(tmp_path / "eu"), key)
        stores = (await stack.enter_async_context(opened)).stores
        yield World({"eu": stores}, Mailbox())


async def test_what_is_committed_is_kept_and_what_cannot_be_read_is_set_aside(
    world: World,
) -> None:
    good, bad = delivery(wrote(1)), b"no mail at all"
    world.box.put(good, bad)
    async with world.worker("one", {BOX: world.box}):
        await world.until(lambda: len(world.box.kept) + len(world.box.aside) == 2)
    assert (world.box.kept, world.box.aside) == ([good], [bad])
    assert await world.regions["eu"].inbox.waiting() == 1
    assert len(await world.regions["eu"].channels.set_asides.newest(before=None, limit=9)) == 1


async def test_two_workers_never_read_one_account_at_once(world: World) -> None:
    accounts: dict[Address, Channel] = {BOX: world.box}
    async with world.worker("one", accounts), world.worker("two", accounts):
        for number in range(5):
            world.box.put(delivery(wrote(number)))
            await world.until(lambda: world.box.kept == world.box.holds)
    assert world.box.most_readers == 1
    assert world.box.readers == 0


async def test_a_worker_that_stops_leaves_the_account_to_the_next_at_once(world: World) -> None:
    accounts: dict[Address, Channel] = {BOX: world.box}
    async with world.worker("one", accounts):
        await world.until(lambda: world.box.readers == 1)
    assert world.box.readers == 0
    world.box.put(delivery(wrote(1)))
    async with world.worker("two", accounts):
        await world.until(lambda: len(world.box.kept) == 1)


async def test_an_account_of_a_worker_that_died_is_free_when_its_lease_ends(world: World) -> None:
    leases = world.regions["eu"].channels.leases
    assert await leases.hold("collect:toy/box", "the dead", NOW, NOW + LEASE)
    world.box.put(delivery(wrote(1)))
    async with world.worker("two", {BOX: world.box}):
        for _ in range(20):
            await world.goes_on()
            await turn()
        assert world.box.kept == []
        world.at += LEASE
        await world.until(lambda: len(world.box.kept) == 1)


async def test_who_loses_the_lease_stops_reading(world: World) -> None:
    async with world.worker("one", {BOX: world.box}):
        await world.until(lambda: world.box.readers == 1)
        world.at += 2 * LEASE  # as if the process had stood still
        later = world.at + LEASE
        assert await world.regions["eu"].channels.leases.hold(
            "collect:toy/box", "other", world.at, later
        )
        await world.until(lambda: world.box.readers == 0)
        world.box.put(delivery(wrote(1)))
        for _ in range(20):
            await world.goes_on()
            await turn()
        assert world.box.kept == []


async def test_while_the_database_is_away_the_mail_stays_and_is_tried_ever_later(
    world: World,
) -> None:
    stores = world.regions["eu"]
    flaky = Flaky(stores, failures=9)
    world.regions["eu"] = replace(stores, inbox=cast("Inbox", flaky))
    world.box.put(delivery(wrote(1)), delivery(wrote(2)))
    async with world.worker("one", {BOX: world.box}):
        await world.until(lambda: len(world.box.kept) == 2)
    assert world.box.kept == world.box.holds
    assert await stores.inbox.waiting() == 2
    assert {1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0} <= set(world.pauses)


async def test_a_reader_that_breaks_off_begins_again(world: World) -> None:
    world.box.breaks = [OSError("reset"), ValueError("a fault of ours")]
    world.box.put(delivery(wrote(1)))
    async with world.worker("one", {BOX: world.box}):
        await world.until(lambda: len(world.box.kept) == 1)
    assert world.box.breaks == []


async def test_a_desk_that_changes_changes_what_is_read(world: World) -> None:
    accounts: dict[Address, Channel] = {}
    async with world.worker("one", accounts):
        await world.until(lambda: len(world.pauses) > 2)
        accounts[BOX] = world.box
        await world.until(lambda: world.box.readers == 1)
        other = accounts[BOX] = Mailbox()
        await world.until(lambda: (world.box.readers, other.readers) == (0, 1))
        del accounts[BOX]
        await world.until(lambda: other.readers == 0)


@pytest.mark.parametrize(
    ("region", "served", "is_read"),
    [
        ("eu", ["eu"], True),
        ("eu", ["na"], False),
        (None, ["eu"], False),
        (None, ["na", "eu"], True),
    ],
)
def test_an_account_is_read_where_all_that_it_may_hold_is_at_home(
    region: str | None, served: list[str], is_read: bool
) -> None:
    address = Address("toy", "box", region)
    assert is_read_here(address, Mailbox.__new__(Mailbox), served, ["eu", "na"]) is is_read
    assert not is_read_here(address, ToyChannel(), ["eu", "na"], ["eu", "na"])
