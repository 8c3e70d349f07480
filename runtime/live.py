"""Follows what happens in the regions, once for each region, for all who listen in this process."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.live import Attended, Happening, Happenings
from domain.ports import Clock
from domain.stores import Unavailable
from runtime.clock import SystemClock

KEPT: Final = 1_000  # happenings in memory; who has missed more reads them from the database
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """A region as it was last looked at. `places` and `told` are as the port has them."""

    places: Mapping[str, Attended] = field(default_factory=dict)
    told: Mapping[str, datetime] = field(default_factory=dict)


class Bell:
    """Wakes whoever waits; the number says how often it rang."""

    def __init__(self) -> None:
        self.number = 0
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait."""
        self.number += 1
        self._rung.set()
        self._rung = asyncio.Event()

    async def rung(self, seen: int, seconds: float) -> int:
        """The number, as soon as it is not `seen`, or once that long has passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.number == seen:
                    await self._rung.wait()
        return self.number


class RegionFeed:
    """What happens in one region. Looks from when somebody first listens until it is closed."""

    def __init__(self, happenings: Happenings, clock: Clock, for_all: Bell) -> None:
        self.bell = Bell()  # rings for whatever changes in the region's database
        self.seen = Seen()
        self._for_all = for_all
        self._happenings = happenings
        self._clock = clock
        self._kept: deque[Happening] = deque(maxlen=KEPT)
        self._known: int | None = None  # the last position that was looked at
        self._follower: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Look from now on; again changes nothing. Needs a running event loop."""
        if self._follower is None:
            self._follower = asyncio.create_task(self._follow(), name="live")

    async def after(self, position: int) -> Sequence[Happening]:
        """What happened after a position, in order; at most some hundreds. Raises Unavailable."""
        if self._kept and self._kept[0].position <= position + 1:
            return [one for one in self._kept if one.position > position][:AT_ONCE]
        if self._known is not None and position >= self._known:
            return ()
        return await self._happenings.after(position, AT_ONCE)

    async def last(self) -> int:
        """The last position of the ledger, as the database has it. Raises Unavailable."""
        return await self._happenings.last()

    async def close(self) -> None:
        """Look no more; who still waits does so until their seconds are over."""
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.gather(self._follower, return_exceptions=True)

    async def _follow(self) -> None:
        async with aclosing(self._happenings.changes()) as changes:
            async for _ in changes:
                with contextlib.suppress(Unavailable):  # the next one comes when it is there again
                    await self._look()

    async def _look(self) -> None:
        known = self._known
        if known is None:  # what was before is read by whoever asks for it
            known = await self._happenings.last()
        while news := await self._happenings.after(known, AT_ONCE):
            self._kept.extend(news)
            known = news[-1].position
        attended = await self._happenings.attended(self._clock.now())
        before = (self._known, self.seen)
        self._known, self.seen = known, Seen(attended, await self._happenings.told())
        self.bell.ring()
        if (self._known, self.seen) != before:
            self._for_all.ring()


class LiveRegions:
    """The port `Live` of a process, and the feeds behind it, by region."""

    def __init__(self, happenings: Mapping[str, Happenings], clock: Clock | None = None) -> None:
        clock = clock or SystemClock()
        # Rings for what is told to listeners, in any region, and when the process is to end.
        self.bell = Bell()
        self.ending = False
        self.feeds = {
            region: RegionFeed(one, clock, self.bell) for region, one in happenings.items()
        }

    def end(self) -> None:
        """Send away whoever listens: the process is about to stop."""
        self.ending = True
        self.bell.ring()

    async def close(self) -> None:
        """Look no more."""
        await asyncio.gather(*(feed.close() for feed in self.feeds.values()))

    def number(self, region: str) -> int:
        """As the Protocol says."""
        return self.feeds[region].bell.number

    async def changed(self, region: str, seen: int, seconds: float) -> int:
        """As the Protocol says."""
        feed = self.feeds[region]
        feed.begin()
        return await feed.bell.rung(seen, seconds)
