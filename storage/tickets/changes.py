"""Waiting for what the region's ledger says next, whichever process writes it."""

import asyncio
from contextlib import aclosing, suppress

from sqlalchemy import Connection, select

from domain.stores import Unavailable
from storage.database.counters import LEDGER, counters
from storage.database.engine import Database

POSITION = select(counters.c.value).where(counters.c.name == LEDGER)


class SqlChanges:
    """Follows the ledger as long as somebody has asked: one listener, however many wait."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._position = 0
        self._moved = asyncio.Event()
        self._follower: asyncio.Task[None] | None = None

    async def wait(self, position: int) -> int:
        """The ledger's last position, once it is past `position`; a database away is waited for."""
        if self._follower is None:
            self._follower = asyncio.create_task(self._follow(), name="ledger changes")
        while self._position <= position:
            await self._moved.wait()
        return self._position

    async def close(self) -> None:
        """Listen no more; who still waits does so until cancelled."""
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.gather(self._follower, return_exceptions=True)

    async def _follow(self) -> None:
        async with aclosing(self._database.hints(LEDGER)) as hints:
            async for hint in hints:
                with suppress(Unavailable):  # the next hint comes when it is there again
                    self._note(await self._database.read(_position) if hint is None else hint)

    def _note(self, position: int) -> None:
        if position > self._position:
            self._position = position
            self._moved.set()
            self._moved = asyncio.Event()


def _position(connection: Connection) -> int:
    return int(connection.execute(POSITION).scalar_one())
