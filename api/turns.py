"""Requests about one ticket that go one after the other, while any are under way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from api.problems import Problem

MOST_WAITING = 20


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Turns:
    """Lets one request at a time have a ticket, in this process; a Problem where many wait."""

    def __init__(self) -> None:
        self._turns: dict[str, _Turn] = {}

    @asynccontextmanager
    async def of(self, ticket_id: str) -> AsyncIterator[None]:
        """Have the ticket until done."""
        turn = self._turns.setdefault(ticket_id, _Turn())
        if turn.users >= MOST_WAITING:
            raise Problem(
                429,
                "too_many_commands",
                "This ticket has too many commands waiting; try again in a second.",
                headers={"Retry-After": "1"},
            )
        turn.users += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.users -= 1
            if not turn.users:
                del self._turns[ticket_id]
