"""Files under their customers' keys: in parts, each bound to its place in its file.

A part says whether it is the last, as in the STREAM construction (Hoang, Reyhanitabar, Rogaway and
Vizár 2015): a file that was cut, or whose parts were exchanged, does not open.
"""

from collections.abc import AsyncIterable, AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select

from domain.arrivals import NewsKind
from domain.attachments import LARGEST, Blob, NewFile, TooLarge
from domain.stores import Conflict, Erased, Missing
from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.keys.customer_keys import CustomerKeys
from storage.keys.sealing import RegionSecrets
from storage.people.marks import expect_writable
from storage.tables.amendments import AmendmentRow
from storage.tables.blobs import BlobPartRow, BlobRow
from storage.tables.region import table_of
from storage.tickets.edits import is_deleted

blobs = table_of(BlobRow)
parts = table_of(BlobPartRow)
amendments = table_of(AmendmentRow)
PART: Final = 256 * 1024  # bytes: what is in memory at once when a file is read
STANDING = select(blobs).where(blobs.c.id == bindparam("own_id"))
PARTS = select(parts.c.sealed).where(
    parts.c.blob_id == bindparam("own_id"), parts.c.number == bindparam("own_number")
)
COUNTED = select(func.count()).select_from(parts).where(parts.c.blob_id == bindparam("own_id"))
TAKEN_BACK = select(amendments.c.message_id).where(
    amendments.c.message_id == bindparam("own_message"), amendments.c.kind == NewsKind.DELETED.value
)
THEIRS = select(blobs).where(blobs.c.customer_id == bindparam("customer")).order_by(blobs.c.id)
REMOVE_PARTS = delete(parts).where(parts.c.blob_id == bindparam("own_id"))


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that is ready to be written: encrypted before any transaction begins."""

    blob: Blob
    parts: tuple[bytes, ...]

    def of_ticket(self, ticket_id: str) -> "SealedFile":
        """The same file, now that its ticket is known; the ticket is no part of the ciphertext."""
        return replace(self, blob=replace(self.blob, ticket_id=ticket_id))


class SqlBlobs:
    """The port `Blobs` of one region. Each file vanishes with its customer's key."""

    def __init__(
        self, database: Database, writer: Writer, keys: CustomerKeys, secrets: RegionSecrets
    ) -> None:
        self._database = database
        self._writer = writer
        self._keys = keys
        self._secrets = secrets

    async def sealed(self, file: NewFile, customer_id: str, message_id: str) -> SealedFile:
        """A file of a message, encrypted. Raises TooLarge."""
        if len(file.content) > LARGEST:
            raise TooLarge
        key = await self._keys.ensured(customer_id)
        blob = Blob(file.id, customer_id, "", message_id, len(file.content))
        pieces = [*_pieces(file.content)]
        last = len(pieces) - 1
        made = [
            self._seal(key, blob, number, piece, is_last=number == last)
            for number, piece in enumerate(pieces)
        ]
        return SealedFile(blob, tuple(made))

    async def put(self, blob: Blob, content: AsyncIterable[bytes]) -> Blob:
        """As the Protocol says; a file that does not come whole leaves nothing."""
        key = await self._keys.ensured(blob.customer_id)
        try:
            number = size = 0
            async for piece, is_last in _ahead(content):
                size += len(piece)
                if size > LARGEST:
                    raise TooLarge
                sealed = self._seal(key, blob, number, piece, is_last=is_last)
                await self._keep_part(blob, number, sealed)
                number += 1
            whole = replace(blob, size=size)
            if not await self._writer.write(lambda connection: _whole(connection, whole, number)):
                raise Conflict(f"another file stands under {blob.id}")
        except BaseException:
            await self._writer.write(lambda connection: _drop(connection, blob))
            raise
        return whole

    async def find(self, ticket_id: str, blob_id: str) -> Blob:
        """As the Protocol says."""
        query = {"own_id": blob_id}
        row = await self._database.read(lambda one: one.execute(STANDING, query).first())
        if row is None or row.ticket_id != ticket_id:
            raise Missing(blob_id)
        await self._keys.get(row.customer_id)
        return _blob(row)

    async def message_of(self, blob_id: str) -> str:
        """As the Protocol says."""
        query = {"own_id": blob_id}
        row = await self._database.read(lambda one: one.execute(STANDING, query).first())
        if row is None:
            raise Missing(blob_id)
        return str(row.message_id)

    async def read(self, blob: Blob) -> AsyncIterator[bytes]:
        """As the Protocol says; one part of it is in memory at a time."""
        key = await self._keys.get(blob.customer_id)
        left, number = blob.size, 0
        while left > 0 or number == 0:
            sealed = await self._part(blob, number)
            name = _place(blob, number, is_last=left <= PART)
            clear = self._secrets.open_bytes(key, blob.customer_id, name, sealed)
            yield clear
            left -= len(clear)
            number += 1

    async def of_customer(self, customer_id: str) -> Sequence[Blob]:
        """As the Protocol says."""
        query = {"customer": customer_id}
        rows = await self._database.read(lambda one: list(one.execute(THEIRS, query)))
        return [_blob(row) for row in rows]

    def _seal(self, key: bytes, blob: Blob, number: int, piece: bytes, *, is_last: bool) -> bytes:
        name = _place(blob, number, is_last=is_last)
        return self._secrets.seal_bytes(key, blob.customer_id, name, piece)

    async def _keep_part(self, blob: Blob, number: int, sealed: bytes) -> None:
        def keep(connection: Connection) -> bool:
            expect_writable(connection, blob.customer_id)
            return insert_new(connection, parts, _part_row(blob, number, sealed))

        if not await self._writer.write(keep):
            raise Conflict(f"another file stands under {blob.id}")

    async def _part(self, blob: Blob, number: int) -> bytes:
        query = {"own_id": blob.id, "own_number": number}
        found = await self._database.read(lambda one: one.execute(PARTS, query).scalar())
        if found is None:
            raise Missing(blob.id)
        return bytes(found)


def keep(connection: Connection, file: SealedFile) -> None:
    """Write a file within the caller's transaction. Raises Conflict for an id that is taken."""
    if not _note(connection, file.blob):
        raise Conflict(f"another file stands under {file.blob.id}")
    rows = [_part_row(file.blob, number, sealed) for number, sealed in enumerate(file.parts)]
    connection.execute(insert(parts), rows)


def _whole(connection: Connection, blob: Blob, count: int) -> bool:
    """Write that a file is there that came in so many parts.

    False where its name is taken, or where somebody else took parts of it out meanwhile: then it is
    to be fetched again. Raises Erased where its message was taken back.
    """
    if connection.execute(TAKEN_BACK, {"own_message": blob.message_id}).first() is not None:
        raise Erased(blob.message_id)
    if connection.execute(COUNTED, {"own_id": blob.id}).scalar_one() != count:
        return False
    return _note(connection, blob)


def _note(connection: Connection, blob: Blob) -> bool:
    """Write that a file is there, unless its customer is gone or its name is taken.

    Nor where the message is that it came with: then it raises Erased, too.
    """
    expect_writable(connection, blob.customer_id)
    if is_deleted(connection, blob.message_id):
        raise Erased(blob.message_id)
    row = {
        "id": blob.id,
        "customer_id": blob.customer_id,
        "ticket_id": blob.ticket_id,
        "message_id": blob.message_id,
        "size": blob.size,
    }
    return insert_new(connection, blobs, row)


def _drop(connection: Connection, blob: Blob) -> None:
    """Take out the parts of a file that did not come whole; one that stands keeps its own."""
    if connection.execute(STANDING, {"own_id": blob.id}).first() is None:
        connection.execute(REMOVE_PARTS, {"own_id": blob.id})


def _part_row(blob: Blob, number: int, sealed: bytes) -> dict[str, object]:
    return {
        "blob_id": blob.id,
        "number": number,
        "customer_id": blob.customer_id,
        "sealed": sealed,
    }


def _place(blob: Blob, number: int, *, is_last: bool) -> str:
    return f"blob|{blob.id}|{number}|{'last' if is_last else 'more'}"


def _blob(row: Row[Any]) -> Blob:
    return Blob(row.id, row.customer_id, row.ticket_id, row.message_id, row.size)


def _pieces(content: bytes) -> Iterator[bytes]:
    """Parts of one size but for the last; an empty file has one."""
    for start in range(0, max(len(content), 1), PART):
        yield content[start : start + PART]


async def _ahead(content: AsyncIterable[bytes]) -> AsyncIterator[tuple[bytes, bool]]:
    """The same of what comes in pieces of any size, each part with whether it is the last."""
    waiting = bytearray()
    async for piece in content:
        waiting += piece
        while len(waiting) > PART:
            yield bytes(waiting[:PART]), False
            del waiting[:PART]
    yield bytes(waiting), True
