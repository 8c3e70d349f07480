"""Wraps customers' keys anew, once the region's key has another version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from storage.database.engine import Database
from storage.keys.customer_keys import customer_keys, is_tombstone
from storage.keys.sealing import RegionSecrets

TOGETHER: Final = 500  # keys in one transaction: others write between
NEXT = (
    select(customer_keys.c.customer_id, customer_keys.c.wrapped)
    .where(customer_keys.c.customer_id > bindparam("after"))
    .order_by(customer_keys.c.customer_id)
    .limit(bindparam("limit"))
)
# As it stood when it was read: who was erased meanwhile stays so.
REPLACE = (
    update(customer_keys)
    .where(
        customer_keys.c.customer_id == bindparam("own_id"),
        customer_keys.c.wrapped == bindparam("standing"),
    )
    .values(wrapped=bindparam("anew"))
)

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """How many keys there are, and how many of them were wrapped anew now."""

    keys: int
    anew: int


class Rewrapping:
    """One region's; may be broken off and begun again at any time."""

    def __init__(self, database: Database, secrets: RegionSecrets) -> None:
        """`database` is that of the customers' keys."""
        self._database = database
        self._secrets = secrets

    async def run(self) -> Rewrapped:
        """Have every key wrapped by the version that wraps; what is so already stays.

        No file of a SQLite database holds what was replaced once this returns. Raises Unavailable,
        and Unreadable for a key that no version opens: all before it are done then.
        """
        keys = anew = 0
        last = ""
        while rows := await self._next(last):
            last = rows[-1][0]
            alive = [row for row in rows if not is_tombstone(row[1])]
            keys += len(alive)
            if changes := self._changes(alive):
                anew += await self._database.erase(partial(_replaced, changes), customer_keys)
        return Rewrapped(keys, anew)

    async def _next(self, after: str) -> list[tuple[str, bytes]]:
        values = {"after": after, "limit": TOGETHER}
        rows = await self._database.read(lambda one: list(one.execute(NEXT, values)))
        return [(row.customer_id, bytes(row.wrapped)) for row in rows]

    def _changes(self, rows: Sequence[tuple[str, bytes]]) -> list[Row]:
        found: list[Row] = []
        for customer_id, wrapped in rows:
            made = self._secrets.wrapped_anew(customer_id, wrapped)
            if made is not None:
                found.append({"own_id": customer_id, "standing": wrapped, "anew": made})
        return found


def _replaced(changes: Sequence[Row], connection: Connection) -> int:
    """Write the changes; how many of them still applied."""
    return sum(connection.execute(REPLACE, change).rowcount for change in changes)
