"""The data keys of a region's customers, in a database of their own.

Erasing a person will be destroying the row; nothing else of that key is kept but for a minute in
memory.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from sqlalchemy import Connection, MetaData, bindparam, select
from sqlmodel import Field, SQLModel

from domain.stores import Missing
from storage.engine import Database, insert_new
from storage.sealing import RegionSecrets
from storage.tables import named_constraints, table_of
from storage.writer import Writer


class WrongRegionKey(Exception):
    """The key database was made with another region's key, or with another key of this region."""


class KeyTable(SQLModel):
    """A table of the key database."""

    metadata: ClassVar[MetaData] = named_constraints()


class CustomerKeyRow(KeyTable, table=True):
    """A customer's data key, wrapped by the region's key."""

    __tablename__ = "customer_keys"
    customer_id: str = Field(primary_key=True)
    wrapped: bytes


class RegionProofRow(KeyTable, table=True):
    """What only the right region key yields."""

    __tablename__ = "region_proof"
    region: str = Field(primary_key=True)
    proof: bytes


customer_keys = table_of(CustomerKeyRow)
region_proof = table_of(RegionProofRow)
WRAPPED = select(customer_keys.c.customer_id, customer_keys.c.wrapped).where(
    customer_keys.c.customer_id.in_(bindparam("customer_ids", expanding=True))
)


class KeyCache:
    """Keys in memory: a bounded number, the least recently used go first, and none for long."""

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

    def get(self, customer_id: str) -> bytes | None:
        """The key, unless it has been here for too long."""
        until, key = self._keys.get(customer_id, (0.0, b""))
        if not key or until <= self._monotonic():
            self._keys.pop(customer_id, None)
            return None
        self._keys.move_to_end(customer_id)
        return key

    def put(self, customer_id: str, key: bytes) -> None:
        """Remember a key from now on."""
        self._keys[customer_id] = (self._monotonic() + self._seconds, key)
        self._keys.move_to_end(customer_id)
        while len(self._keys) > self._size:
            self._keys.popitem(last=False)


class CustomerKeys:
    """Data keys: made once for a customer, read through the cache."""

    def __init__(
        self, database: Database, writer: Writer, secrets: RegionSecrets, cache: KeyCache
    ) -> None:
        self._database = database
        self._writer = writer
        self._secrets = secrets
        self._cache = cache

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
        """The customer's key, made now if there was none."""
        known = self._cache.get(customer_id) or (await self.found([customer_id])).get(customer_id)
        if known is not None:
            return known
        new = self._secrets.new_wrapped_key(customer_id)

        def keep(connection: Connection) -> bytes:
            values = {"customer_id": customer_id, "wrapped": new}
            if insert_new(connection, customer_keys, values):
                return new
            return _wrapped([customer_id])(connection)[customer_id]

        return self._opened(customer_id, await self._writer.write(keep))

    async def found(self, customer_ids: Iterable[str]) -> Mapping[str, bytes]:
        """The keys that there are."""
        wanted = set(customer_ids)
        keys = {name: key for name in wanted if (key := self._cache.get(name))}
        missing = sorted(wanted - keys.keys())
        if missing:
            for customer_id, wrapped in (await self._database.read(_wrapped(missing))).items():
                keys[customer_id] = self._opened(customer_id, wrapped)
        return keys

    async def get(self, customer_id: str) -> bytes:
        """The customer's key, or Missing."""
        key = (await self.found([customer_id])).get(customer_id)
        if key is None:
            raise Missing(f"the key of {customer_id}")
        return key

    def _opened(self, customer_id: str, wrapped: bytes) -> bytes:
        key = self._secrets.unwrapped(customer_id, wrapped)
        self._cache.put(customer_id, key)
        return key


def _wrapped(customer_ids: list[str]) -> Callable[[Connection], dict[str, bytes]]:
    def query(connection: Connection) -> dict[str, bytes]:
        rows = connection.execute(WRAPPED, {"customer_ids": customer_ids})
        return {row.customer_id: bytes(row.wrapped) for row in rows}

    return query
