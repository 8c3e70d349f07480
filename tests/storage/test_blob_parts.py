"""A file that somebody changed in the database does not open."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.attachments import Blob
from domain.stores import Missing
from storage.keys.sealing import Unreadable
from storage.messages.blobs import PART
from storage.open import Place, open_region
from tests.regions import in_shape
from tests.storage.building import KEY

BLOB = Blob("b-1", "c-1", "eu-1", "m-1")
OTHER = Blob("b-2", "c-1", "eu-1", "m-2")
TAMPERINGS = {
    "parts exchanged": (
        "UPDATE blob_parts SET number = 9 WHERE blob_id = 'b-1' AND number = 0",
        "UPDATE blob_parts SET number = 0 WHERE blob_id = 'b-1' AND number = 1",
        "UPDATE blob_parts SET number = 1 WHERE blob_id = 'b-1' AND number = 9",
    ),
    "a part of another file": (
        "DELETE FROM blob_parts WHERE blob_id = 'b-1' AND number = 1",
        "UPDATE blob_parts SET blob_id = 'b-1' WHERE blob_id = 'b-2' AND number = 1",
    ),
    "the tail cut": (
        "DELETE FROM blob_parts WHERE blob_id = 'b-1' AND number = 2",
        f"UPDATE blobs SET size = {2 * PART} WHERE id = 'b-1'",
    ),
    "bytes changed": (
        "UPDATE blob_parts SET sealed = zeroblob(length(sealed)) WHERE blob_id = 'b-1'",
    ),
    "another customer's": ("UPDATE blobs SET customer_id = 'c-2' WHERE id = 'b-1'",),
}


async def content() -> AsyncIterator[bytes]:
    yield bytes(2 * PART + 7)


@pytest.mark.parametrize("statements", TAMPERINGS.values(), ids=TAMPERINGS)
async def test_a_file_that_was_changed_does_not_open(
    tmp_path: Path, statements: tuple[str, ...]
) -> None:
    in_shape(tmp_path / "eu")
    async with await open_region("eu", Place.in_folder(tmp_path / "eu"), KEY) as region:
        blobs = region.stores.blobs
        for blob in (BLOB, OTHER, Blob("b-3", "c-2", "eu-2", "m-3")):
            await blobs.put(blob, content())
        with sqlite3.connect(tmp_path / "eu" / "region.sqlite") as database:
            for statement in statements:
                database.execute(statement)
        changed = await blobs.find("eu-1", "b-1")
        with pytest.raises(Unreadable):
            _ = [part async for part in blobs.read(changed)]


async def test_a_file_goes_with_its_customers_key(tmp_path: Path) -> None:
    in_shape(tmp_path / "eu")
    place = Place.in_folder(tmp_path / "eu")
    async with await open_region("eu", place, KEY) as region:
        await region.stores.blobs.put(BLOB, content())
    with sqlite3.connect(tmp_path / "eu" / "keys.sqlite") as keys:
        keys.execute("DELETE FROM customer_keys WHERE customer_id = 'c-1'")
    async with await open_region("eu", place, KEY) as region:
        with pytest.raises(Missing):
            await region.stores.blobs.find("eu-1", "b-1")
        with pytest.raises(Missing):
            _ = [part async for part in region.stores.blobs.read(BLOB)]
