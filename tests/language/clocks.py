"""Clocks whose time passes when the test says so."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class HandClock:
    """Seconds that pass only when the test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class _Skips(selectors.DefaultSelector):
    """Passes the first waits over at once, and really waits for the others."""

    def __init__(self, skips: int) -> None:
        super().__init__()
        self.left = skips
        self.skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        # What is under way in this process may be done by now.
        ready: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        if ready or timeout is None or timeout <= 0 or not self.left:
            return ready or super().select(timeout)
        self.left -= 1
        self.skipped += timeout
        return ready


class _SkippingLoop(asyncio.SelectorEventLoop):
    def __init__(self, skips: int) -> None:
        self._skips = _Skips(skips)
        super().__init__(self._skips)

    def time(self) -> float:
        return super().time() + self._skips.skipped


def run_skipping(story: Coroutine[Any, Any, Result], skips: int) -> tuple[Result, float]:
    """What comes of a story, and the seconds that it took by its loop's clock.

    Of its waits for something that has a limit in time, the first `skips` last their whole limit,
    in no time at all.
    """
    loop = _SkippingLoop(skips)
    try:
        began = loop.time()
        return loop.run_until_complete(story), loop.time() - began
    finally:
        loop.close()
