"""Keeps the figures that nobody moves by acting: what waits, how each part does, what is free."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

from api.door import PartHealth
from domain.meter import Backlog, Pulse
from domain.ports import Clock
from domain.privacy_requests import PrivacyRequests, Standing
from domain.retention import Retaining
from domain.stores import Unavailable
from runtime import metrics

EVERY_SECONDS: Final = 10.0
SHARED: Final = "all"
UNKNOWN: Final = float("nan")
STANDINGS: Final = tuple(one.name for one in fields(Standing))


@dataclass(frozen=True, slots=True)
class Watch:
    """What is looked at, again and again."""

    pulses: Mapping[str, Pulse]
    health: Callable[[], Awaitable[Mapping[str, PartHealth]]]
    data: Path
    clock: Clock
    requests: Mapping[str, PrivacyRequests] = field(default_factory=dict)  # by region
    retaining: Mapping[str, Retaining] = field(default_factory=dict)

    async def look(self) -> None:
        """Set every such figure to what it is now."""
        looking = [self._backlog(region, pulse) for region, pulse in self.pulses.items()]
        counting = [self._standing(region, one) for region, one in self.requests.items()]
        asking = [self._retention(region, one) for region, one in self.retaining.items()]
        await asyncio.gather(self._parts(), *looking, *counting, *asking)
        metrics.DISK_FREE.set(await asyncio.to_thread(self._free))

    async def _parts(self) -> None:
        for name, part in (await self.health()).items():
            kind, _, region = name.partition(" ")
            metrics.PART_UP.labels(region or SHARED, kind).set(part.well)

    async def _backlog(self, region: str, pulse: Pulse) -> None:
        try:
            backlog = await pulse.backlog()
        except Unavailable:  # what stood there before would look like news
            metrics.INBOX_WAITING.labels(region).set(UNKNOWN)
            metrics.INBOX_OLDEST.labels(region).set(UNKNOWN)
            return
        metrics.INBOX_WAITING.labels(region).set(backlog.waiting)
        metrics.INBOX_OLDEST.labels(region).set(self._age(backlog))

    async def _standing(self, region: str, requests: PrivacyRequests) -> None:
        try:
            counted = await requests.standing(self.clock.now())
        except Unavailable:
            counted = None
        for name in STANDINGS:
            known = UNKNOWN if counted is None else getattr(counted, name)
            metrics.PRIVACY_REQUESTS.labels(region, name).set(known)

    async def _retention(self, region: str, retaining: Retaining) -> None:
        try:
            last = await retaining.last_ran()
        except Unavailable:
            last = None
        age = UNKNOWN if last is None else (self.clock.now() - last).total_seconds()
        metrics.RETENTION_AGE.labels(region).set(age)

    def _free(self) -> float:
        try:
            disk = shutil.disk_usage(self.data)
        except OSError:
            return UNKNOWN
        return disk.free / disk.total

    def _age(self, backlog: Backlog) -> float:
        if backlog.oldest is None:
            return 0
        return max((self.clock.now() - backlog.oldest).total_seconds(), 0)

    async def _go_on(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(EVERY_SECONDS)

    @contextlib.asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Look every ten seconds beside what is done inside."""
        task = asyncio.create_task(self._go_on(), name="watch")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
