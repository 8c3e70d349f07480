"""What every store of files promises."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.attachments import LARGEST, Blob, NewFile, TooLarge
from domain.stores import Conflict, Missing, RegionStores
from storage.messages.blobs import PART
from tests.storage.building import arrival

BLOB = Blob("b-1", "c-1", "eu-1", "m-1")


async def pieces(content: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def whole(stores: RegionStores, blob: Blob) -> bytes:
    return b"".join([part async for part in stores.blobs.read(blob)])


class BlobsContract:
    @pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 3 * PART, 3 * PART + 7])
    async def test_a_file_comes_back_as_it_came(self, stores: RegionStores, size: int) -> None:
        content = bytes(number % 251 for number in range(size))
        kept = await stores.blobs.put(BLOB, pieces(content, 100_000))
        assert kept == replace(BLOB, size=size)
        assert await stores.blobs.find("eu-1", "b-1") == kept
        assert await whole(stores, kept) == content

    async def test_a_file_comes_with_its_message(self, stores: RegionStores) -> None:
        content = b"%PDF-" + bytes(2 * PART)
        accepted = await stores.inbox.accept(arrival(files=(NewFile("b-2", content),)))
        kept = await stores.blobs.find(accepted.ticket_id, "b-2")
        assert (kept.message_id, kept.size) == ("m-1", len(content))
        assert await whole(stores, kept) == content
        assert await stores.blobs.of_customer(kept.customer_id) == [kept]

    async def test_a_message_that_comes_again_brings_no_second_file(
        self, stores: RegionStores
    ) -> None:
        first = await stores.inbox.accept(arrival(files=(NewFile("b-1", b"a"),)))
        again = await stores.inbox.accept(arrival(id="m-2", files=(NewFile("b-2", b"a"),)))
        assert again.duplicate
        with pytest.raises(Missing):
            await stores.blobs.find(first.ticket_id, "b-2")

    @pytest.mark.attack(12)
    async def test_a_file_belongs_to_its_ticket(self, stores: RegionStores) -> None:
        await stores.blobs.put(BLOB, pieces(b"mine", 4))
        for ticket, name in (("eu-2", "b-1"), ("eu-1", "b-2"), ("", "b-1")):
            with pytest.raises(Missing):
                await stores.blobs.find(ticket, name)

    async def test_another_file_takes_nobodys_place(self, stores: RegionStores) -> None:
        kept = await stores.blobs.put(BLOB, pieces(b"first", 4))
        with pytest.raises(Conflict):
            await stores.blobs.put(replace(BLOB, customer_id="c-2"), pieces(b"second", 4))
        assert await whole(stores, kept) == b"first"

    @pytest.mark.attack(10)
    async def test_a_file_without_end_is_left_and_leaves_nothing(
        self, stores: RegionStores
    ) -> None:
        asked = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal asked
            while True:
                asked += 1
                yield bytes(1_000_000)

        with pytest.raises(TooLarge):
            await stores.blobs.put(BLOB, endless())
        assert asked <= LARGEST // 1_000_000 + 2
        with pytest.raises(Missing):
            await stores.blobs.find("eu-1", "b-1")
        assert await whole(stores, await stores.blobs.put(BLOB, pieces(b"a", 1))) == b"a"

    async def test_a_file_that_breaks_off_leaves_nothing(self, stores: RegionStores) -> None:
        async def broken() -> AsyncIterator[bytes]:
            yield bytes(2 * PART)
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            await stores.blobs.put(BLOB, broken())
        with pytest.raises(Missing):
            await stores.blobs.find("eu-1", "b-1")
