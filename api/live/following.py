"""One stream: what it tells of each region, in order, and where it goes on."""

import asyncio
import json
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    Mapping,
    Sequence,
)
from time import monotonic
from typing import Final

from pydantic import BaseModel

from api.live.event_shapes import HelloEventShape, RegionEventShape
from api.live.told import Told
from domain.access import ApiKey
from domain.stores import Unavailable
from runtime.live import LiveRegions

HEARTBEAT: Final = 15.0  # seconds; clients take forty without a word for a cut
LOOKED_AT_AGAIN: Final = 45.0  # seconds: with a heartbeat a key is looked at again each minute
READ_ANEW: Final = 60.0  # seconds
COME_BACK: Final = "retry: 2000\n\n"  # for browsers' own EventSource


def positions(written: str) -> dict[str, int]:
    """What stands in a `Last-Event-ID`: `eu:12,na:40`. Raises ValueError."""
    found: dict[str, int] = {}
    for one in filter(None, written.split(",")):
        region, _, position = one.strip().partition(":")
        if not region or not position.isascii() or not position.isdecimal() or len(position) > 18:
            raise ValueError("no position")
        found[region] = int(position)
    return found


class Following:
    """Tells one client of some regions, as far as its key sees.

    `unheard` are regions of which the client may read through this process while nothing comes of
    them by itself: it is told every minute to read them anew.
    """

    def __init__(
        self,
        live: LiveRegions,
        key: ApiKey,
        hello: HelloEventShape,
        after: Mapping[str, int],
        unheard: Sequence[str] = (),
    ) -> None:
        self._live = live
        self._hello = hello
        self._unheard = unheard
        self._told = {
            region: Told(region, key, live.feeds[region], after.get(region))
            for region in hello.regions
        }

    async def events(self, is_admitted: Callable[[], Awaitable[bool]]) -> AsyncGenerator[str, None]:
        """The stream, until the process ends or the key is no longer admitted."""
        yield COME_BACK
        await asyncio.gather(*map(_begun, self._told.values()))
        yield self._written("hello", self._hello)  # with the place where the stream begins
        spoke, looked, anew = Due(HEARTBEAT), Due(LOOKED_AT_AGAIN), Due(READ_ANEW)
        while not self._live.ending:
            rung = self._live.bell.number  # before it is looked: what comes meanwhile rings again
            said = [piece async for piece in self._news()]
            said += self._to_be_read_anew() if anew.is_over() else ()
            if said or spoke.is_over():
                yield "".join(said) or self._still()
                spoke.begin()
            if looked.is_over() and not await is_admitted():
                return
            await self._live.bell.rung(rung, spoke.left)

    async def _news(self) -> AsyncIterator[str]:
        for one in self._told.values():
            try:
                for name, shape in await one.news():
                    yield self._written(name, shape)
            except Unavailable:  # what was missed is told when the database is there again
                continue

    def _to_be_read_anew(self) -> Iterator[str]:
        for region in self._unheard:
            yield self._written("reset", RegionEventShape(region=region))

    def _still(self) -> str:
        """A comment, and the place: of what the key does not see nothing else is said."""
        return f": still here\nid: {self._place()}\n\n"

    def _written(self, name: str, shape: BaseModel) -> str:
        data = json.dumps(shape.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
        return f"id: {self._place()}\nevent: {name}\ndata: {data}\n\n"

    def _place(self) -> str:
        known = ((region, one.position) for region, one in sorted(self._told.items()))
        return ",".join(f"{region}:{place}" for region, place in known if place is not None)


class Due:
    """Falls due again and again, so many seconds after it did, or was begun anew."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.begin()

    def begin(self) -> None:
        """Count from now."""
        self._since = monotonic()

    @property
    def left(self) -> float:
        """How many seconds are left."""
        return max(0.0, self._since + self._seconds - monotonic())

    def is_over(self) -> bool:
        """Whether it is due; then it counts from now."""
        if self.left > 0:
            return False
        self.begin()
        return True


async def _begun(one: Told) -> None:
    try:
        await one.begin()
    except Unavailable:  # it joins later
        return
