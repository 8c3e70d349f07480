"""What every region promises of messages that were taken back."""

from typing import Any

import pytest

from domain.amendments import Told
from domain.arrivals import NewsKind
from domain.attachments import Blob, NewFile
from domain.memory import Corrected, Correction
from domain.stores import Erased, Missing, RegionStores, Text
from tests.storage.amending import (
    begun,
    deeds,
    deleted,
    edited,
    found_by,
    hears,
    place,
    shown,
    text_of,
    told,
)
from tests.storage.building import (
    after,
    arrival,
    closing,
)


class DeletionsContract:
    async def test_a_deletion_is_told_once_and_shown_at_once(self, stores: RegionStores) -> None:
        await begun(stores)
        amendments = stores.channels.amendments
        assert await amendments.delete(place(), deleted()) is Told.TAKEN
        assert await amendments.delete(place(60), deleted()) is Told.KNOWN
        assert await told(stores) == [(NewsKind.DELETED, "m-1", "")]
        assert (await shown(stores)).deleted_at == after(50)
        await hears(stores)
        assert (await shown(stores)).deleted_at == after(50)
        assert await stores.inbox.waiting() == 0

    async def test_its_words_go_and_how_to_answer_stays(self, stores: RegionStores) -> None:
        await begun(stores, content={"text": "secret", "subject": "secret too"}, thread="t")
        await stores.channels.amendments.delete(place(), deleted())
        assert (await stores.vault.get("m-1")).content == {
            "text": "",
            "message_id": "client-1",
            "thread": "t",
            "sender_id": "anna",
        }

    async def test_all_that_was_made_of_it_goes(self, stores: RegionStores) -> None:
        await begun(stores)
        amendments, vault = stores.channels.amendments, stores.vault
        await amendments.edit(place(), edited("edited"))
        await hears(stores)
        words = (await shown(stores)).text_id
        customer = (await vault.get("m-1")).customer_id
        made = [f"m-1:{one}" for one in ("en", "en:7")] + [f"{words}:de", "m-11"]
        await vault.put(
            *(Text(one, customer, "eu-1", "translation", "en", {"text": one}) for one in made)
        )
        sentences = (Corrected("text 1", "something else"),)
        await stores.memory.keep(Correction(customer, "pt", "en", sentences, "m-1:en"))
        await amendments.delete(place(), deleted())
        for gone in ("m-1:en", "m-1:en:7", words, f"{words}:de"):
            with pytest.raises(Erased):
                await vault.get(gone)
        assert await text_of(stores, "m-11") == "m-11"
        assert await stores.memory.recall(customer, "pt", "en", ["text 1"]) == {}
        message = await shown(stores)
        assert (message.edits, message.translations) == ((), ())

    async def test_its_files_go_and_others_stay(self, stores: RegionStores) -> None:
        await begun(stores, files=(NewFile("f-1", b"x" * 300_000),))
        await stores.inbox.accept(arrival(2, files=(NewFile("f-2", b"y"),)))
        await stores.channels.amendments.delete(place(), deleted())
        with pytest.raises(Missing):
            await stores.blobs.find("eu-1", "f-1")
        kept = await stores.blobs.find("eu-1", "f-2")
        assert [piece async for piece in stores.blobs.read(kept)] == [b"y"]

    async def test_no_word_finds_it_that_stands_nowhere_else(self, stores: RegionStores) -> None:
        await begun(stores, content={"text": "parcel umbrella"})
        await stores.inbox.accept(arrival(2, content={"text": "parcel"}))
        await stores.channels.amendments.delete(place(), deleted())
        assert not await found_by(stores, "umbrella")
        assert await found_by(stores, "parcel")

    async def test_what_was_being_made_of_it_is_not_kept(self, stores: RegionStores) -> None:
        await begun(stores)
        await stores.channels.amendments.delete(place(), deleted())
        customer = (await stores.vault.get("m-1")).customer_id
        with pytest.raises(Erased):
            await stores.vault.put(
                Text("m-1:en", customer, "eu-1", "translation", "en", {"text": "late"})
            )

        async def content() -> Any:
            yield b"late"

        with pytest.raises(Erased):
            await stores.blobs.put(Blob("f-9", customer, "eu-1", "m-1"), content())
        with pytest.raises(Missing):
            await stores.blobs.find("eu-1", "f-9")

    async def test_a_deletion_is_on_the_trail_and_an_edit_after_it_is_nothing(
        self, stores: RegionStores
    ) -> None:
        await begun(stores, files=(NewFile("f-1", b"x"),))
        amendments = stores.channels.amendments
        await amendments.delete(place(), deleted())
        assert await amendments.edit(place(), edited("again", at=40)) is Told.KNOWN
        (deed,) = await deeds(stores, "message.deleted")
        assert (deed["facts"]["files"], deed["facts"]["message"]) == (1, "m-1")
        assert await deeds(stores, "message.edited") == []

    async def test_a_deletion_after_the_end_destroys_as_well(self, stores: RegionStores) -> None:
        await begun(stores)
        assert await stores.ledger.close(closing("eu-1"))
        assert await stores.channels.amendments.delete(place(), deleted()) is Told.TAKEN
        assert await stores.inbox.waiting() == 0
        assert await text_of(stores, "m-1") == ""
        assert (await shown(stores)).deleted_at == after(50)
