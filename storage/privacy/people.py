"""All that stands under a customer's key, found by whose it is."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from domain.arrivals import Sender
from domain.exports import Identity
from storage.database.engine import Database
from storage.keys.customer_keys import CustomerKeys
from storage.keys.sealing import RegionSecrets
from storage.messages.memory import memory
from storage.messages.vault import texts
from storage.people import marks
from storage.people.customers import customers, identities, name_of


class SqlPeople:
    """The port `People` of one region."""

    def __init__(self, database: Database, keys: CustomerKeys, secrets: RegionSecrets) -> None:
        self._database = database
        self._keys = keys
        self._secrets = secrets

    async def made_at(self, customer_id: str) -> datetime:
        """As the Protocol says."""

        def query(connection: Connection) -> datetime:
            marks.standing(connection, customer_id)
            marks.expect_writable(connection, customer_id)
            mine = select(customers.c.made_at).where(customers.c.id == customer_id)
            found: datetime = connection.execute(mine).scalar_one()
            return found

        return await self._database.read(query)

    async def identities(self, customer_id: str) -> Sequence[Identity]:
        """As the Protocol says."""
        mine = select(identities).where(identities.c.customer_id == customer_id)
        rows = await self._rows(mine.order_by(*identities.primary_key))
        opened = await self._opened(customer_id, rows, "profile", name_of)
        return [_identity(row, document) for row, document in opened]

    async def identities_of(
        self, customer_ids: Collection[str]
    ) -> Mapping[str, Sequence[Identity]]:
        """As the Protocol says."""
        theirs = select(identities).where(identities.c.customer_id.in_(customer_ids))
        rows = await self._rows(theirs.order_by(*identities.primary_key))
        keys = await self._keys.found({row.customer_id for row in rows})
        found: dict[str, list[Identity]] = {}
        for row in rows:
            key = keys.get(row.customer_id)
            if key is not None and row.profile:
                document = self._secrets.open(key, row.customer_id, name_of(row), row.profile)
                found.setdefault(row.customer_id, []).append(_identity(row, document))
        return found

    async def text_ids(self, customer_id: str) -> Sequence[str]:
        """As the Protocol says."""
        mine = select(texts.c.id).where(texts.c.customer_id == customer_id, texts.c.sealed != b"")
        return [row.id for row in await self._rows(mine.order_by(texts.c.id))]

    async def sentences(self, customer_id: str) -> Sequence[str]:
        """As the Protocol says."""
        mine = select(memory).where(memory.c.customer_id == customer_id)
        rows = await self._rows(mine.order_by(memory.c.key_hash))
        opened = await self._opened(customer_id, rows, "sealed", lambda row: str(row.key_hash))
        return [str(document["text"]) for _, document in opened]

    async def _rows(self, query: Select[Any]) -> list[Row[Any]]:
        return await self._database.read(lambda connection: list(connection.execute(query)))

    async def _opened(
        self,
        customer_id: str,
        rows: Sequence[Row[Any]],
        column: str,
        name: Callable[[Row[Any]], str],
    ) -> list[tuple[Row[Any], dict[str, object]]]:
        """Each row that holds something, with what it holds; none once the key is destroyed."""
        key = (await self._keys.found([customer_id])).get(customer_id)
        if key is None:
            return []
        return [
            (row, self._secrets.open(key, customer_id, name(row), bytes(sealed)))
            for row in rows
            if (sealed := getattr(row, column))
        ]


def _identity(row: Row[Any], document: Mapping[str, object]) -> Identity:
    told = {name: str(value) for name, value in document.items() if value is not None}
    return Identity(row.channel, row.account, Sender(**told))
