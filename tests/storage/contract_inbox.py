"""What every inbox promises."""

import asyncio
from dataclasses import replace

import pytest

from domain.arrivals import Acceptance, AnotherBody, Batch, NewsKind, Sender
from domain.stores import RegionStores
from domain.vocabulary import Priority, Tier
from storage.open import OpenRegion
from tests.storage.building import (
    NOW,
    after,
    arrival,
    closing,
    page,
    received,
    told_and_applied,
    view,
)


async def lease(stores: RegionStores, at: float = 100, limit: int = 50) -> list[Batch]:
    return await stores.inbox.lease("dispatcher", after(at), after(at + 30), limit)


def ids(batch: Batch) -> list[str]:
    return [news.id for news in batch.news]


class AcceptanceContract:
    async def test_a_message_opens_the_ticket_that_it_names(self, stores: RegionStores) -> None:
        assert await stores.inbox.accept(arrival()) == Acceptance("eu-1", duplicate=False)
        assert await stores.inbox.waiting() == 1

    async def test_the_vault_keeps_its_text_and_what_the_client_called_it(
        self, stores: RegionStores
    ) -> None:
        await stores.inbox.accept(arrival(thread="about the lamp", language_hint="pt"))
        kept = await stores.vault.get("m-1")
        assert (kept.ticket_id, kept.kind, kept.language) == ("eu-1", "message", "pt")
        assert kept.content == {
            "text": "text 1",
            "message_id": "client-1",
            "thread": "about the lamp",
            "sender_id": "anna",
        }

    async def test_a_repeat_is_told_its_ticket(self, stores: RegionStores) -> None:
        await stores.inbox.accept(arrival())
        repeat = arrival(id="m-2", new_ticket_id="eu-2")
        assert await stores.inbox.accept(repeat) == Acceptance("eu-1", duplicate=True)
        assert await stores.inbox.waiting() == 1

    @pytest.mark.attack(38)
    async def test_a_repeat_after_the_closing_opens_nothing(self, stores: RegionStores) -> None:
        await stores.inbox.accept(arrival())
        await told_and_applied(stores)
        assert await stores.ledger.close(closing("eu-1"))
        repeat = arrival(id="m-2", new_ticket_id="eu-2")
        assert await stores.inbox.accept(repeat) == Acceptance("eu-1", duplicate=True)
        assert (await stores.inbox.accept(arrival(3))).ticket_id == "eu-3"

    @pytest.mark.attack(38)
    async def test_another_body_under_a_message_id_is_refused(self, stores: RegionStores) -> None:
        await stores.inbox.accept(arrival())
        with pytest.raises(AnotherBody):
            await stores.inbox.accept(arrival(fingerprint="another body"))

    @pytest.mark.attack(38)
    @pytest.mark.parametrize(("channel", "account"), [("web", "forum"), ("mail", "shop")])
    async def test_message_ids_count_within_their_account(
        self, stores: RegionStores, channel: str, account: str
    ) -> None:
        await stores.inbox.accept(arrival())
        other = arrival(id="m-2", new_ticket_id="eu-2", channel=channel, account=account)
        assert await stores.inbox.accept(other) == Acceptance("eu-2", duplicate=False)

    @pytest.mark.attack(38)
    async def test_fifty_repeats_at_once_are_one_message(self, stores: RegionStores) -> None:
        repeats = [arrival(id=f"m-{n}", new_ticket_id=f"eu-{n}") for n in range(50)]
        answers = await asyncio.gather(*(stores.inbox.accept(one) for one in repeats))
        assert len({answer.ticket_id for answer in answers}) == 1
        assert [answer.duplicate for answer in answers].count(False) == 1
        assert await stores.inbox.waiting() == 1

    @pytest.mark.attack(3, 39)
    async def test_fifty_messages_of_one_sender_at_once_are_one_ticket(
        self, stores: RegionStores
    ) -> None:
        answers = await asyncio.gather(*(stores.inbox.accept(arrival(n)) for n in range(50)))
        assert len({answer.ticket_id for answer in answers}) == 1
        (batch,) = await lease(stores)
        assert len({news.customer_id for news in batch.news}) == 1

    async def test_threads_are_tickets_of_their_own(self, stores: RegionStores) -> None:
        one = await stores.inbox.accept(arrival(1, thread="one"))
        two = await stores.inbox.accept(arrival(2, thread="two"))
        again = await stores.inbox.accept(arrival(3, thread="one"))
        assert [one.ticket_id, two.ticket_id, again.ticket_id] == ["eu-1", "eu-2", "eu-1"]

    async def test_without_a_thread_it_joins_what_the_sender_has_open(
        self, stores: RegionStores
    ) -> None:
        await stores.inbox.accept(arrival(1, thread="one"))
        assert (await stores.inbox.accept(arrival(2))).ticket_id == "eu-1"
        assert (await stores.inbox.accept(arrival(3, account="forum"))).ticket_id == "eu-3"
        assert (await stores.inbox.accept(arrival(4, sender="bruno"))).ticket_id == "eu-4"

    async def test_a_message_after_the_closing_opens_a_linked_ticket(
        self, stores: RegionStores
    ) -> None:
        await stores.inbox.accept(arrival(1))
        await told_and_applied(stores)
        assert await stores.ledger.close(closing("eu-1"))
        assert (await stores.inbox.accept(arrival(2))).ticket_id == "eu-2"
        (batch,) = await lease(stores)
        assert batch.opening is not None
        assert batch.opening.linked == ("eu-1",)

    async def test_a_profile_keeps_what_is_not_said_again(self, region: OpenRegion) -> None:
        inbox = region.stores.inbox
        await inbox.accept(arrival(1, sender=Sender("anna", name="Anna", email="a@example.org")))
        await inbox.accept(arrival(2, sender=Sender("anna", name="Anna Maria")))
        (batch,) = await lease(region.stores)
        known = await region.customers.profiles(batch.news[0].customer_id)
        assert known == [Sender("anna", name="Anna Maria", email="a@example.org")]


class LeaseContract:
    async def test_a_new_ticket_gets_its_opening_until_it_was_told(
        self, stores: RegionStores
    ) -> None:
        await stores.inbox.accept(arrival(1, priority=Priority.HIGH, tier=Tier.VIP, topic="lamp"))
        (batch,) = await lease(stores)
        assert batch.opening is not None
        assert batch.opening.accepted_at == after(1)
        assert (batch.opening.priority, batch.opening.tier) == (Priority.HIGH, Tier.VIP)
        assert (batch.opening.topic, batch.opening.linked) == ("lamp", ())
        assert batch.news[0].message is not None
        assert batch.news[0].message.sent_at == NOW
        await stores.inbox.put_back(ids(batch), after(200))
        (batch,) = await lease(stores, at=200)
        assert batch.opening is not None
        await stores.inbox.told(ids(batch), after(9_000))
        await stores.inbox.accept(arrival(2))
        (batch,) = await lease(stores, at=300)
        assert (batch.opening, ids(batch)) == (None, ["m-2"])

    @pytest.mark.attack(38)
    async def test_messages_come_as_they_were_written(self, stores: RegionStores) -> None:
        for number in (3, 1, 2):
            await stores.inbox.accept(arrival(number))
        (batch,) = await lease(stores)
        assert ids(batch) == ["m-1", "m-2", "m-3"]
        assert batch.opening is not None
        assert batch.opening.accepted_at == after(3)  # whichever came first opened it

    async def test_messages_of_one_instant_come_by_their_order(self, stores: RegionStores) -> None:
        for number, order in ((1, 2), (2, 1), (3, 1)):
            one = arrival(number, sent_at=NOW, accepted_at=after(number), order=order)
            await stores.inbox.accept(one)
        (batch,) = await lease(stores)
        assert ids(batch) == ["m-2", "m-3", "m-1"]

    async def test_a_clock_that_is_ahead_puts_no_message_behind_its_acceptance(
        self, stores: RegionStores
    ) -> None:
        await stores.inbox.accept(arrival(1, sent_at=after(9_000)))
        await stores.inbox.accept(arrival(2))
        (batch,) = await lease(stores)
        assert ids(batch) == ["m-1", "m-2"]

    async def test_a_message_keeps_what_is_known_of_it(self, stores: RegionStores) -> None:
        await stores.inbox.accept(arrival(1, order=7, automatic=True, remote=2))
        await stores.inbox.accept(arrival(2))
        (batch,) = await lease(stores)
        first, second = (news.message for news in batch.news)
        assert first is not None
        assert second is not None
        assert (first.order, first.automatic, first.files, first.reply_here) == (7, True, 2, True)
        assert (second.order, second.automatic, second.files) == (0, False, 0)

    async def test_a_leased_ticket_is_nobody_elses(self, stores: RegionStores) -> None:
        await stores.inbox.accept(arrival(1))
        assert len(await lease(stores)) == 1
        await stores.inbox.accept(arrival(2))
        assert await lease(stores) == []

    async def test_a_lease_ends_by_itself(self, stores: RegionStores) -> None:
        await stores.inbox.accept(arrival(1))
        await lease(stores, at=100)
        await stores.inbox.accept(arrival(2))
        (batch,) = await lease(stores, at=131)
        assert ids(batch) == ["m-1", "m-2"]

    async def test_dispatchers_at_once_share_the_tickets(self, stores: RegionStores) -> None:
        for number in range(20):
            await stores.inbox.accept(arrival(number, sender=f"sender {number}"))
        shares = await asyncio.gather(*(lease(stores, limit=5) for _ in range(6)))
        leased = [batch.ticket_id for share in shares for batch in share]
        assert len(leased) == len(set(leased)) == 20

    async def test_news_never_overtake_what_was_put_back(self, stores: RegionStores) -> None:
        await stores.inbox.accept(arrival(1))
        await lease(stores, at=100)
        await stores.inbox.put_back(["m-1"], after(160))
        await stores.inbox.accept(arrival(2))
        assert await lease(stores, at=110) == []
        (batch,) = await lease(stores, at=160)
        assert ids(batch) == ["m-1", "m-2"]

    async def test_what_was_told_and_not_applied_is_told_again(self, stores: RegionStores) -> None:
        await stores.inbox.accept(arrival(1))
        await lease(stores, at=100)
        await stores.inbox.told(["m-1"], after(500))
        assert await stores.inbox.waiting() == 0
        assert await lease(stores, at=499) == []
        await stores.inbox.accept(arrival(2))
        (batch,) = await lease(stores, at=500)
        assert ids(batch) == ["m-1", "m-2"]

    async def test_what_was_applied_is_done_with(self, stores: RegionStores) -> None:
        await stores.inbox.accept(arrival(1))
        await stores.ledger.write(page(view("eu-1"), received("m-1")))
        await stores.inbox.told(["m-1"], after(0))
        await stores.inbox.put_back(["m-1"], after(0))
        assert await lease(stores, at=9_000) == []
        assert await stores.inbox.waiting() == 0

    @pytest.mark.attack(39)
    async def test_a_ticket_gets_at_most_a_hundred_news_at_once(self, stores: RegionStores) -> None:
        await asyncio.gather(*(stores.inbox.accept(arrival(n)) for n in range(120)))
        (batch,) = await lease(stores, at=100)
        assert len(batch.news) == 100
        await stores.inbox.told(ids(batch), after(9_000))
        (rest,) = await lease(stores, at=100)
        assert len(rest.news) == 20
        assert not set(ids(batch)) & set(ids(rest))

    async def test_the_oldest_tickets_come_first(self, stores: RegionStores) -> None:
        for number in range(4):
            await stores.inbox.accept(arrival(number, sender=f"sender {number % 3}"))
        first = await lease(stores, limit=2)
        assert [batch.ticket_id for batch in first] == ["eu-0", "eu-1"]
        assert [batch.ticket_id for batch in await lease(stores, limit=2)] == ["eu-2"]

    async def test_a_clock_that_was_skipped_does_not_hide_news(self, stores: RegionStores) -> None:
        await stores.inbox.accept(replace(arrival(1), accepted_at=after(1e6)))
        (batch,) = await lease(stores, at=0)
        assert batch.news[0].kind is NewsKind.MESSAGE
