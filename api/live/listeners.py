"""How many streams each key has open."""

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

from api.problems import Problem

MOST: Final = 200  # tabs, and programs; each takes a connection


class Listeners:
    """Counts the open streams of this process, by key."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._open: Counter[str] = Counter()

    def expect_room(self, key_id: str) -> None:
        """Raises a Problem where the key has as many as it may."""
        if self._open[key_id] >= self._most:
            sentence = f"This key follows {self._most} streams already; close one."
            raise Problem(429, "too_many_streams", sentence, headers={"Retry-After": "30"})

    async def counted(self, key_id: str, stream: AsyncIterator[str]) -> AsyncGenerator[str, None]:
        """The stream, which counts for as long as it is open; it ends at once where it is too many.

        For some of those that come at the same moment room was expected before any was counted.
        """
        if self._open[key_id] >= self._most:
            return
        self._open[key_id] += 1
        try:
            async for piece in stream:
                yield piece
        finally:
            self._open[key_id] -= 1
            self._open += Counter()  # without those that have none
