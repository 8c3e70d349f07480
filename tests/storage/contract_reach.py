"""What every store of how people can be reached promises."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from domain.amendments import Place
from domain.channels import Reachable
from domain.contacts import Contact
from domain.facts import Via
from domain.linking import Saying
from domain.persons import ErasureOrder
from domain.preferences import NO_PREFERENCES, NewPreferences, Preferences, QuietHours
from domain.stores import Erased, Missing, RegionStores
from tests.storage.amending import edited, place
from tests.storage.building import NOW, after, arrival, told_and_applied

WEB, MAIL = Via("web", "shop"), Via("email", "support")
WANTED = Preferences(MAIL, QuietHours(time(21), time(8), "Asia/Bangkok", everything=True))


async def customer(
    stores: RegionStores, number: int = 1, via: Via = WEB, sender: str = "anna"
) -> str:
    came = arrival(number, sender, channel=via.channel, account=via.account)
    accepted = await stores.inbox.accept(came)
    await told_and_applied(stores)
    return (await stores.views.ticket(accepted.ticket_id)).customer_id


def new(customer_id: str, wanted: Preferences = WANTED) -> NewPreferences:
    return NewPreferences(customer_id, wanted, NOW, "ana", "agent")


class ReachContract:
    async def test_a_contact_says_when_the_person_last_wrote(self, stores: RegionStores) -> None:
        anna = await customer(stores)
        reach = stores.channels.reach
        assert await reach.contacts(anna) == [Contact(WEB, "anna", after(0))]
        await stores.inbox.accept(arrival(5, "anna"))
        assert await reach.contacts(anna) == [Contact(WEB, "anna", after(4))]
        await stores.inbox.accept(arrival(3, "anna"))  # comes late, and was written before
        assert await reach.contacts(anna) == [Contact(WEB, "anna", after(4))]

    async def test_who_wrote_is_known_and_who_was_only_told_of_is_not(
        self, stores: RegionStores
    ) -> None:
        profiles = stores.profiles
        assert not await profiles.knows("web", "shop", "anna")
        await stores.channels.amendments.edit(place(), edited("better", 9))
        assert not await profiles.knows("web", "shop", "anna")
        await customer(stores)
        assert await profiles.knows("web", "shop", "anna")
        assert not await profiles.knows("web", "other", "anna")

    async def test_a_message_that_says_to_be_of_later_than_now_opens_no_longer_window(
        self, stores: RegionStores
    ) -> None:
        anna = await customer(stores)
        await stores.inbox.accept(arrival(5, "anna", sent_at=after(5_000)))
        assert await stores.channels.reach.contacts(anna) == [Contact(WEB, "anna", after(5))]

    async def test_whoever_blocked_us_is_known_to(self, stores: RegionStores) -> None:
        anna = await customer(stores)
        gone = Reachable("anna", reachable=False, at=NOW)
        await stores.channels.amendments.reachable(Place("web", "shop", NOW), gone)
        [contact] = await stores.channels.reach.contacts(anna)
        assert contact.blocked

    async def test_all_that_are_one_person_are_reached(self, stores: RegionStores) -> None:
        anna = await customer(stores)
        other = await customer(stores, 2, MAIL, "anna@example.org")
        reach = stores.channels.reach
        assert [one.via for one in await reach.contacts(anna)] == [WEB]
        await stores.channels.links.join(anna, other, Saying("ana", "agent", NOW))
        assert {one.via: one.recipient for one in await reach.contacts(anna)} == {
            WEB: "anna",
            MAIL: "anna@example.org",
        }

    async def test_preferences_are_kept_and_replaced(self, stores: RegionStores) -> None:
        anna = await customer(stores)
        reach = stores.channels.reach
        assert await reach.preferences(anna) == NO_PREFERENCES
        await reach.prefer(new(anna))
        assert await reach.preferences(anna) == WANTED
        await reach.prefer(new(anna, Preferences(WEB)))
        assert await reach.preferences(anna) == Preferences(WEB)

    async def test_what_one_of_a_person_wants_counts_for_all_of_them(
        self, stores: RegionStores
    ) -> None:
        anna = await customer(stores)
        other = await customer(stores, 2, MAIL, "anna@example.org")
        reach = stores.channels.reach
        await reach.prefer(new(other))
        await stores.channels.links.join(anna, other, Saying("ana", "agent", NOW))
        assert await reach.preferences(anna) == WANTED
        own = replace(WANTED, preferred=WEB)
        await reach.prefer(new(anna, own))
        assert await reach.preferences(anna) == own
        assert await reach.preferences(other) == WANTED

    async def test_a_change_stands_on_the_trail_without_what_was_said(
        self, stores: RegionStores
    ) -> None:
        anna = await customer(stores)
        await stores.channels.reach.prefer(new(anna))
        [entry] = await stores.audit.newest(limit=1, about=anna)
        assert entry.document["action"] == "preferences.changed"
        assert entry.document["facts"] == {"preferred": True, "quiet_hours": True}

    async def test_nobody_unknown_or_erased_is_reached_or_wants_anything(
        self, stores: RegionStores
    ) -> None:
        reach = stores.channels.reach
        with pytest.raises(Missing):
            await reach.prefer(new("c-nobody"))
        assert await reach.contacts("c-nobody") == []
        anna = await customer(stores)
        await reach.prefer(new(anna))
        order = ErasureOrder(anna, "kim", "privacy", "request", NOW)
        await stores.erasing.freeze(order, NOW + timedelta(seconds=1))
        with pytest.raises(Erased):
            await reach.prefer(new(anna))
        await stores.erasing.destroy(anna)
        await stores.erasing.purge(anna)
        assert await reach.contacts(anna) == []
        assert await reach.preferences(anna) == NO_PREFERENCES
