"""How people put sentences, so that no engine is asked for them again.

A customer's own sentences stand under the customer's key and vanish with it. Those of agents stand
under a key of the region. What a row is found by is a keyed hash.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select

from domain.memory import Correction
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.keys.customer_keys import CustomerKeys
from storage.keys.sealing import RegionSecrets, Unreadable
from storage.people import marks
from storage.tables.region import table_of
from storage.tables.translations import MemoryRow

memory = table_of(MemoryRow)
TOGETHER = 500  # hashes that are looked for by one query
REGION = ""  # whose sentences are everybody's
FOUND = select(memory).where(memory.c.key_hash.in_(bindparam("hashes", expanding=True)))
REPLACED = delete(memory).where(memory.c.key_hash == bindparam("own_hash"))
THEIRS = delete(memory).where(memory.c.customer_id == bindparam("customer"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence is remembered: under which hash, and whose it is."""

    key_hash: str
    owner: str
    sentence: str


class SqlTranslationMemory:
    """Remembers sentences so that they vanish with their customer's key."""

    def __init__(
        self, database: Database, writer: Writer, keys: CustomerKeys, secrets: RegionSecrets
    ) -> None:
        self._database = database
        self._writer = writer
        self._keys = keys
        self._secrets = secrets

    async def keep(self, *corrections: Correction) -> None:
        """Remember them, in place of what was remembered of the same sentences. Raises Erased."""
        owners = {one.customer_id for one in corrections if one.customer_id}
        rows = [row for one in corrections for row in await self._rows(one)]

        def write(connection: Connection) -> None:
            for owner in owners:
                marks.expect_writable(connection, owner)
            for row in rows:
                connection.execute(REPLACED, {"own_hash": row["key_hash"]})
                connection.execute(insert(memory), row)

        if rows:
            await self._writer.write(write)

    async def recall(
        self, customer_id: str, source: str, target: str, wanted: Sequence[str]
    ) -> Mapping[str, str]:
        """What is remembered of these sentences: the customer's own first, then the region's."""

        def query(connection: Connection) -> list[tuple[Place, bytes]]:
            places = [  # the customer's own last: they go before the region's
                self._place(owner, source, target, sentence)
                for owner in (REGION, customer_id)
                for sentence in wanted
            ]
            rows = _found(connection, [place.key_hash for place in places])
            return [(one, rows[one.key_hash]) for one in places if one.key_hash in rows]

        found = await self._database.read(query)  # a long text has thousands of hashes: in a thread
        if not found:
            return {}
        keys = {REGION: self._secrets.own, **await self._keys.found([customer_id])}
        known: dict[str, str] = {}
        for place, sealed in found:
            if place.owner in keys:
                with suppress(Unreadable):  # it was sealed under a key that was destroyed
                    known[place.sentence] = self._opened(sealed, keys[place.owner], place)
        return known

    async def forget(self, customer_id: str) -> None:
        """Take out all that is remembered for one customer."""
        await self._writer.write(lambda connection: forget(connection, customer_id))

    async def _rows(self, correction: Correction) -> list[dict[str, object]]:
        owner = correction.customer_id or REGION
        key = await self._keys.ensured(owner) if owner else self._secrets.own
        rows: list[dict[str, object]] = []
        for one in correction.sentences:
            place = self._place(owner, correction.source, correction.target, one.sentence)
            content = {"text": one.translation, "of": correction.text_id}
            sealed = self._secrets.seal(key, owner, place.key_hash, content)
            rows.append(
                {
                    "key_hash": place.key_hash,
                    "customer_id": correction.customer_id,
                    "sealed": sealed,
                    "text_id": correction.text_id,
                }
            )
        return rows

    def _place(self, owner: str, source: str, target: str, sentence: str) -> Place:
        languages = (source.lower(), target.lower())
        hashed = self._secrets.keyed_hash("memory", owner, *languages, _plain(sentence))
        return Place(hashed, owner, sentence)

    def _opened(self, sealed: bytes, key: bytes, place: Place) -> str:
        content = self._secrets.open(key, place.owner, place.key_hash, sealed)
        return str(content["text"])


def forget(connection: Connection, customer_id: str) -> None:
    """Take out all that is remembered for one customer, within the caller's transaction."""
    connection.execute(THEIRS, {"customer": customer_id})


def _found(connection: Connection, hashes: Sequence[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for first in range(0, len(hashes), TOGETHER):
        rows = connection.execute(FOUND, {"hashes": hashes[first : first + TOGETHER]})
        found |= {row.key_hash: bytes(row.sealed) for row in rows}
    return found


def _plain(sentence: str) -> str:
    """A sentence as it is compared: one space for several, accents in one spelling (NFC)."""
    return " ".join(unicodedata.normalize("NFC", sentence).split())
