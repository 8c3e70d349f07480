"""Follows what happens in the regions, once for each region, for all who listen in this process."""

import asyncio
import contextlib
from bisect import bisect_right
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from typing import Final

import structlog

from domain.live import Attended, Happening, Happenings, Notified
from domain.ports import Clock
from domain.stores import Unavailable
from runtime.clock import SystemClock

KEPT: Final = 1_000  # happenings in memory; who has missed more reads anew what it shows
AT_ONCE: Final = 500
PACE: Final = 0.1  # seconds: what is written meanwhile is read at one go
UNASKED: Final = 10.0  # seconds: whoever could not read what changed tries again
UNHEARD: Final = 60.0  # seconds after which nobody listens; each does something every fifteen

log = structlog.get_logger("live")


@dataclass(frozen=True, slots=True)
class Seen:
    """A region as it was last looked at. `places` and `notified` are as the port has them."""

    position: int
    places: Mapping[str, Attended]
    notified: Mapping[str, Notified]


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
    """What happens in one region. Looks as long as somebody listens, and a minute longer."""

    def __init__(self, happenings: Happenings, clock: Clock, for_all: Bell) -> None:
        self.bell = Bell()  # rings for whatever changes in the region's database
        self.seen: Seen | None = None  # None while it was not looked at yet
        self._for_all = for_all
        self._happenings = happenings
        self._clock = clock
        self._kept: deque[Happening] = deque(maxlen=KEPT)
        self._follower: asyncio.Task[None] | None = None
        self._heard_at = 0.0

    def attend(self) -> None:
        """Somebody listens; say so every now and then. Needs a running event loop."""
        self._heard_at = monotonic()
        if self._follower is None:
            self._follower = asyncio.create_task(self._follow(), name="live")

    @property
    def looks(self) -> bool:
        """Whether the region is being looked at."""
        return self._follower is not None

    async def begun(self, seconds: float) -> Seen:
        """The region, once it was looked at. Raises Unavailable where that takes longer."""
        self.attend()
        end = monotonic() + seconds
        while self.seen is None:
            left = end - monotonic()
            if left <= 0:
                raise Unavailable("the region was not looked at yet")
            await self.bell.rung(self.bell.number, left)
        return self.seen

    def after(self, position: int) -> Sequence[Happening] | None:
        """What happened after a position, in order; at most some hundreds.

        None for what was too long ago to be remembered here.
        """
        if self.seen is None or position >= self.seen.position:
            return ()
        if not self._kept or self._kept[0].position > position + 1:
            return None
        first = bisect_right(self._kept, position, key=_position)
        return list(islice(self._kept, first, first + AT_ONCE))

    async def last(self) -> int:
        """The last position of the ledger, as the database has it. Raises Unavailable."""
        return await self._happenings.last()

    async def close(self) -> None:
        """Look no more; who still waits does so until their seconds are over."""
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.gather(self._follower, return_exceptions=True)

    def _is_heard(self) -> bool:
        return monotonic() - self._heard_at < UNHEARD

    async def _follow(self) -> None:
        while self._is_heard():
            changed = asyncio.Event()
            noting = asyncio.create_task(self._note(changed))
            try:
                await self._look_on(changed)
            finally:
                noting.cancel()
                await asyncio.gather(noting, return_exceptions=True)
        self._kept.clear()
        self.seen = self._follower = None

    async def _note(self, changed: asyncio.Event) -> None:
        async with aclosing(self._happenings.changes()) as changes:
            async for _ in changes:
                changed.set()

    async def _look_on(self, changed: asyncio.Event) -> None:
        while self._is_heard():
            changed.clear()
            await self._try_to_look()
            await asyncio.sleep(PACE)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(UNASKED):
                    await changed.wait()

    async def _try_to_look(self) -> None:
        """Look; a look that failed is made up for by the next."""
        try:
            await self._look()
        except Unavailable:
            log.info("the region's database does not answer")
        except Exception as error:  # noqa: BLE001 - else nobody would hear of anything again
            log.error("what happened cannot be read", error=type(error).__name__)

    async def _look(self) -> None:
        before = self.seen
        known = await self._reach_back() if before is None else before.position
        news = deque[Happening](maxlen=KEPT)
        while some := await self._happenings.after(known, AT_ONCE):
            news.extend(some)
            known = some[-1].position
        places = await self._happenings.attended(self._clock.now())
        seen = Seen(known, places, await self._happenings.notified())
        self._kept.extend(news)
        self.seen = seen
        self.bell.ring()
        if seen != before:
            self._for_all.ring()

    async def _reach_back(self) -> int:
        """Remember the last that happened: many come again at once after a process began anew."""
        return max(0, await self._happenings.last() - KEPT)


def _position(one: Happening) -> int:
    return one.position


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
        for bell in (self.bell, *(feed.bell for feed in self.feeds.values())):
            bell.ring()

    async def close(self) -> None:
        """Look no more."""
        await asyncio.gather(*(feed.close() for feed in self.feeds.values()))

    def number(self, region: str) -> int:
        """As the Protocol says."""
        return self.feeds[region].bell.number

    async def changed(self, region: str, seen: int, seconds: float) -> int:
        """As the Protocol says."""
        feed = self.feeds[region]
        feed.attend()
        return await feed.bell.rung(seen, seconds)
