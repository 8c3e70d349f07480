"""The data keys of a region's customers, in a database of their own.

Erasing a person is destroying their key. Its row stays as a tombstone: the wrapped key in it is
overwritten by as many zeros, in place. A row that is taken out would let SQLite join half-empty
pages, and of keys that are moved by that a copy can stay behind in a page, whatever
`secure_delete` says: it was seen. Of a key nothing else is kept but for a minute in memory; and
every process drops what it holds within a second of any erasure.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, MetaData, bindparam, select, update
from sqlmodel import Field, SQLModel

from domain.halting import CannotGoOn
from domain.stores import Erased, Missing
from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.keys.sealing import WRAPPED_BYTES, RegionSecrets
from storage.tables.region import named_constraints, table_of

LOOK_AGAIN_AFTER = 1.0  # seconds that a process may go on with keys without asking for erasures
DESTROYED = "destroyed"


class WrongRegionKey(CannotGoOn):
    """The key database was made with another region's key, or with another key of this region."""


class KeyTable(SQLModel):
    """A table of the key database."""

    metadata: ClassVar[MetaData] = named_constraints()


class CustomerKeyRow(KeyTable, table=True):
    """A customer's data key, wrapped by the region's key; zeros in place of one destroyed."""

    __tablename__ = "customer_keys"
    customer_id: str = Field(primary_key=True)
    wrapped: bytes


class RegionProofRow(KeyTable, table=True):
    """What only the right region key yields."""

    __tablename__ = "region_proof"
    region: str = Field(primary_key=True)
    proof: bytes


class KeyEpochRow(KeyTable, table=True):
    """How many keys were destroyed: keys that were read before the last one are read again."""

    __tablename__ = "key_epoch"
    name: str = Field(primary_key=True)
    number: int


customer_keys = table_of(CustomerKeyRow)
region_proof = table_of(RegionProofRow)
key_epoch = table_of(KeyEpochRow)
WRAPPED = select(customer_keys.c.customer_id, customer_keys.c.wrapped).where(
    customer_keys.c.customer_id.in_(bindparam("customer_ids", expanding=True))
)
EPOCH = select(key_epoch.c.number).where(key_epoch.c.name == DESTROYED)
TOMBSTONE = update(customer_keys).where(customer_keys.c.customer_id == bindparam("own_id"))
NEXT_EPOCH = update(key_epoch).where(key_epoch.c.name == DESTROYED)


def is_tombstone(wrapped: bytes) -> bool:
    """Whether a key stood there that was destroyed: no wrapped key is all zeros."""
    return not any(wrapped)


class KeyCache:
    """Keys in memory: a bounded number, the least recently used go first, and none for long.

    All go as soon as another epoch is seen: somebody was erased, here or by another process.
    """

    def __init__(
        self,
        *,
        size: int = 10_000,
        seconds: float = 60.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._size = size
        self._seconds = seconds
        self._monotonic = monotonic
        self._keys: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._epoch = 0
        self._looked_at = float("-inf")

    @property
    def is_to_look(self) -> bool:
        """Whether it is time to ask whether somebody was erased."""
        return self._monotonic() - self._looked_at >= LOOK_AGAIN_AFTER

    def now(self) -> float:
        """The instant to pass to `heard`, taken before the epoch is read."""
        return self._monotonic()

    def heard(self, epoch: int, asked_at: float) -> bool:
        """Note the epoch as it was read then; whether that is another, and all keys are gone."""
        if epoch < self._epoch:
            return False  # read before somebody was erased, and told later
        self._looked_at = max(self._looked_at, asked_at)
        if epoch == self._epoch:
            return False
        self._epoch = epoch
        self._keys.clear()
        return True

    def get(self, customer_id: str) -> bytes | None:
        """The key, unless it has been here for too long."""
        until, key = self._keys.get(customer_id, (0.0, b""))
        if not key or until <= self._monotonic():
            self._keys.pop(customer_id, None)
            return None
        self._keys.move_to_end(customer_id)
        return key

    def put(self, customer_id: str, key: bytes, epoch: int | None = None) -> None:
        """Remember a key from now on, unless somebody was erased since it was read."""
        if epoch is not None and epoch != self._epoch:
            return
        self._keys[customer_id] = (self._monotonic() + self._seconds, key)
        self._keys.move_to_end(customer_id)
        while len(self._keys) > self._size:
            self._keys.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Wrapped keys and tombstones as they stood in one epoch."""

    epoch: int
    wrapped: Mapping[str, bytes]


class CustomerKeys:
    """Data keys: made once for a customer, read through the cache, destroyed for ever."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        secrets: RegionSecrets,
        cache: KeyCache,
        on_erasure: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_erasure` is called when this process learns that somebody was erased."""
        self._database = database
        self._writer = writer
        self._secrets = secrets
        self._cache = cache
        self._on_erasure = on_erasure

    async def confirm(self) -> None:
        """Raise WrongRegionKey unless the database belongs to this region's key."""
        region, proof = self._secrets.region, self._secrets.proof

        def prove(connection: Connection) -> dict[str, bytes]:
            query = select(region_proof.c.region, region_proof.c.proof)
            known = {row.region: row.proof for row in connection.execute(query)}
            if not known:
                insert_new(connection, region_proof, {"region": region, "proof": proof})
            return known or {region: proof}

        if await self._writer.write(prove) != {region: proof}:
            raise WrongRegionKey(f"the keys kept here were not made with this key of {region}")

    async def ensured(self, customer_id: str) -> bytes:
        """The customer's key, made now if there was none. Raises Erased where it was destroyed."""
        known = (await self.found([customer_id])).get(customer_id)
        if known is not None:
            return known
        new = self._secrets.new_wrapped_key(customer_id)

        def keep(connection: Connection) -> _Rows:
            insert_new(connection, customer_keys, {"customer_id": customer_id, "wrapped": new})
            return _rows(connection, [customer_id])

        asked_at = self._cache.now()
        keys = self._opened(await self._writer.write(keep), asked_at)
        if customer_id not in keys:
            raise Erased(customer_id)
        return keys[customer_id]

    async def found(self, customer_ids: Iterable[str]) -> Mapping[str, bytes]:
        """The keys that there are."""
        if self._cache.is_to_look:
            asked_at = self._cache.now()
            self._heed(await self._database.read(_epoch), asked_at)
        wanted = set(customer_ids)
        keys = {name: key for name in wanted if (key := self._cache.get(name))}
        missing = sorted(wanted - keys.keys())
        if missing:
            asked_at = self._cache.now()
            rows = await self._database.read(lambda connection: _rows(connection, missing))
            keys |= self._opened(rows, asked_at)
        return keys

    async def get(self, customer_id: str) -> bytes:
        """The customer's key, or Missing."""
        key = (await self.found([customer_id])).get(customer_id)
        if key is None:
            raise Missing(f"the key of {customer_id}")
        return key

    async def destroy(self, customer_id: str) -> None:
        """Destroy the customer's key, so that there never is one again. Again changes nothing.

        Once this returns, no file of a SQLite database holds what it was, wrapped or not. Of
        PostgreSQL see docs/privacy.md. Raises Unavailable where others keep the database's log
        from being emptied: the key is destroyed then, and this has to be asked again.
        """
        asked_at = self._cache.now()
        work = lambda connection: _destroyed(connection, customer_id)  # noqa: E731 - one name less
        epoch = await self._database.erase(work, customer_keys)
        self._heed(epoch, asked_at)

    async def is_destroyed(self, customer_id: str) -> bool:
        """Whether a tombstone stands in the place of the key, and no cache here holds it."""
        asked_at = self._cache.now()
        rows = await self._database.read(lambda connection: _rows(connection, [customer_id]))
        self._heed(rows.epoch, asked_at)
        stands = is_tombstone(rows.wrapped.get(customer_id, b"a key"))
        return stands and self._cache.get(customer_id) is None

    async def alive(self, customer_ids: Iterable[str]) -> set[str]:
        """Those of the customers who have a key."""
        wanted = sorted(customer_ids)
        rows = await self._database.read(lambda connection: _rows(connection, wanted))
        return {name for name, wrapped in rows.wrapped.items() if not is_tombstone(wrapped)}

    def _opened(self, rows: _Rows, asked_at: float) -> dict[str, bytes]:
        self._heed(rows.epoch, asked_at)
        keys = {
            name: self._secrets.unwrapped(name, wrapped)
            for name, wrapped in rows.wrapped.items()
            if not is_tombstone(wrapped)
        }
        for name, key in keys.items():
            self._cache.put(name, key, rows.epoch)
        return keys

    def _heed(self, epoch: int, asked_at: float) -> None:
        if self._cache.heard(epoch, asked_at):
            self._on_erasure()


def _epoch(connection: Connection) -> int:
    return int(connection.execute(EPOCH).scalar_one())


def _rows(connection: Connection, customer_ids: list[str]) -> _Rows:
    rows = connection.execute(WRAPPED, {"customer_ids": customer_ids})
    found = {row.customer_id: bytes(row.wrapped) for row in rows}
    return _Rows(_epoch(connection), found)


def _destroyed(connection: Connection, customer_id: str) -> int:
    """Put the tombstone, as long as what it replaces: then SQLite overwrites it where it stands."""
    standing = _rows(connection, [customer_id])
    known = standing.wrapped.get(customer_id)
    if known is not None and is_tombstone(known):
        return standing.epoch
    if known is None:
        values = {"customer_id": customer_id, "wrapped": bytes(WRAPPED_BYTES)}
        insert_new(connection, customer_keys, values)
    else:
        connection.execute(TOMBSTONE, {"own_id": customer_id, "wrapped": bytes(len(known))})
    connection.execute(NEXT_EPOCH, {"number": standing.epoch + 1})
    return standing.epoch + 1
