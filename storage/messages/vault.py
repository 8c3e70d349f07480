"""Personal texts, each under its customer's own key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, bindparam, false, select, update

from domain.stores import Conflict, Erased, Missing, Text
from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.finding import search
from storage.keys.customer_keys import CustomerKeys
from storage.keys.sealing import RegionSecrets, canonical
from storage.people import marks
from storage.tables.region import TextRow, table_of
from storage.tickets import edits

texts = table_of(TextRow)
TRANSLATION = "translation"  # a kind of text
TOGETHER = 200  # old texts that are indexed in one transaction
TEXTS = select(texts).where(texts.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class SealedText:
    """A text that is ready to be written: encrypted before any transaction begins."""

    text: Text
    sealed: bytes
    commitment: bytes
    key: bytes
    words: tuple[int, ...]  # as they stand in the index

    def of_ticket(self, ticket_id: str) -> "SealedText":
        """The same text, now that its ticket is known; the ticket is no part of the ciphertext."""
        return replace(self, text=replace(self.text, ticket_id=ticket_id))


class EncryptedVault:
    """Keeps texts so that they vanish with their customer's key."""

    def __init__(
        self, database: Database, writer: Writer, keys: CustomerKeys, secrets: RegionSecrets
    ) -> None:
        self._database = database
        self._writer = writer
        self._keys = keys
        self._secrets = secrets

    async def put(self, *texts: Text) -> None:
        """Keep texts. The same text again changes nothing; another under its id is a Conflict.

        Raises Erased where their customer is being erased, or was.
        """
        sealed = [await self.sealed(text) for text in texts]

        def keep(connection: Connection) -> None:
            for text in sealed:
                self.keep(connection, text)

        await self._writer.write(keep)

    async def get(self, text_id: str) -> Text:
        """The text, or Missing; Erased where there was one, and its customer's key is destroyed."""
        rows, keys = await self._rows([text_id])
        for row in rows:
            if not _is_readable(row, keys):
                raise Erased(text_id)
            return self._opened(row, keys[row.customer_id])
        raise Missing(text_id)

    async def get_many(self, text_ids: Sequence[str]) -> Mapping[str, Text]:
        """Those of the texts that are there, and whose customer's key is."""
        rows, keys = await self._rows(text_ids)
        return {
            row.id: self._opened(row, keys[row.customer_id])
            for row in rows
            if _is_readable(row, keys)
        }

    async def sealed(self, text: Text) -> SealedText:
        """The text, encrypted; its customer gets a key if there is none yet."""
        key = await self._keys.ensured(text.customer_id)
        sealed = self._secrets.seal(key, text.customer_id, text.id, text.content)
        commitment = self._secrets.commitment(key, text.customer_id, text.id, text.content)
        words = search.hashed(self._secrets, text.content)
        return SealedText(text, sealed, commitment, key, words)

    def keep(self, connection: Connection, sealed: SealedText) -> None:
        """Write a text, and what it is found by, within the caller's transaction.

        Raises Conflict and Erased as `put` does.
        """
        text = sealed.text
        marks.expect_writable(connection, text.customer_id)
        if text.kind == TRANSLATION and edits.is_deleted(connection, original_of(text.id)):
            raise Erased(text.id)  # made of what was taken back meanwhile
        values = {
            "id": text.id,
            "customer_id": text.customer_id,
            "ticket_id": text.ticket_id,
            "kind": text.kind,
            "language": text.language,
            "sealed": sealed.sealed,
            "commitment": sealed.commitment,
            "indexed": True,
        }
        if insert_new(connection, texts, values):
            search.keep(
                connection, sealed.words, ticket_id=text.ticket_id, customer_id=text.customer_id
            )
            return
        standing = connection.execute(TEXTS, {"ids": [text.id]}).one()
        if not self._is_the_same(text, standing, sealed.key):
            raise Conflict(f"another text stands under {text.id}")

    async def seal_apart(self, customer_id: str, name: str, content: Mapping[str, object]) -> bytes:
        """What has no place in the vault yet, under its customer's key."""
        return self._secrets.seal(await self._keys.ensured(customer_id), customer_id, name, content)

    async def open_apart(
        self, customer_id: str, name: str, sealed: bytes
    ) -> Mapping[str, object] | None:
        """The same again; None once the key is destroyed."""
        key = (await self._keys.found([customer_id])).get(customer_id)
        return None if key is None else self._secrets.open(key, customer_id, name, sealed)

    async def reader(
        self, customer_ids: Iterable[str]
    ) -> Callable[[Row[Any]], Mapping[str, object]]:
        """What reads rows of these customers within a transaction; empty where nobody can."""
        keys = await self._keys.found(customer_ids)

        def content(row: Row[Any]) -> Mapping[str, object]:
            readable = _is_readable(row, keys)
            return self._opened(row, keys[row.customer_id]).content if readable else {}

        return content

    async def index_old(self) -> None:
        """Let texts be found that were kept before there was an index; again does nothing."""
        while rows := await self._database.read(_not_indexed):
            keys = await self._keys.found(row.customer_id for row in rows)
            readable = [
                self._opened(row, keys[row.customer_id]) for row in rows if _is_readable(row, keys)
            ]
            words = {text.id: search.hashed(self._secrets, text.content) for text in readable}
            await self._writer.write(partial(_index, rows, words))

    async def _rows(
        self, text_ids: Sequence[str]
    ) -> tuple[Sequence[Row[Any]], Mapping[str, bytes]]:
        """The rows of texts, and the keys that there are of their customers."""

        def query(connection: Connection) -> list[Row[Any]]:
            return list(connection.execute(TEXTS, {"ids": list(set(text_ids))}))

        rows = await self._database.read(query)
        return rows, await self._keys.found(row.customer_id for row in rows)

    def _is_the_same(self, text: Text, row: Row[Any], key: bytes) -> bool:
        if row.customer_id != text.customer_id:
            return False
        standing = self._opened(row, key)
        facts = (text.ticket_id, text.kind, text.language, canonical(text.content))
        others = (standing.ticket_id, standing.kind, standing.language, canonical(standing.content))
        return facts == others

    def _opened(self, row: Row[Any], key: bytes) -> Text:
        return Text(
            id=row.id,
            customer_id=row.customer_id,
            ticket_id=row.ticket_id,
            kind=row.kind,
            language=row.language,
            content=self._secrets.open(key, row.customer_id, row.id, bytes(row.sealed)),
        )


def original_of(text_id: str) -> str:
    """The message that a translation was made of, or of whose edit."""
    return text_id.partition(":")[0].partition("~")[0]


def _is_readable(row: Row[Any], keys: Mapping[str, bytes]) -> bool:
    """Whether there is a ciphertext still, which erasing empties, and the key to it."""
    return bool(row.sealed) and row.customer_id in keys


def _not_indexed(connection: Connection) -> list[Row[Any]]:
    first = select(texts).where(texts.c.indexed == false()).order_by(texts.c.id)
    return list(connection.execute(first.limit(TOGETHER)))


def _index(
    rows: Sequence[Row[Any]], words: Mapping[str, Sequence[int]], connection: Connection
) -> None:
    """Index these texts, unless they have gone or somebody else was quicker."""
    for row in rows:
        mine = update(texts).where(texts.c.id == row.id, texts.c.indexed == false())
        if connection.execute(mine.values(indexed=True)).rowcount and row.id in words:
            found = words[row.id]
            search.keep(connection, found, ticket_id=row.ticket_id, customer_id=row.customer_id)
