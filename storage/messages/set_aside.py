"""What could not be read, each under a key of its own: nobody knows yet whose it is.

The key is a row beside those of the customers, and is destroyed as theirs are: what was settled
opens no more, wherever a copy of its bytes may lie.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, select, tuple_, update

from domain.audit import Deed
from domain.set_aside import Position, Raw, SetAside, Settled
from domain.stores import Erased, Missing, Unavailable
from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.keys.customer_keys import CustomerKeys
from storage.keys.sealing import RegionSecrets
from storage.tables.region import table_of
from storage.tables.set_aside import SetAsideRow
from storage.trail import audit

set_asides = table_of(SetAsideRow)
EMPTY: Final = b""
NAME: Final = "what was set aside"
OWN: Final = set_asides.c.id == bindparam("own_id")
STANDING = select(set_asides).where(OWN)
FACTS = tuple(column for column in set_asides.c if column.name != "sealed")
IS_SETTLED = set_asides.c.settled != ""
IS_READABLE = func.length(set_asides.c.sealed) > 0


class SqlSetAsides:
    """The port `SetAsides` of one region."""

    def __init__(
        self, database: Database, writer: Writer, keys: CustomerKeys, secrets: RegionSecrets
    ) -> None:
        self._database = database
        self._writer = writer
        self._keys = keys
        self._secrets = secrets

    async def keep(self, one: SetAside, content: bytes) -> bool:
        """As the Protocol says."""
        if await self._row(one.id) is not None:
            return False
        try:
            key = await self._keys.ensured(_key_of(one.id))
        except Erased:  # it was there, and was settled, meanwhile or long ago
            return False
        sealed = self._secrets.seal_bytes(key, _key_of(one.id), NAME, content)
        row = {name: getattr(one, name) for name in one.__slots__} | {"sealed": sealed}
        return await self._writer.write(lambda connection: insert_new(connection, set_asides, row))

    async def newest(
        self, *, before: Position | None, limit: int, settled: bool = False
    ) -> Sequence[SetAside]:
        """As the Protocol says."""
        at, own = set_asides.c.at, set_asides.c.id
        query = select(*FACTS).where(IS_SETTLED if settled else set_asides.c.settled == "")
        if before is not None:
            query = query.where(tuple_(at, own) < tuple_(*_bound(before)))
        query = query.order_by(at.desc(), own.desc()).limit(limit)
        rows = await self._database.read(lambda connection: list(connection.execute(query)))
        return [_told(row) for row in rows]

    async def get(self, set_aside_id: str) -> Raw:
        """As the Protocol says."""
        row = await self._row(set_aside_id)
        if row is None or not row.sealed:
            raise Missing(set_aside_id)
        name = _key_of(set_aside_id)
        key = await self._keys.get(name)
        return Raw(_told(row), self._secrets.open_bytes(key, name, NAME, bytes(row.sealed)))

    async def settle(self, set_aside_id: str, how: Settled, *deeds: Deed) -> None:
        """As the Protocol says. Raises Unavailable: then ask again."""
        row = await self._row(set_aside_id)
        if row is None or row.settled:
            raise Missing(set_aside_id)
        await self._destroy_key(set_aside_id)

        def end(connection: Connection) -> None:
            ended = update(set_asides).where(OWN, set_asides.c.settled == "")
            values = {"own_id": set_aside_id}
            done = connection.execute(ended.values(settled=how.value, sealed=EMPTY), values)
            if not done.rowcount:
                raise Missing(set_aside_id)
            audit.append(connection, *deeds)

        await self._writer.write(end)

    async def tried(self, set_aside_id: str, reason: str, *deeds: Deed) -> SetAside:
        """As the Protocol says."""

        def note(connection: Connection) -> SetAside:
            again = update(set_asides).where(OWN, set_asides.c.settled == "")
            own = {"own_id": set_aside_id}
            once_more = again.values(tries=set_asides.c.tries + 1, reason=reason)
            if not connection.execute(once_more, own).rowcount:
                raise Missing(set_aside_id)
            audit.append(connection, *deeds)
            return _told(connection.execute(STANDING, own).one())

        return await self._writer.write(note)

    async def forget(self, before: datetime, limit: int) -> int:
        """As the Protocol says. Raises Unavailable: then ask again."""
        old = select(set_asides.c.id).where(set_asides.c.at < before, IS_READABLE).limit(limit)
        names = await self._database.read(lambda connection: list(connection.scalars(old)))
        for name in names:
            await self._destroy_key(name)
        empty = update(set_asides).where(set_asides.c.id.in_(names)).values(sealed=EMPTY)
        if names:
            await self._writer.write(lambda connection: connection.execute(empty))
        return len(names)

    async def _row(self, set_aside_id: str) -> Row[Any] | None:
        own = {"own_id": set_aside_id}
        return await self._database.read(lambda one: one.execute(STANDING, own).first())

    async def _destroy_key(self, set_aside_id: str) -> None:
        """Destroy it; where the log cannot be emptied now, it is with the next key that goes."""
        name = _key_of(set_aside_id)
        try:
            await self._keys.destroy(name)
        except Unavailable:
            if not await self._keys.is_destroyed(name):
                raise


def _key_of(set_aside_id: str) -> str:
    """Under which name its key stands: no customer is called so."""
    return f"set aside {set_aside_id}"


def _bound(position: Position) -> tuple[Any, Any]:
    at, own = position
    return bindparam("before", at, set_asides.c.at.type), own


def _told(row: Row[Any]) -> SetAside:
    return SetAside(
        id=row.id,
        channel=row.channel,
        account=row.account,
        reason=row.reason,
        at=row.at,
        size=row.size,
        tries=row.tries,
        settled=row.settled,
    )
