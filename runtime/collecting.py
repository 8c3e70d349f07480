"""What is not brought to us is fetched: one worker has an account at a time, and reads it for ever.

An account of a region is read by a worker of that region. One whose customers' homes are worked out
is read only by a worker that serves every region of the desk: what it finds is signed by nobody,
so that no other region's door would take it.
"""

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Mapping,
    Sequence,
)
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, cast

import structlog

from domain.abilities import Collected, Collects
from domain.channel_tokens import Leases
from domain.channels import Channel
from domain.ports import Clock
from domain.stores import RegionStores, Unavailable
from runtime.arriving import Address
from runtime.received import Outcome, Received
from runtime.receiving import Receiver

LEASE: Final = timedelta(seconds=45)
RENEW_SECONDS: Final = 15.0
MOST_UNANSWERED: Final = 2  # tries to renew it: then as much as a third of the lease is left
LOOK_SECONDS: Final = 10.0  # between two looks at which accounts there are
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0

Pause = Callable[[float], Awaitable[None]]
Accounts = Callable[[], Mapping[Address, Channel]]

log = structlog.get_logger("collecting")


class LeaseLost(Exception):
    """Somebody else may read the account now."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Which worker has an account. `owner` is this process's alone."""

    regions: Mapping[str, RegionStores]
    clock: Clock
    owner: str

    def leases(self, address: Address) -> Leases:
        """Where it is noted: all workers that may read the account look there."""
        region = address.region or min(self.regions)
        return self.regions[region].channels.leases

    async def have(self, address: Address) -> bool:
        """Whether the account is this process's for a while. Raises Unavailable."""
        now = self.clock.now()
        return await self.leases(address).hold(_name(address), self.owner, now, now + LEASE)

    async def let_go(self, address: Address) -> None:
        """Let another process have it at once; where that fails, the lease ends by itself."""
        try:
            await self.leases(address).release(_name(address), self.owner)
        except Unavailable:
            log.warning("a lease is left to end", channel=address.channel, account=address.account)


class Collector:
    """Reads the accounts that a worker may read, each in a task of its own."""

    def __init__(
        self, receiver: Receiver, accounts: Accounts, hands: Hands, *, pause: Pause = asyncio.sleep
    ) -> None:
        """`accounts` says which there are by the present desk; it may change while this runs."""
        self._receiver = receiver
        self._accounts = accounts
        self._hands = hands
        self._pause = pause
        self._reading: dict[Address, tuple[Channel, asyncio.Task[None]]] = {}

    async def run(self) -> None:
        """Read until cancelled; then every account is free for others."""
        try:
            while True:
                await self._look()
                await self._pause(LOOK_SECONDS)
        finally:
            await self._stop(list(self._reading))

    async def _look(self) -> None:
        """Begin with accounts that are new, and end with those that are gone or made anew."""
        try:
            present = self._accounts()
        except Exception as fault:  # noqa: BLE001 - a desk that cannot be opened stops no reading
            log.error("accounts stay as they are", fault=type(fault).__name__)
            return
        stale = [one for one, (channel, _) in self._reading.items() if present.get(one) != channel]
        await self._stop(stale)
        for address, channel in present.items():
            if address not in self._reading:
                task = asyncio.create_task(self._read(address, channel))
                self._reading[address] = (channel, task)

    async def _stop(self, addresses: Sequence[Address]) -> None:
        tasks = [self._reading.pop(address)[1] for address in addresses]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, address: Address, channel: Channel) -> None:
        """Read one account whenever it is ours, and come back however it ends."""
        failures = 0
        while True:
            if not await self._is_ours(address):
                await self._pause(RENEW_SECONDS)
                continue
            try:
                async with self._held(address), aclosing(_collected(channel)) as found:
                    async for one in found:
                        await self._take(address, channel, one)
                        failures = 0
            except LeaseLost:
                log.warning("another has it", channel=address.channel, account=address.account)
            except Exception as fault:  # noqa: BLE001 - a mailbox must not be forgotten for a fault
                kind = type(fault).__name__
                log.error("reading broke off", channel=address.channel, fault=kind)
            failures += 1
            await self._pause(_later(failures))

    @asynccontextmanager
    async def _held(self, address: Address) -> AsyncIterator[None]:
        """Keep the lease meanwhile; raises LeaseLost inside once somebody else may have it."""
        reading = asyncio.current_task()
        assert reading is not None, "only tasks read"
        lost = False

        async def keep() -> None:
            nonlocal lost
            await self._kept(address)
            lost = True
            reading.cancel()

        keeping = asyncio.create_task(keep())
        try:
            yield
        except asyncio.CancelledError:
            if not lost:
                raise
            reading.uncancel()
            raise LeaseLost from None
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            if not lost:
                await self._hands.let_go(address)

    async def _is_ours(self, address: Address) -> bool:
        try:
            return await self._hands.have(address)
        except Unavailable:
            return False

    async def _kept(self, address: Address) -> None:
        """Go on having the account; returns before somebody else might have it."""
        unanswered = 0
        while unanswered < MOST_UNANSWERED:
            await self._pause(RENEW_SECONDS)
            try:
                if not await self._hands.have(address):
                    return
                unanswered = 0
            except Unavailable:
                unanswered += 1

    async def _take(self, address: Address, channel: Channel, one: Collected) -> None:
        """Have it kept, however long the database is away, and have the platform remember it."""
        failures = 0
        while True:
            try:
                received = await self._receiver.receive(channel, address, one.request)
            except Unavailable:
                failures += 1
                await self._pause(_later(failures))
                continue
            await _remember(one, received)
            return


def is_read_here(
    address: Address, channel: object, served: Collection[str], regions: Collection[str]
) -> bool:
    """Whether a worker that serves some of the desk's regions is to read the account."""
    if not isinstance(channel, Collects):
        return False
    return {address.region} <= {*served} if address.region else {*regions} <= {*served}


async def _remember(one: Collected, received: Received) -> None:
    if received.outcomes.get(Outcome.ELSEWHERE):
        log.error("left where it is: its region is served elsewhere")
    elif received.unreadable:
        await one.set_aside()
    else:
        await one.keep()


async def _collected(channel: Channel) -> AsyncGenerator[Collected, None]:
    """What the account holds, closed with whoever reads it."""
    found = cast("Collects", channel).collect()
    try:
        async for one in found:
            yield one
    finally:
        close = getattr(found, "aclose", None)
        if close is not None:
            await close()


def _name(address: Address) -> str:
    return f"collect:{address.channel}/{address.account}"


def _later(failures: int) -> float:
    return float(min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE))
