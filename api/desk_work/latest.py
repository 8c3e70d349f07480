"""Of several requests about the same thing only the last one is worth an answer."""

import asyncio
from collections.abc import Awaitable, Hashable
from typing import Final, TypeVar

from api.problems import Problem, come_back

Found = TypeVar("Found")
SECONDS: Final = 3.0  # nobody who types waits longer


class Latest:
    """Lets the last request of a kind go on, for so many seconds; those before it are given up."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._under_way: dict[Hashable, asyncio.Task[object]] = {}

    async def of(self, about: Hashable, work: Awaitable[Found]) -> Found:
        """What comes of it. Raises a Problem where another came after it, or where it takes long.

        Whoever waits and goes away takes the work along.
        """
        task = asyncio.ensure_future(work)
        before = self._under_way.get(about)
        self._under_way[about] = task
        if before is not None:
            before.cancel()
        try:
            return await asyncio.wait_for(task, self._seconds)
        except TimeoutError:
            raise _too_late() from None
        except asyncio.CancelledError:
            if self._under_way.get(about) is task:
                raise
            raise _superseded() from None
        finally:
            if self._under_way.get(about) is task:
                del self._under_way[about]


def _superseded() -> Problem:
    return Problem(409, "superseded", "You asked again since; take the answer to that.")


def _too_late() -> Problem:
    return come_back(
        "preview_late",
        "The preview takes too long just now; the reply itself is given more time.",
        seconds=5,
    )
