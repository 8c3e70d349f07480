"""What every region promises of receipts: how far each message of ours has come."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.amendments import Place, Told
from domain.arrivals import NewsKind
from domain.channels import Reported
from domain.facts import DeliveryFact
from domain.ledger import Entry
from domain.message_events import DeliveryReported
from domain.sending import Calling
from domain.stores import RegionStores, Send
from domain.vocabulary import THE_DESK, DeliveryState
from tests.storage.building import (
    NOW,
    after,
    arrival,
    closing,
    page,
    replied,
    told_and_applied,
    view,
)
from tests.storage.contract_persons import order

SENT, DELIVERED, READ = DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ
FAILED, UNCERTAIN = DeliveryState.FAILED, DeliveryState.UNCERTAIN
DAY = timedelta(days=1)


def place(at: float = 50) -> Place:
    return Place("web", "shop", after(at))


def receipt(state: DeliveryState, *names: str, **changes: Any) -> Reported:
    return replace(Reported(state, after(40), provider_ids=names), **changes)


def until(state: DeliveryState, at: float, recipient: str = "anna") -> Reported:
    return Reported(state, after(at), recipient=recipient, until=after(at))


def send(number: int = 1, part: int = 0) -> Send:
    return Send("eu-1", 10 * number + 1, part, f"r-{number}", "web", "shop")


async def intended(stores: RegionStores, number: int = 1, parts: int = 1) -> None:
    """An answer that is about to go out, in so many parts; the first have gone."""
    if number == 1:
        await stores.inbox.accept(arrival(1))
        await told_and_applied(stores)
    customer = (await stores.vault.get("m-1")).customer_id
    shown = view("eu-1", 10 * number, customer_id=customer)
    written = page(shown, replied(f"r-{number}"), first=10 * number)
    await stores.outbox.intend(send(number), written)
    for part in range(parts):
        await stores.outbox.attempt(send(number, part), Calling("anna", after(10 * number)))
        if part < parts - 1:
            await stores.outbox.took(send(number, part), f"p-{number}-{part}", after(10 * number))


async def settled(
    stores: RegionStores, number: int = 1, parts: int = 1, state: DeliveryState = SENT
) -> None:
    """The last part went out, too."""
    event = DeliveryReported(
        at=after(10 * number), by=THE_DESK, message_id=f"r-{number}", state=state, language="en"
    )
    last = send(number, parts - 1)
    name = f"p-{number}-{parts - 1}" if state is SENT else ""
    await stores.outbox.settle(last, Entry("eu-1", last.sequence, event), name)


async def sent(stores: RegionStores, number: int = 1, parts: int = 1) -> None:
    await intended(stores, number, parts)
    await settled(stores, number, parts)


async def news(stores: RegionStores) -> list[tuple[str, str, str]]:
    """What the ticket is told of its messages."""
    batches = await stores.inbox.lease("looks", after(10_000), after(10_001), 10)
    waiting = [one for batch in batches for one in batch.news]
    await stores.inbox.put_back([one.id for one in waiting], NOW)
    assert all(one.kind is NewsKind.REPORTED for one in waiting)
    facts: list[DeliveryFact] = [one.delivery for one in waiting if one.delivery]
    return [(one.message_id, one.state.value, one.reason) for one in facts]


class ReportsContract:
    async def test_a_receipt_moves_its_message_forward_and_never_back(
        self, stores: RegionStores
    ) -> None:
        await sent(stores)
        report = stores.channels.amendments.report
        assert await report(place(), receipt(READ, "p-1-0")) is Told.TAKEN
        for late in (SENT, DELIVERED, READ, FAILED):
            assert await report(place(), receipt(late, "p-1-0")) is Told.KNOWN
        assert await news(stores) == [("r-1", "read", "")]

    async def test_what_was_told_is_not_told_again_once_it_is_written(
        self, stores: RegionStores
    ) -> None:
        await sent(stores)
        await stores.channels.amendments.report(place(), receipt(DELIVERED, "p-1-0"))
        event = DeliveryReported(at=NOW, by=THE_DESK, message_id="r-1", state=DELIVERED)
        await stores.ledger.write(page(view("eu-1", 30), event, first=30))
        assert await stores.inbox.waiting() == 0
        [_, message] = await stores.views.messages("eu-1")
        assert message.delivery is DELIVERED

    async def test_a_message_is_as_far_as_the_last_of_its_parts(self, stores: RegionStores) -> None:
        await sent(stores, parts=3)
        report = stores.channels.amendments.report
        assert await report(place(), receipt(READ, "p-1-0")) is Told.KNOWN
        assert await report(place(), receipt(DELIVERED, "p-1-1")) is Told.KNOWN
        assert await report(place(), receipt(READ, "p-1-2")) is Told.TAKEN
        assert await report(place(), receipt(READ, "p-1-1")) is Told.TAKEN
        assert await news(stores) == [("r-1", "delivered", ""), ("r-1", "read", "")]

    async def test_a_message_that_lacks_a_part_has_failed(self, stores: RegionStores) -> None:
        await sent(stores, parts=2)
        failed = receipt(FAILED, "p-1-1", reason="blocked")
        assert await stores.channels.amendments.report(place(), failed) is Told.TAKEN
        assert await news(stores) == [("r-1", "failed", "blocked")]

    async def test_several_messages_are_named_at_once(self, stores: RegionStores) -> None:
        await sent(stores)
        await sent(stores, 2)
        both = receipt(DELIVERED, "p-1-0", "p-2-0", "p-2-0", "", "no\0name", "\ud800")
        assert await stores.channels.amendments.report(place(), both) is Told.TAKEN
        assert sorted(await news(stores)) == [("r-1", "delivered", ""), ("r-2", "delivered", "")]

    @pytest.mark.parametrize("key", ["", "eu-1", "eu-1:11", "eu-1:x:0", "eu-1:" + "9" * 30 + ":0"])
    async def test_a_key_that_is_none_of_ours_is_nobodys(
        self, stores: RegionStores, key: str
    ) -> None:
        await sent(stores)
        told = await stores.channels.amendments.report(place(), receipt(READ, by_key=(key,)))
        assert told is Told.EARLY
        assert await news(stores) == []

    async def test_a_doubt_ends_once_the_platform_proves_that_it_came(
        self, stores: RegionStores
    ) -> None:
        await intended(stores)
        await settled(stores, state=UNCERTAIN)
        report = stores.channels.amendments.report
        assert await report(place(), receipt(SENT, by_key=(send().key,))) is Told.TAKEN
        assert await report(place(), receipt(DELIVERED, by_key=(send().key,))) is Told.TAKEN
        assert [state for _, state, _ in await news(stores)] == ["sent", "delivered"]

    async def test_all_that_somebody_was_sent_up_to_an_instant_is_read(
        self, stores: RegionStores
    ) -> None:
        for number in (1, 2, 3):
            await sent(stores, number)
        report = stores.channels.amendments.report
        assert await report(place(), until(READ, 20, "bruno")) is Told.KNOWN
        assert await report(place(), until(READ, 20)) is Told.TAKEN
        assert await report(place(), until(DELIVERED, 20)) is Told.KNOWN
        assert sorted(await news(stores)) == [("r-1", "read", ""), ("r-2", "read", "")]

    async def test_a_doubt_is_not_ended_by_whoever_read_until_then(
        self, stores: RegionStores
    ) -> None:
        report = stores.channels.amendments.report
        await intended(stores)
        await report(place(), until(READ, 15))
        await settled(stores, state=UNCERTAIN)
        assert await report(place(), until(READ, 20)) is Told.KNOWN
        assert await news(stores) == []
        assert await report(place(), receipt(READ, by_key=("eu-1:11:0",))) is Told.TAKEN

    async def test_what_failed_was_not_read_by_whoever_read_until_then(
        self, stores: RegionStores
    ) -> None:
        await sent(stores)
        report = stores.channels.amendments.report
        await report(place(), receipt(FAILED, "p-1-0", reason="x"))
        assert await report(place(), until(READ, 20)) is Told.KNOWN
        assert await report(place(), receipt(DELIVERED, "p-1-0")) is Told.TAKEN

    @pytest.mark.parametrize(
        "told",
        [
            receipt(DELIVERED, "p-1-0"),
            receipt(DELIVERED, by_key=(send().key,)),
            until(DELIVERED, 10),
        ],
        ids=["by the platform's id", "by our key", "until an instant"],
    )
    async def test_a_receipt_before_its_send_is_settled_is_told_then(
        self, stores: RegionStores, told: Reported
    ) -> None:
        await intended(stores)
        assert await stores.channels.amendments.report(place(), told) is not Told.TAKEN
        assert await news(stores) == []
        await settled(stores)
        assert await news(stores) == [("r-1", "delivered", "")]

    async def test_parts_that_were_read_while_others_went_are_told_with_the_last(
        self, stores: RegionStores
    ) -> None:
        await intended(stores, parts=2)
        report = stores.channels.amendments.report
        assert await report(place(), receipt(READ, "p-1-0")) is Told.EARLY
        await settled(stores, parts=2)
        assert await news(stores) == []
        assert await report(place(), receipt(READ, "p-1-1")) is Told.TAKEN
        assert await news(stores) == [("r-1", "read", "")]

    async def test_an_early_receipt_waits_for_a_day(self, stores: RegionStores) -> None:
        await intended(stores)
        await stores.channels.amendments.report(place(), receipt(READ, "p-1-0"))
        assert await stores.retaining.forget_early(after(40) + DAY) == 0
        assert await stores.retaining.forget_early(after(60) + DAY) == 1
        await settled(stores)
        assert await news(stores) == []

    async def test_a_receipt_on_another_account_is_another_messages(
        self, stores: RegionStores
    ) -> None:
        await sent(stores)
        elsewhere = replace(place(), account="forum")
        told = await stores.channels.amendments.report(elsewhere, receipt(READ, "p-1-0"))
        assert told is Told.EARLY

    async def test_a_ticket_that_has_ended_shows_it_and_hears_nothing(
        self, stores: RegionStores
    ) -> None:
        await sent(stores)
        assert await stores.ledger.close(closing("eu-1", 40))
        report = stores.channels.amendments.report
        assert await report(place(), receipt(READ, "p-1-0")) is Told.TAKEN
        assert await stores.inbox.waiting() == 0
        [_, message] = await stores.views.messages("eu-1")
        assert message.delivery is READ

    async def test_a_region_knows_its_own_sends_and_people(self, stores: RegionStores) -> None:
        await sent(stores)
        knows = stores.channels.amendments.knows
        assert await knows(place(), receipt(READ, "p-1-0"))
        assert await knows(place(), receipt(READ, by_key=(send().key,)))
        assert await knows(place(), until(READ, 10))
        assert not await knows(place(), receipt(READ, "p-9"))
        assert not await knows(place(), until(READ, 10, "bruno"))

    async def test_whoever_is_erased_is_named_by_no_send(self, stores: RegionStores) -> None:
        await sent(stores)
        report = stores.channels.amendments.report
        await report(place(), until(READ, 10))
        customer = (await stores.vault.get("m-1")).customer_id
        await stores.erasing.freeze(order(customer), after(60))
        await stores.erasing.destroy(customer)
        await stores.erasing.purge(customer)
        assert await stores.erasing.left(customer) == ()
        assert await report(place(70), receipt(DELIVERED, "p-1-0")) is Told.EARLY
        findings = await stores.erasing.findings(customer)
        assert findings.destroyed["provider ids"] == 1
        assert findings.destroyed["early receipts"] == 1
