"""Waiting for something that only asking can tell, such as another program's readiness."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

BETWEEN_QUESTIONS = timedelta(milliseconds=50)


async def until(
    condition: Callable[[], Awaitable[bool]],
    within: timedelta,
    otherwise: str,
    *,
    every: timedelta = BETWEEN_QUESTIONS,
) -> None:
    """Ask `condition` until it is true. Raises `TimeoutError(otherwise)` after `within`."""
    try:
        async with asyncio.timeout(within.total_seconds()):
            while not await condition():  # noqa: ASYNC110 (no other program can set our event)
                await asyncio.sleep(every.total_seconds())
    except TimeoutError as late:
        raise TimeoutError(otherwise) from late
