"""What every region promises about people: holds, restrictions, and each step of an erasure."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.arrivals import NewsKind
from domain.erasure_events import CustomerErased
from domain.ledger import Entry
from domain.linking import Saying
from domain.memory import Corrected, Correction
from domain.message_events import DeliveryReported
from domain.persons import (
    ErasureOrder,
    ErasureOutcome,
    HoldReason,
    Lifting,
    Mark,
    MarkKind,
    RestrictionReason,
)
from domain.sending import Calling
from domain.stores import Erased, Missing, RegionStores, Send, Text
from domain.vocabulary import THE_DESK, DeliveryState
from tests.storage.building import NOW, after, arrival, closing, page, received, view

WAMID = "wamid.HBgMMzUxOTEyMzQ1Njc4FQIA"  # it has the number in base64


def hold(customer: str, **changes: object) -> Mark:
    made = Mark(customer, MarkKind.HELD, NOW, "key-1", "privacy", HoldReason.LITIGATION)
    return replace(made, **changes)  # type: ignore[arg-type]  # each test names fields


def restriction(customer: str) -> Mark:
    reason = RestrictionReason.ACCURACY_CONTESTED
    return Mark(customer, MarkKind.RESTRICTED, NOW, "key-1", "privacy", reason)


def order(customer: str) -> ErasureOrder:
    return ErasureOrder(customer, "key-1", "privacy", "request", NOW)


async def who_wrote(stores: RegionStores, number: int = 1, sender: str = "anna") -> str:
    """The customer who sent a message of that number."""
    await stores.inbox.accept(arrival(number, sender))
    return (await stores.vault.get(f"m-{number}")).customer_id


def outcome_of(send: Send) -> Entry:
    said = DeliveryReported(
        at=NOW, by=THE_DESK, message_id=send.message_id, state=DeliveryState.SENT, language="en"
    )
    return Entry(send.ticket_id, send.sequence, said)


async def went(stores: RegionStores, send: Send, recipient: str, provider_id: str) -> None:
    """Have an intended send go out to somebody."""
    assert (await stores.outbox.attempt(send, Calling(recipient, NOW))).may_call
    await stores.outbox.settle(send, outcome_of(send), provider_id)


async def deeds(stores: RegionStores, customer: str) -> list[object]:
    found = await stores.audit.entries(limit=100, about=customer)
    return [entry.document["action"] for entry in found]


class PersonsContract:
    async def test_a_hold_and_a_restriction_stand_until_they_are_lifted(
        self, stores: RegionStores
    ) -> None:
        customer = await who_wrote(stores)
        await stores.persons.place(hold(customer))
        await stores.persons.place(hold(customer, until=after(60)))
        await stores.persons.place(restriction(customer))
        marks = await stores.persons.marks(customer)
        assert marks == {
            MarkKind.HELD: hold(customer, until=after(60)),
            MarkKind.RESTRICTED: restriction(customer),
        }
        assert await stores.persons.restricted([customer, "c-2"]) == {customer}
        for kind in marks:
            assert await stores.persons.lift(Lifting(customer, kind, NOW, "key-1", "privacy"))
            assert not await stores.persons.lift(Lifting(customer, kind, NOW, "key-1", "privacy"))
        assert await stores.persons.marks(customer) == {}
        assert await deeds(stores, customer) == [
            "person.held",
            "person.held",
            "person.restricted",
            "person.released",
            "person.unrestricted",
        ]

    async def test_nothing_is_noted_of_whom_nobody_knows(self, stores: RegionStores) -> None:
        with pytest.raises(Missing):
            await stores.persons.marks("c-nobody")
        with pytest.raises(Missing):
            await stores.persons.place(hold("c-nobody"))
        with pytest.raises(Missing):
            await stores.persons.lift(Lifting("c-nobody", MarkKind.HELD, NOW, "k", "privacy"))
        assert (await stores.erasing.freeze(order("c-nobody"), NOW)).outcome == "unknown"

    @pytest.mark.parametrize(("hours", "outcome"), [(0, "held"), (2, "frozen")])
    async def test_a_hold_that_is_over_holds_nobody(
        self, stores: RegionStores, hours: int, outcome: str
    ) -> None:
        customer = await who_wrote(stores)
        await stores.persons.place(hold(customer, until=NOW + timedelta(hours=1)))
        frozen = await stores.erasing.freeze(order(customer), NOW + timedelta(hours=hours))
        assert frozen.outcome == outcome
        assert frozen.reason == ("litigation" if outcome == "held" else "")
        assert await stores.persons.gone(customer) is (outcome == "frozen")

    async def test_nothing_of_a_frozen_person_is_kept(self, stores: RegionStores) -> None:
        customer = await who_wrote(stores)
        await stores.erasing.freeze(order(customer), NOW)
        text = Text("t-9", customer, "eu-1", "message", "en", {"text": "too late"})
        sentence = Corrected("Bom dia.", "Good day.")
        with pytest.raises(Erased):
            await stores.vault.put(text)
        with pytest.raises(Erased):
            await stores.memory.keep(Correction(customer, "pt", "en", (sentence,), "t-1"))
        with pytest.raises(Erased):
            await stores.persons.place(hold(customer))
        await stores.ledger.write(page(view("eu-1", customer_id=customer), received("m-1")))
        send = Send("eu-1", 2, 0, "m-2", "web", "shop")
        await stores.outbox.intend(send, None)
        with pytest.raises(Erased):
            await stores.outbox.attempt(send, Calling("anna", NOW))
        assert not await stores.outbox.is_in_doubt(send)
        with pytest.raises(Missing):
            await stores.vault.get("t-9")

    async def test_whoever_writes_meanwhile_is_somebody_else(self, stores: RegionStores) -> None:
        customer = await who_wrote(stores)
        await stores.erasing.freeze(order(customer), NOW)
        other = await who_wrote(stores, 2)
        assert other != customer
        assert (await stores.inbox.accept(arrival(3))).ticket_id == "eu-2"

    async def test_open_tickets_have_it_in_their_inbox_and_closed_ones_have_not(
        self, stores: RegionStores
    ) -> None:
        customer = await who_wrote(stores)
        await stores.ledger.write(page(view("eu-1", customer_id=customer), received("m-1")))
        assert await stores.ledger.close(closing("eu-1", customer_id=customer))
        await stores.inbox.accept(arrival(2))
        frozen = await stores.erasing.freeze(order(customer), after(50))
        assert frozen.tickets == ("eu-2",)
        assert await stores.erasing.freeze(order(customer), after(60)) == frozen
        batches = await stores.inbox.lease("test", after(100), after(200), 10)
        told = {batch.ticket_id: [one.kind for one in batch.news] for batch in batches}
        assert told == {"eu-2": [NewsKind.MESSAGE, NewsKind.ERASED]}
        assert await stores.erasing.waiting(customer) == ("eu-2",)
        heard = CustomerErased(at=after(50), by=THE_DESK)
        shown = view("eu-2", 2, customer_id=customer)
        await stores.ledger.write(page(shown, received("m-2"), heard))
        assert await stores.erasing.waiting(customer) == ()

    async def test_an_erasure_step_by_step_leaves_what_its_findings_say(
        self, stores: RegionStores
    ) -> None:
        customer = await who_wrote(stores)
        sentence = Corrected("Bom dia.", "Good day.")
        await stores.memory.keep(Correction(customer, "pt", "en", (sentence,), "t-1"))
        await stores.persons.place(restriction(customer))
        await stores.erasing.freeze(order(customer), NOW)
        assert {"texts", "words", "key"} <= set(await stores.erasing.left(customer))
        for _ in range(2):
            await stores.erasing.destroy(customer)
            await stores.erasing.purge(customer)
        assert await stores.erasing.left(customer) == ()
        found = await stores.erasing.findings(customer)
        assert found.destroyed == {
            "bindings": 1,
            "customers": 1,
            "fingerprints": 1,
            "identities": 1,
            "remembered sentences": 1,
            "texts": 1,
            "words": 2,
        }
        assert found.remaining["inbox rows"] == 2
        assert await stores.memory.recall(customer, "pt", "en", ["Bom dia."]) == {}
        assert await stores.profiles.profiles(customer) == []

    async def test_what_went_to_somebody_in_anothers_ticket_goes_with_them(
        self, stores: RegionStores
    ) -> None:
        anna = await who_wrote(stores)
        await stores.inbox.accept(arrival(2, "351912345678", channel="whatsapp"))
        bruno = (await stores.vault.get("m-2")).customer_id
        await stores.channels.links.join(anna, bruno, Saying("ana", "agent", NOW))
        sends = [Send("eu-1", place, 0, "r-1", "whatsapp", "shop") for place in (3, 4, 5)]
        for send in sends:
            await stores.outbox.intend(send, None)
        await went(stores, sends[0], "351912345678", WAMID)
        await stores.outbox.took(sends[1], WAMID, NOW)  # sent again: it is out already
        call = Calling("351912345678", after(1))
        assert (await stores.outbox.attempt(sends[2], call)).may_call
        assert "provider ids" in await stores.erasing.left(bruno)
        await stores.erasing.freeze(order(bruno), NOW)
        await stores.outbox.settle(sends[2], outcome_of(sends[2]), WAMID)  # it was under way
        await stores.erasing.destroy(bruno)
        await stores.erasing.purge(bruno)
        assert await stores.erasing.left(bruno) == ()
        known = (await stores.outbox.progress(sends[0])).parts
        assert [(one.sequence, one.provider_id) for one in known] == [(3, ""), (4, ""), (5, "")]
        assert (await stores.erasing.findings(bruno)).destroyed["provider ids"] == 2

    async def test_an_erasure_takes_nothing_of_others_in_a_shared_thread(
        self, stores: RegionStores
    ) -> None:
        for number, sender in ((1, "anna"), (2, "bruno")):
            await stores.inbox.accept(arrival(number, sender, thread="both"))
        bruno = (await stores.vault.get("m-2")).customer_id
        sends = [Send("eu-1", place, 0, f"r-{place}", "web", "shop") for place in (3, 4, 5)]
        for send, recipient in zip(sends, ("anna", "bruno", "both"), strict=True):
            await stores.outbox.intend(send, None)
            await went(stores, send, recipient, f"p-{recipient}")
        await stores.erasing.freeze(order(bruno), NOW)
        await stores.erasing.destroy(bruno)
        await stores.erasing.purge(bruno)
        assert await stores.erasing.left(bruno) == ()
        known = (await stores.outbox.progress(sends[0])).parts
        assert [one.provider_id for one in known] == ["p-anna", "", "p-both"]

    async def test_who_is_erased_leaves_the_others_together(self, stores: RegionStores) -> None:
        everybody = [await who_wrote(stores, number, f"w-{number}") for number in range(1, 6)]
        hub, *rest = everybody
        links, saying = stores.channels.links, Saying("ana", "agent", NOW)
        for other in rest:
            await links.join(hub, other, saying)
        await links.part(rest[-1], hub, saying)
        parted = rest.pop()
        await stores.erasing.freeze(order(hub), after(1))
        assert await links.person(rest[0]) == sorted(rest)
        assert await links.person(parted) == [parted]
        told = await stores.audit.newest(limit=2, action="persons.joined")
        assert [(one.document["by"], one.document["reason"]) for one in told] == [
            ("key-1", "person"),
            ("key-1", "person"),
        ]
        await stores.erasing.destroy(hub)
        await stores.erasing.purge(hub)
        assert await stores.erasing.left(hub) == ()
        assert await links.person(rest[0]) == sorted(rest)

    async def test_two_who_were_joined_anew_by_way_of_the_erased_stay_together(
        self, stores: RegionStores
    ) -> None:
        hub, one, two = [await who_wrote(stores, number, f"w-{number}") for number in (1, 2, 3)]
        links, saying = stores.channels.links, Saying("ana", "agent", NOW)
        await links.join(one, two, saying)
        await links.part(one, two, saying)
        for other in (one, two):
            await links.join(hub, other, saying)
        await stores.erasing.freeze(order(hub), after(1))
        assert await links.person(one) == sorted([one, two]), "the later word counts"

    async def test_a_late_repeat_of_an_erased_message_is_a_repeat_whatever_it_says(
        self, stores: RegionStores
    ) -> None:
        customer = await who_wrote(stores)
        await stores.erasing.freeze(order(customer), NOW)
        await stores.erasing.destroy(customer)
        await stores.erasing.purge(customer)
        for body in ("body 1", "another body"):
            again = await stores.inbox.accept(arrival(1, id="m-8", fingerprint=body))
            assert (again.ticket_id, again.duplicate) == ("eu-1", True)
        with pytest.raises(Missing):
            await stores.vault.get("m-8")

    async def test_the_first_certificate_stands(self, stores: RegionStores) -> None:
        customer = await who_wrote(stores)
        await stores.erasing.freeze(order(customer), NOW)
        mark = Mark(customer, MarkKind.ERASED, after(5), "key-1", "privacy", "request")
        for certificate in ("first\n", "second\n"):
            concluded = replace(mark, certificate=certificate)
            assert await stores.erasing.conclude(concluded) == "first\n"
        assert await stores.persons.marks(customer) == {
            MarkKind.ERASED: replace(mark, certificate="first\n")
        }
        frozen = await stores.erasing.freeze(order(customer), after(9))
        assert (frozen.outcome, frozen.certificate) == (ErasureOutcome.ERASED, "first\n")
        assert await deeds(stores, customer) == ["person.frozen", "person.erased"]
