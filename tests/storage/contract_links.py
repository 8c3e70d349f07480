"""What every region promises about who is one person."""

import pytest

from domain.arrivals import NOTHING_VERIFIED, Sender, Verified
from domain.linking import MOST_HOLDERS, MOST_QUESTIONS, LinkReason, LinkState, Saying
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

    async def test_a_number_that_changes_asks_again_and_joins_nobody_by_way_of_it(
        self, stores: RegionStores
    ) -> None:
        old, new = "+351912345678", "+351912345679"
        one = await wrote(stores, 1, "whatsapp", PHONE, sender="w", phone=old)
        two, three = [
            await wrote(stores, n, channel, PHONE, phone=old)
            for n, channel in ((2, "sms"), (3, "line"))
        ]
        person = stores.channels.links.person
        assert await person(one) == sorted([one, two, three])
        assert await wrote(stores, 4, "whatsapp", PHONE, sender="w", phone=new) == one
        assert await person(one) == [one]
        assert await person(two) == sorted([two, three]), "they share a number still"
        asked = await stores.channels.links.asked(after=None, limit=10)
        assert {link.reason for link in asked} == {LinkReason.ANOTHER_PHONE}
        whose = await wrote(stores, 5, "viber", PHONE, phone=new)
        assert await person(whose) == sorted([one, whose])
        assert await person(two) == sorted([two, three])

    async def test_what_a_person_joined_stays_whatever_number_they_tell(
        self, stores: RegionStores
    ) -> None:
        one = await wrote(stores, 1, "whatsapp", PHONE, sender="w", phone="+351912345678")
        two = await wrote(stores, 2, "web")
        await stores.channels.links.join(one, two, ANA)
        await wrote(stores, 3, "whatsapp", PHONE, sender="w", phone="+351912345679")
        assert await stores.channels.links.person(one) == sorted([one, two])

    async def test_an_address_that_is_verified_later_ends_what_a_number_joined(
        self, stores: RegionStores
    ) -> None:
        number = "+351912345678"
        one = await wrote(stores, 1, "whatsapp", BOTH, phone=number, email="a@x.org")
        two = await wrote(stores, 2, "sms", PHONE, sender="s", phone=number)
        assert await stores.channels.links.person(one) == sorted([one, two])
        await wrote(stores, 3, "sms", BOTH, sender="s", phone=number, email="b@x.org")
        assert await held(stores, one) == [(two, LinkState.ASKED, LinkReason.ANOTHER_EMAIL)]

    async def test_whoever_has_two_numbers_is_joined_by_neither(self, stores: RegionStores) -> None:
        one = await wrote(stores, 1, "whatsapp", PHONE, phone="+351912345678")
        two = await wrote(stores, 2, "sms", PHONE, phone="+351912345679")
        await stores.channels.links.join(one, two, ANA)
        three = await wrote(stores, 3, "line", PHONE, phone="+351912345679")
        assert await held(stores, three) == [(two, LinkState.ASKED, LinkReason.ANOTHER_PHONE)]

    async def test_what_thousands_say_of_themselves_costs_no_more_than_some_questions(
        self, stores: RegionStores
    ) -> None:
        address = "test@example.org"
        links = stores.channels.links
        early = [await wrote(stores, n, "web", email=address) for n in range(1, 25)]
        assert await links.asked(after=None, limit=99) == []
        owner = await wrote(stores, 30, "email", EMAIL, email=address)
        assert len(await links.asked(after=None, limit=99)) == MOST_QUESTIONS
        late = await wrote(stores, 31, "web", email=address)
        assert await held(stores, late) == []
        assert await held(stores, early[0]) != []
        await links.part(owner, early[0], ANA)
        last = await wrote(stores, 32, "web", email=address)
        assert await held(stores, last) == [(owner, LinkState.ASKED, LinkReason.NOT_VERIFIED)]

    async def test_a_number_of_more_than_a_person_can_have_joins_nobody_more(
        self, stores: RegionStores
    ) -> None:
        number = "+351912345678"
        for n in range(MOST_HOLDERS):
            one = await wrote(stores, n + 1, f"c{n}", PHONE, phone=number)
        assert len(await stores.channels.links.person(one)) == MOST_HOLDERS
        last = await wrote(stores, 40, "last", PHONE, phone=number)
        [*_, (_, state, reason)] = await held(stores, last)
        assert (state, reason) == (LinkState.ASKED, LinkReason.SEVERAL_PEOPLE)

    async def test_what_was_asked_or_parted_inside_one_person_is_gone(
        self, stores: RegionStores
    ) -> None:
        links = stores.channels.links
        one, two, three = [await wrote(stores, number, f"c{number}") for number in (1, 2, 3)]
        await links.join(one, two, ANA)
        assert await links.part(one, two, ANA)
        await links.join(one, three, ANA)
        await links.join(three, two, ANA)
        assert {state for _, state, _ in await held(stores, one)} == {LinkState.LINKED}
        assert await links.part(three, one, ANA)
        assert await links.person(one) == sorted([one, two]), "a split leaves the others together"

    async def test_a_rule_that_links_two_ends_what_was_asked_of_them(
        self, stores: RegionStores
    ) -> None:
        address = "maria@example.org"
        first = await wrote(stores, 1, "form", sender="f")
        there = await wrote(stores, 2, "web", sender="m", email=address)
        here = await wrote(stores, 3, "email", EMAIL, email=address)
        assert await held(stores, there) == [(here, LinkState.ASKED, LinkReason.NOT_VERIFIED)]
        await wrote(stores, 4, "form", EMAIL, sender="f", email=address)
        await wrote(stores, 5, "web", EMAIL, sender="m", email=address)
        assert await stores.channels.links.person(there) == sorted([first, here, there])
        linked = (first, LinkState.LINKED, LinkReason.VERIFIED_EMAIL)
        assert await held(stores, there) == [linked], "nobody is asked about one person"

    async def test_a_number_is_one_however_it_is_written(self, stores: RegionStores) -> None:
        written = ("+49 (0)151 23456789", "0049 151 23456789", "+4915123456789 ext. 12")
        customers = [
            await wrote(stores, n, f"c{n}", PHONE, phone=number)
            for n, number in enumerate(written, 1)
        ]
        assert await stores.channels.links.person(customers[0]) == sorted(customers)

    async def test_signing_in_joins_no_two_verified_addresses(self, stores: RegionStores) -> None:
        links = stores.channels.links
        here = await wrote(stores, 1, "chat", EMAIL, email="a@x.org")
        there = await wrote(stores, 2, "chat", EMAIL, email="b@x.org")
        await links.signed_in(here, there, after(60))
        assert await held(stores, here) == [(there, LinkState.ASKED, LinkReason.ANOTHER_EMAIL)]

    async def test_signing_in_joins_what_nothing_speaks_against_and_nobody_parted(
        self, stores: RegionStores
    ) -> None:
        links = stores.channels.links
        here = await wrote(stores, 1, "chat", email="a@x.org")
        there = await wrote(stores, 2, "chat", EMAIL, email="b@x.org")
        await links.signed_in(here, there, after(60))
        assert await held(stores, here) == [(there, LinkState.LINKED, LinkReason.SIGNED_IN)]
        await links.signed_in(here, there, after(70))
        assert len(await held(stores, here)) == 1
        assert await links.part(here, there, ANA)
        await links.signed_in(here, there, after(80))
        assert await held(stores, here) == [(there, LinkState.APART, LinkReason.PERSON)]
        with pytest.raises(Missing):
            await links.signed_in(here, "c-nobody", after(90))

    async def test_a_platform_can_tell_more_of_somebody_who_wrote(
        self, stores: RegionStores
    ) -> None:
        customer = await wrote(stores, 1, "line", sender="U1", country="JP")
        assert await stores.profiles.learn("line", "shop", Sender("U1", name="Yui"), NOW)
        [known] = await stores.profiles.profiles(customer)
        assert (known.name, known.country) == ("Yui", "JP")
        assert not await stores.profiles.learn("line", "shop", Sender("U2", name="X"), NOW)
