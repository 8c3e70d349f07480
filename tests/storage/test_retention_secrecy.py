"""What was over its time is in no file of the region any more, though its person's key is."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from domain.retention import RetentionKind
from storage.database.engine import open_database
from storage.messages.blobs import parts
from storage.messages.memory import memory
from storage.messages.vault import texts
from storage.open import Place, open_region
from tests.regions import in_shape
from tests.storage.building import KEY
from tests.storage.retaining import a_closed_ticket, rule


async def sealed_of(place: Place, ticket: str) -> list[bytes]:
    """Everything of a ticket that a key opens, as it stands in the database."""
    queries: tuple[Any, ...] = (
        select(texts.c.sealed).where(texts.c.ticket_id == ticket),
        select(parts.c.sealed).where(parts.c.blob_id == ticket.replace("eu", "b")),
        select(memory.c.sealed).where(memory.c.text_id == ticket.replace("eu", "answer")),
    )

    def look(connection: Connection) -> list[bytes]:
        return [bytes(one) for query in queries for one in connection.scalars(query)]

    database = open_database(place.url)
    try:
        return await database.read(look)
    finally:
        await database.dispose()


def files_with(folder: Path, content: bytes) -> list[str]:
    files = [one for one in folder.rglob("*") if one.is_file()]
    return [one.name for one in files if content in one.read_bytes()]


async def test_no_file_holds_what_was_sealed_once_it_went(tmp_path: Path) -> None:
    place = in_shape(tmp_path / "eu")
    async with await open_region("eu", place, KEY) as region:
        for number in (1, 2):
            await a_closed_ticket(region.stores, number)
        gone, kept = await sealed_of(place, "eu-1"), await sealed_of(place, "eu-2")
        assert len(gone) == len(kept) == 6
        assert all(files_with(tmp_path, one) for one in (*gone, *kept))
        await region.stores.retaining.take_out(rule(RetentionKind.TEXTS), "eu-1")
        await region.stores.retaining.drive_out()
        assert [one for one in gone if files_with(tmp_path, one)] == []
        assert all(files_with(tmp_path, one) for one in kept)
    assert [one for one in gone if files_with(tmp_path, one)] == []
