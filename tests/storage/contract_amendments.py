"""What every region promises of edits that platforms tell of, and of who can be reached."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain.amendments import Told
from domain.arrivals import NewsKind
from domain.attachments import NewFile
from domain.channels import Reachable
from domain.stores import Missing, RegionStores
from storage.open import OpenRegion
from tests.storage.amending import (
    DAY,
    batch,
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
    NOW,
    after,
    arrival,
    closing,
)
from tests.storage.contract_persons import order


class EditsContract:
    async def test_an_edit_is_told_once_and_then_shown(self, stores: RegionStores) -> None:
        await begun(stores)
        amendments = stores.channels.amendments
        assert await amendments.edit(place(), edited("text one")) is Told.TAKEN
        assert await amendments.edit(place(60), edited("text one")) is Told.KNOWN
        assert await told(stores) == [(NewsKind.EDITED, "m-1", "text one")]
        await hears(stores)
        message = await shown(stores)
        assert (message.id, message.edited_at) == ("m-1", after(20))
        assert await text_of(stores, message.text_id) == "text one"
        assert [(one.at, one.text_id) for one in message.edits] == [(NOW, "m-1")]
        assert await text_of(stores, "m-1") == "text 1"
        assert await stores.inbox.lease("looks", after(90_000), after(90_001), 10) == []

    async def test_the_words_that_were_written_last_are_shown(self, stores: RegionStores) -> None:
        await begun(stores)
        amendments = stores.channels.amendments
        assert await amendments.edit(place(), edited("third", at=40)) is Told.TAKEN
        assert await amendments.edit(place(), edited("second", at=30)) is Told.KNOWN
        await hears(stores)
        message = await shown(stores)
        assert await text_of(stores, message.text_id) == "third"
        before = [await text_of(stores, one.text_id) for one in message.edits]
        assert before == ["text 1", "second"]

    async def test_going_back_to_the_words_of_before_is_an_edit(self, stores: RegionStores) -> None:
        await begun(stores)
        amendments = stores.channels.amendments
        assert await amendments.edit(place(), edited("other", at=20)) is Told.TAKEN
        assert await amendments.edit(place(), edited("text 1", at=30)) is Told.TAKEN
        await hears(stores)
        assert await text_of(stores, (await shown(stores)).text_id) == "text 1"

    async def test_the_same_words_again_are_no_news(self, stores: RegionStores) -> None:
        """Telegram says that a message was edited when a preview of a link is put under it."""
        await begun(stores)
        told_of = await stores.channels.amendments.edit(place(), edited("text 1"))
        assert told_of is Told.KNOWN
        assert await stores.inbox.waiting() == 0

    @pytest.mark.attack(38)
    async def test_only_who_wrote_it_can_change_a_message(self, stores: RegionStores) -> None:
        await begun(stores)
        amendments = stores.channels.amendments
        for sender in ("mallory", ""):
            assert await amendments.edit(place(), edited("x", sender_id=sender)) is Told.KNOWN
            assert await amendments.delete(place(), deleted(sender_id=sender)) is Told.KNOWN
        assert await stores.inbox.waiting() == 0
        assert await text_of(stores, "m-1") == "text 1"

    async def test_an_edit_keeps_what_it_says_nothing_of(self, stores: RegionStores) -> None:
        await begun(stores, content={"text": "text 1", "subject": "lamp", "country": "PT"})
        await stores.channels.amendments.edit(place(), edited("new"))
        news = (await batch(stores)).news[0]
        assert news.message is not None
        kept = (await stores.vault.get(news.message.id)).content
        assert (kept["subject"], kept["country"], kept["sender_id"]) == ("lamp", "PT", "anna")

    async def test_the_words_of_an_edit_are_found_and_so_are_those_of_before(
        self, stores: RegionStores
    ) -> None:
        await begun(stores, content={"text": "parcel"})
        await stores.channels.amendments.edit(place(), edited("umbrella"))
        assert await found_by(stores, "umbrella")
        assert await found_by(stores, "parcel")

    async def test_an_edit_is_on_the_trail(self, stores: RegionStores) -> None:
        await begun(stores)
        await stores.channels.amendments.edit(place(), edited("new"))
        (deed,) = await deeds(stores, "message.edited")
        assert deed["by_kind"] == "customer"
        assert set(deed["facts"]) >= {"message", "words", "text", "written_at"}
        assert "new" not in str(deed)

    async def test_an_edit_after_the_end_is_shown_and_told_to_nobody(
        self, stores: RegionStores
    ) -> None:
        await begun(stores)
        assert await stores.ledger.close(closing("eu-1"))
        assert await stores.channels.amendments.edit(place(), edited("new")) is Told.TAKEN
        assert await stores.inbox.waiting() == 0
        assert await text_of(stores, (await shown(stores)).text_id) == "new"

    async def test_nothing_is_kept_of_somebody_who_is_erased(self, stores: RegionStores) -> None:
        await begun(stores)
        customer = (await stores.vault.get("m-1")).customer_id
        await stores.erasing.freeze(order(customer), after(5))
        amendments = stores.channels.amendments
        assert await amendments.edit(place(), edited("new")) is Told.KNOWN
        await stores.erasing.destroy(customer)
        await stores.erasing.purge(customer)
        assert await amendments.delete(place(), deleted()) is Told.KNOWN
        assert await stores.erasing.left(customer) == ()


class EarlyContract:
    async def test_an_edit_before_its_message_is_told_right_after_it(
        self, stores: RegionStores
    ) -> None:
        amendments = stores.channels.amendments
        assert await amendments.edit(place(0), edited("new")) is Told.EARLY
        assert await amendments.edit(place(0), edited("new")) is Told.KNOWN
        await stores.inbox.accept(arrival(1))
        assert await told(stores) == [
            (NewsKind.MESSAGE, None, "text 1"),
            (NewsKind.EDITED, "m-1", "new"),
        ]
        assert await amendments.edit(place(), edited("new")) is Told.KNOWN

    async def test_of_several_the_last_is_told_and_the_others_are_kept(
        self, stores: RegionStores
    ) -> None:
        amendments = stores.channels.amendments
        await amendments.edit(place(0), edited("third", at=30))
        await amendments.edit(place(0), edited("second", at=20))
        await stores.inbox.accept(arrival(1))
        words = [text for kind, _, text in await told(stores) if kind is NewsKind.EDITED]
        assert words[-1] == "third"

    async def test_what_was_taken_back_before_it_came_is_never_kept(
        self, stores: RegionStores
    ) -> None:
        amendments = stores.channels.amendments
        await amendments.edit(place(0), edited("secret edit"))
        assert await amendments.delete(place(0), deleted()) is Told.EARLY
        await stores.inbox.accept(
            arrival(1, content={"text": "secret"}, files=(NewFile("f-1", b"x"),))
        )
        assert await told(stores) == [(NewsKind.MESSAGE, None, ""), (NewsKind.DELETED, "m-1", "")]
        assert not await found_by(stores, "secret")
        with pytest.raises(Missing):
            await stores.blobs.find("eu-1", "f-1")

    async def test_what_somebody_else_told_of_a_message_is_not_heard(
        self, stores: RegionStores
    ) -> None:
        amendments = stores.channels.amendments
        await amendments.edit(place(0), edited("x", sender_id="mallory"))
        await amendments.delete(place(0), deleted(sender_id="mallory"))
        await stores.inbox.accept(arrival(1))
        assert await told(stores) == [(NewsKind.MESSAGE, None, "text 1")]

    async def test_what_waits_for_a_week_is_forgotten(self, stores: RegionStores) -> None:
        amendments = stores.channels.amendments
        await amendments.edit(place(0), edited("new"))
        assert await stores.retaining.forget_early(NOW + 7 * DAY) == 0
        assert await stores.retaining.forget_early(NOW + 8 * DAY) == 1
        await stores.inbox.accept(arrival(1))
        assert await told(stores) == [(NewsKind.MESSAGE, None, "text 1")]

    async def test_who_is_erased_leaves_no_early_edit(self, stores: RegionStores) -> None:
        await begun(stores)
        await stores.channels.amendments.edit(place(), edited("secret", 2))
        customer = (await stores.vault.get("m-1")).customer_id
        await stores.erasing.freeze(order(customer), after(60))
        await stores.erasing.destroy(customer)
        await stores.erasing.purge(customer)
        assert await stores.erasing.left(customer) == ()


class ReachableContract:
    async def test_who_blocks_us_is_noted_until_they_are_back(self, region: OpenRegion) -> None:
        stores = region.stores
        await begun(stores)
        amendments = stores.channels.amendments

        async def blocked() -> datetime | None:
            row = await region.customers.known(("web", "shop"), "anna", NOW)
            found: datetime | None = row.blocked_since
            return found

        gone = Reachable("anna", reachable=False, at=after(5))
        assert await amendments.reachable(place(), gone) is Told.TAKEN
        assert await amendments.reachable(place(), gone) is Told.KNOWN
        assert await blocked() == after(5)
        back = Reachable("anna", reachable=True, at=after(9))
        assert await amendments.reachable(place(), back) is Told.TAKEN
        assert await blocked() is None
        await amendments.reachable(place(), gone)
        await stores.inbox.accept(arrival(2))
        assert await blocked() is None
        stranger = Reachable("nobody", reachable=False, at=NOW)
        assert await amendments.reachable(place(), stranger) is Told.KNOWN

    async def test_a_region_knows_its_own(self, stores: RegionStores) -> None:
        await begun(stores)
        knows = stores.channels.amendments.knows
        assert await knows(place(), edited("x", sender_id="somebody"))
        assert await knows(place(), deleted(9))  # of somebody whom it knows
        assert await knows(place(), Reachable("anna", reachable=True, at=NOW))
        assert not await knows(place(), edited("x", 9, sender_id="somebody"))
        assert not await knows(replace(place(), account="forum"), edited("x"))
