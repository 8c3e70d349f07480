"""Tells tickets what the inbox holds for them: at once when nudged, the rest by sweeping."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from domain.arrivals import Batch
from domain.ports import Clock
from domain.stores import Inbox, Unavailable
from runtime import metrics

LEASE = timedelta(seconds=20)
CHECK_AGAIN_AFTER = timedelta(minutes=10)
FIRST_PAUSE = timedelta(seconds=0.25)
LONGEST_PAUSE = timedelta(seconds=5)
TICKETS_OWN_PAUSE = timedelta(seconds=30)

log = structlog.get_logger("dispatcher")


class CannotTell(Exception):
    """Temporal did not take the news; `reason` is a code without text.

    `of_ticket` says that this one ticket cannot be told, while others can.
    """

    def __init__(self, reason: str, *, of_ticket: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.of_ticket = of_ticket


class Teller(Protocol):
    """Tells one ticket its news in one call."""

    async def __call__(self, batch: Batch) -> None:
        """Raises CannotTell, and nothing else."""
        ...


class Dispatcher:
    """One region's dispatcher. Any number may run, in any process: rows are leased.

    A ticket's news is told in the order of acceptance, all that waits in one call; tickets are
    told side by side, `width` at once. While Temporal is away nothing is asked of it for a while,
    and then one ticket is tried before all others: an outage is neither loud nor slow to end.
    """

    def __init__(  # noqa: PLR0913 - a composition root's product: each argument is one part of it
        self,
        region: str,
        inbox: Inbox,
        tell: Teller,
        clock: Clock,
        owner: str,
        *,
        width: int = 16,
        sweep_every: float = 1.0,
    ) -> None:
        self._region = region
        self._inbox = inbox
        self._tell = tell
        self._clock = clock
        self._owner = owner
        self._width = width
        self._sweep_every = sweep_every
        self._nudged = asyncio.Event()
        self._failures = 0
        self._quiet_until = clock.now()

    def nudge(self) -> None:
        """Say that something was accepted."""
        self._nudged.set()

    async def run(self) -> None:
        """Dispatch until cancelled; what is under way is finished first."""
        under_way: set[asyncio.Task[None]] = set()
        try:
            while True:
                self._nudged.clear()
                for batch in await self._lease(self._room(len(under_way))):
                    under_way.add(asyncio.create_task(self._dispatch(batch)))
                under_way = await self._wait(under_way)
        finally:
            await asyncio.gather(*under_way, return_exceptions=True)

    async def drain(self) -> None:
        """Dispatch all that can be told now, then return; at once where Temporal is away."""
        while batches := await self._lease(self._room(under_way=0)):
            await asyncio.gather(*(self._dispatch(batch) for batch in batches))

    def _room(self, under_way: int) -> int:
        if self._clock.now() < self._quiet_until:
            return 0
        return (1 if self._failures else self._width) - under_way

    async def _lease(self, limit: int) -> list[Batch]:
        if limit <= 0:
            return []
        now = self._clock.now()
        try:
            return await self._inbox.lease(self._owner, now, now + LEASE, limit)
        except Unavailable:
            log.warning("inbox does not answer", region=self._region)
            return []

    async def _wait(self, under_way: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        """Until a call ends, something is accepted, a pause is over, or it is time to sweep."""
        quiet = (self._quiet_until - self._clock.now()).total_seconds()
        news = asyncio.create_task(self._nudged.wait() if quiet <= 0 else asyncio.sleep(quiet))
        done, _ = await asyncio.wait(
            {news, *under_way}, timeout=self._sweep_every, return_when=asyncio.FIRST_COMPLETED
        )
        news.cancel()
        return under_way - done

    async def _dispatch(self, batch: Batch) -> None:
        news = [one.id for one in batch.news]
        try:
            metrics.DISPATCH_CALLS.labels(self._region).inc()
            await self._tell(batch)
        except CannotTell as failure:
            log.warning("ticket not told", ticket=batch.ticket_id, reason=failure.reason)
            await self._safely(self._inbox.put_back(news, self._again_at(failure)))
            return
        self._failures = 0
        await self._safely(self._inbox.told(news, self._clock.now() + CHECK_AGAIN_AFTER))

    def _again_at(self, failure: CannotTell) -> datetime:
        """When to try again; the first failure of several side by side begins a pause for all."""
        now = self._clock.now()
        if failure.of_ticket:
            return now + TICKETS_OWN_PAUSE
        if now >= self._quiet_until:
            pause = FIRST_PAUSE * 2 ** min(self._failures, 10)
            self._quiet_until = now + min(pause, LONGEST_PAUSE)
            self._failures += 1
        return now

    async def _safely(self, writing: Awaitable[None]) -> None:
        """Where the database is away, the lease ends by itself and the ticket knows repeats."""
        try:
            await writing
        except Unavailable:
            log.warning("inbox does not answer", region=self._region)
