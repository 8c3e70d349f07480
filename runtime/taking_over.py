"""How a process comes to go by the newest published desk: at its start, and while it runs.

A desk is taken over whole, once everything that follows from it was made. One that cannot be is
left, and tried again: the process goes on with the desk that it has, and says so.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from domain.desks import Desks, NotTakenOver, PublishedDesk
from domain.ports import Clock
from domain.stores import Unavailable
from rulebook.facts import Desk
from rulebook.publishing.current import Current, Standing
from rulebook.publishing.editions import Edition
from rulebook.reading.files import DeskError
from runtime.doors import CannotStart
from runtime.keys import KeyMissing
from runtime.metering import show_channels
from runtime.published import Editions

LOOK_EVERY: Final = timedelta(seconds=2)
TRY_AGAIN_AFTER: Final = timedelta(seconds=30)  # a secret may have come meanwhile
TOLD_FOR: Final = 3 * TRY_AGAIN_AFTER  # who has not said it again since then is gone, or has mended
OLDER: Final = 20  # how many desks are tried at a start before it is given up
UNUSABLE: Final = (DeskError, KeyMissing, CannotStart, OSError)

Ready = Callable[[Edition], object]  # makes what follows from a desk; raises one of UNUSABLE

log = structlog.get_logger("desk")


@dataclass(frozen=True, slots=True)
class Process:
    """Who takes over: by its name in notes, with its clock; all regions share what was read."""

    name: str
    clock: Clock
    editions: Editions


def no_preparation(_: Edition) -> None:
    """Of a process that makes nothing ahead."""


class TakingOver:
    """One region's newest desk, as this process takes it over."""

    def __init__(
        self, region: str, desks: Desks, process: Process, ready: Ready = no_preparation
    ) -> None:
        self._region = region
        self._desks = desks
        self._process = process
        self._ready = ready
        self._left: PublishedDesk | None = None
        self._again_at: datetime | None = None
        self._log = log.bind(region=region)

    async def begin(self) -> Current:
        """The newest desk that this process can work by.

        Raises CannotStart, with what is wrong with the newest, where none of the last twenty is.
        """
        first: Exception | None = None
        for published in await self._desks.page(before=None, limit=OLDER):
            try:
                standing = await self._prepared(published)
            except UNUSABLE as fault:
                first = first or fault
                if self._left is None:
                    await self._leave(published, fault)
                continue
            self._current = Current(standing)
            self._taken(standing)
            return self._current
        why = first or "there is none"
        raise CannotStart(
            f"{self._region} has no published desk that can be worked by: {why}\n"
            "Mend that, or publish another with `meridian desk publish`."
        )

    async def look(self) -> None:
        """Take over a newer desk, if there is one; whatever keeps us from it is logged."""
        newest = await self._desks.newest()
        if newest is None or newest.number == self._current.standing.published.number:
            return
        if self._is_left(newest):
            return
        try:
            standing = await self._prepared(newest)
        except UNUSABLE as fault:
            await self._leave(newest, fault)
            return
        self._left = None
        self._current.take(standing)
        self._taken(standing)

    async def run(self) -> None:
        """Look every two seconds."""
        while True:
            with contextlib.suppress(Unavailable):  # the database's absence is told elsewhere
                await self.look()
            await asyncio.sleep(LOOK_EVERY.total_seconds())

    async def _prepared(self, published: PublishedDesk) -> Standing:
        try:
            edition = await self._process.editions.of(self._desks, published)
            if self._region not in edition.desk.regions:
                raise CannotStart(f"the desk has no region {self._region}")
            await asyncio.to_thread(self._ready, edition)
        except (Unavailable, *UNUSABLE):
            raise
        except Exception as fault:  # a fault of ours is no reason to end the region's work
            raise CannotStart(f"a fault of ours, {type(fault).__name__}") from fault
        return Standing(published, edition)

    def _is_left(self, newest: PublishedDesk) -> bool:
        """Whether it could not be taken over a moment ago."""
        is_known = self._left is not None and self._left.number == newest.number
        return is_known and self._again_at is not None and self._now() < self._again_at

    async def _leave(self, published: PublishedDesk, fault: Exception) -> None:
        self._left, self._again_at = published, self._now() + TRY_AGAIN_AFTER
        reason = str(fault)
        self._log.error("desk not taken over", number=published.number, reason=reason)
        note = NotTakenOver(self._process.name, published.number, reason, self._now())
        await self._desks.not_taken_over(note)

    def _taken(self, standing: Standing) -> None:
        show_channels(self._region, {one.channel for one in standing.edition.desk.accounts})
        published = standing.published
        self._log.info("desk taken over", number=published.number, address=published.address[:12])

    def _now(self) -> datetime:
        return self._process.clock.now()


class PresentDesks:
    """The desks of the regions that a process serves."""

    def __init__(self, current: Mapping[str, Current]) -> None:
        self._current = dict(current)

    def of(self, region: str) -> Current:
        """What a region goes by."""
        return self._current[region]

    def newest(self) -> Standing:
        """What the whole process goes by where no region is known yet: what was published last."""
        standing = (one.standing for one in self._current.values())
        return max(standing, key=lambda one: one.published.at)

    def desk(self) -> Desk:
        """What that says."""
        return self.newest().edition.desk


@contextlib.asynccontextmanager
async def present_desks(
    regions: Mapping[str, Desks], process: Process, ready: Mapping[str, Ready] | None = None
) -> AsyncIterator[PresentDesks]:
    """Take the newest desks over, and every newer one while the block goes on.

    Raises as `TakingOver.begin`.
    """
    taking = {
        name: TakingOver(name, desks, process, (ready or {}).get(name, no_preparation))
        for name, desks in regions.items()
    }
    current = {name: await one.begin() for name, one in taking.items()}
    tasks = [asyncio.create_task(one.run(), name="desk") for one in taking.values()]
    try:
        yield PresentDesks(current)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
