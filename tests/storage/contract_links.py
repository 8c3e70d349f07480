"""What every region promises about who is one person."""

import pytest

from domain.arrivals import NOTHING_VERIFIED, Sender, Verified
from domain.linking import LinkReason, LinkState, Saying
from domain.stores import Missing, RegionStores
from tests.storage.building import NOW, after, arrival

PHONE, EMAIL = Verified(phone=True), Verified(email=True)
BOTH = Verified(phone=True, email=True)
ANA = Saying("ana", "agent", after(60))


async def wrote(
    stores: RegionStores,
    number: int,
    channel: str,
    verified: Verified = NOTHING_VERIFIED,
    *,
    sender: str = "",
    **told: str,
) -> str:
    """The customer who wrote a message of that number on a channel."""
    said = Sender(sender or f"{channel}-{number}", **told)
    message = arrival(number, said, channel=channel, verified=verified)
    await stores.inbox.accept(message)
    return (await stores.vault.get(f"m-{number}")).customer_id


async def held(stores: RegionStores, customer: str) -> list[tuple[str, LinkState, LinkReason]]:
    links = await stores.channels.links.of(customer)
    return [(one.beside(customer), one.state, one.reason) for one in links]


class LinksContract:
    async def test_a_number_that_two_platforms_vouch_for_is_one_person(
        self, stores: RegionStores
    ) -> None:
        here = await wrote(stores, 1, "whatsapp", PHONE, phone="+351 912 345 678")
        there = await wrote(stores, 2, "sms", PHONE, phone="+351912345678")
        assert await stores.channels.links.person(here) == sorted([here, there])
        assert await held(stores, there) == [(here, LinkState.LINKED, LinkReason.VERIFIED_PHONE)]
        [told] = await stores.audit.newest(limit=1, action="persons.joined")
        assert told.document["facts"] == {"other": max(here, there)}

    async def test_what_is_only_told_waits_for_a_person(self, stores: RegionStores) -> None:
        here = await wrote(stores, 1, "email", EMAIL, email="Maria@example.org")
        there = await wrote(stores, 2, "web", email="maria@example.org")
        assert await stores.channels.links.person(here) == [here]
        [asked] = await stores.channels.links.asked(after=None, limit=10)
        assert (asked.one, asked.other) == tuple(sorted([here, there]))
        assert asked.reason is LinkReason.NOT_VERIFIED
        after_it = (asked.one, asked.other)
        assert await stores.channels.links.asked(after=after_it, limit=10) == []

    async def test_what_is_verified_later_links_without_another_message_of_the_other(
        self, stores: RegionStores
    ) -> None:
        here = await wrote(stores, 1, "email", EMAIL, email="maria@example.org")
        there = await wrote(stores, 2, "web", sender="maria", email="maria@example.org")
        again = await wrote(stores, 3, "web", EMAIL, sender="maria", email="maria@example.org")
        assert again == there
        assert await stores.channels.links.person(here) == sorted([here, there])

    async def test_a_number_of_two_people_who_are_not_one_asks_and_joins_nobody(
        self, stores: RegionStores
    ) -> None:
        number = "+351912345678"
        one = await wrote(stores, 1, "whatsapp", BOTH, phone=number, email="a@x.org")
        two = await wrote(stores, 2, "sms", BOTH, phone=number, email="b@x.org")
        assert await held(stores, one) == [(two, LinkState.ASKED, LinkReason.ANOTHER_EMAIL)]
        third = await wrote(stores, 3, "line", PHONE, phone=number)
        doubts = {reason for _, _, reason in await held(stores, third)}
        assert doubts == {LinkReason.SEVERAL_PEOPLE}
        for customer in (one, two, third):
            assert await stores.channels.links.person(customer) == [customer]

    async def test_a_person_joins_and_parts_and_no_rule_undoes_it(
        self, stores: RegionStores
    ) -> None:
        links = stores.channels.links
        here = await wrote(stores, 1, "web")
        there = await wrote(stores, 2, "chat", sender="m")
        await links.join(here, there, ANA)
        assert await links.person(there) == sorted([here, there])
        assert await links.part(there, here, ANA)
        assert await links.person(there) == [there]
        await wrote(stores, 3, "web", PHONE, sender="web-1", phone="+351912345678")
        await wrote(stores, 4, "chat", PHONE, sender="m", phone="+351912345678")
        assert await links.person(there) == [there]
        assert await held(stores, here) == [(there, LinkState.APART, LinkReason.PERSON)]
        await links.join(here, there, ANA)
        assert await links.person(there) == sorted([here, there])
        told = await stores.audit.entries(limit=100)
        actions = [str(one.document["action"]) for one in told]
        assert [one for one in actions if one.startswith("persons.")] == [
            "persons.joined",
            "persons.parted",
            "persons.joined",
        ]

    async def test_who_leaves_a_person_leaves_the_others_together(
        self, stores: RegionStores
    ) -> None:
        links = stores.channels.links
        one, hub, three = [await wrote(stores, number, f"c{number}") for number in (1, 2, 3)]
        await links.join(one, hub, ANA)
        await links.join(hub, three, ANA)
        assert await links.part(hub, one, ANA)
        assert await links.person(hub) == [hub]
        assert await links.person(one) == sorted([one, three])

    async def test_a_question_is_answered_no(self, stores: RegionStores) -> None:
        links = stores.channels.links
        here = await wrote(stores, 1, "email", EMAIL, email="maria@example.org")
        there = await wrote(stores, 2, "web", email="maria@example.org")
        assert await links.part(here, there, ANA)
        assert await links.asked(after=None, limit=10) == []
        assert not await links.part(here, await wrote(stores, 3, "z"), ANA)

    async def test_nobody_is_joined_with_somebody_unknown(self, stores: RegionStores) -> None:
        here = await wrote(stores, 1, "web")
        with pytest.raises(Missing):
            await stores.channels.links.join(here, "c-nobody", ANA)
        with pytest.raises(Missing):
            await stores.channels.links.part(here, "c-nobody", ANA)

    async def test_a_platform_can_tell_more_of_somebody_who_wrote(
        self, stores: RegionStores
    ) -> None:
        customer = await wrote(stores, 1, "line", sender="U1", country="JP")
        assert await stores.profiles.learn("line", "shop", Sender("U1", name="Yui"), NOW)
        [known] = await stores.profiles.profiles(customer)
        assert (known.name, known.country) == ("Yui", "JP")
        assert not await stores.profiles.learn("line", "shop", Sender("U2", name="X"), NOW)
