"""Streams of events, as clients read them."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.live.event_shapes import HelloEventShape
from api.live.following import Following
from domain.access import ApiKey, Role
from runtime.live import LiveRegions
from tests.patience import PATIENCE

ALL = ApiKey("all", Role.OPS)


@dataclass
class Stream:
    """One client's stream, read event by event."""

    pieces: AsyncGenerator[str, None]
    waiting: list[dict[str, Any]] = field(default_factory=list)
    passed: list[dict[str, Any]] = field(default_factory=list)  # before what was waited for
    raw: str = ""

    async def next(self, name: str) -> dict[str, Any]:
        """The next event of that name; others before it are passed over."""
        async with asyncio.timeout(PATIENCE.total_seconds()):
            while True:
                while self.waiting:
                    event = self.waiting.pop(0)
                    if event["event"] == name:
                        return event
                    self.passed.append(event)
                piece = await anext(self.pieces)
                self.raw += piece
                self.waiting.extend(read(piece))

    async def drain(self) -> None:
        """Read on until the stream ends."""
        async for piece in self.pieces:
            self.raw += piece


def read(piece: str) -> list[dict[str, Any]]:
    """The events of a piece."""
    found = []
    for block in piece.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line[1:])
        if "event" in fields:
            found.append({**fields, "data": json.loads(fields["data"])})
    return found


async def admitted() -> bool:
    return True


def hello(*regions: str, elsewhere: tuple[str, ...] = ()) -> HelloEventShape:
    return HelloEventShape(regions=list(regions), elsewhere=list(elsewhere))


@contextlib.asynccontextmanager
async def follow(
    live: LiveRegions,
    key: ApiKey = ALL,
    after: Mapping[str, int] | None = None,
    admitted_by: Callable[[], Awaitable[bool]] = admitted,
) -> AsyncIterator[Stream]:
    """A stream that has begun."""
    following = Following(live, key, hello(*sorted(live.feeds)), after or {})
    stream = Stream(following.events(admitted_by))
    stream.passed.append(await stream.next("hello"))
    try:
        yield stream
    finally:
        await stream.pieces.aclose()
