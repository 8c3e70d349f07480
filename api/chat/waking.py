"""Wakes the streams of visitors: one look at the database for all of a region in this process.

In a busy region something changes all the time, and most visitors are idle: were each stream to ask
for itself, some hundreds of them would keep a processor busy.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final, Protocol

from domain.chat import Conversations, Visitor
from domain.live import Live
from domain.stores import Unavailable

LOOKS_AGAIN: Final = 15.0  # seconds, where nothing rings


class EndingLive(Live, Protocol):
    """The port `Live` of a process that says when it is about to stop."""

    ending: bool


@dataclass(frozen=True, slots=True)
class Where:
    """A region, how one hears that something changed there, and its conversations."""

    region: str
    live: EndingLive
    chat: Conversations


class Seat:
    """Where one stream waits for its conversation."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self._mark: object = None
        self._woken = asyncio.Event()

    async def changed(self, seconds: float) -> None:
        """Return once the conversation has changed since this last did, or that long has passed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        self._woken.clear()

    def see(self, mark: object) -> None:
        """Wake the stream if the mark is another one than before."""
        if mark != self._mark:
            self._mark = mark
            self._woken.set()

    def wake(self) -> None:
        """Wake the stream, whatever there is to see."""
        self._woken.set()


class Waking:
    """The streams of visitors in this process."""

    def __init__(self) -> None:
        self._seats: dict[str, set[Seat]] = {}
        self._looking: dict[str, asyncio.Task[None]] = {}

    @contextmanager
    def seat(self, where: Where, visitor: Visitor) -> Iterator[Seat]:
        """A place to wait; the first who sits down has somebody look, as long as anybody sits."""
        seat, seats = Seat(visitor), self._seats.setdefault(where.region, set())
        seats.add(seat)
        looking = self._looking.get(where.region)
        if looking is None or looking.done():
            self._looking[where.region] = asyncio.create_task(_look_on(where, seats), name="chat")
        try:
            yield seat
        finally:
            seats.discard(seat)


async def _look_on(where: Where, seats: set[Seat]) -> None:
    """However it ends, whoever sits looks for themselves: at once, and with each heartbeat."""
    try:
        while seats and not where.live.ending:
            number = where.live.number(where.region)
            with suppress(Unavailable):
                await _look(where.chat, seats)
            await where.live.changed(where.region, number, LOOKS_AGAIN)
    finally:
        for seat in seats:
            seat.wake()


async def _look(chat: Conversations, seats: set[Seat]) -> None:
    sitting = list(seats)
    marks = await chat.marks({one.visitor for one in sitting})
    for seat in sitting:
        seat.see(marks.get(seat.visitor))
