"""What every region promises about people: holds, restrictions, and each step of an erasure."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.arrivals import NewsKind
from domain.erasure_events import CustomerErased
from domain.memory import Corrected, Correction
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
from domain.vocabulary import THE_DESK
from tests.storage.building import NOW, after, arrival, closing, page, received, view


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
