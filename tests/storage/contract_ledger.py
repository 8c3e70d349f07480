"""What every ledger promises."""

import asyncio
from dataclasses import replace

import pytest

from domain.arrivals import NewsKind
from domain.events import TicketClaimed
from domain.ledger import Entry, Page
from domain.stores import Conflict, Merging, Missing, RegionStores
from domain.vocabulary import Status
from tests.storage.building import (
    AGENT,
    NOW,
    absorbed,
    after,
    arrival,
    closing,
    merging,
    page,
    received,
    replied,
    told_and_applied,
    view,
)


class LedgerContract:
    async def test_a_page_is_read_as_it_was_written(self, stores: RegionStores) -> None:
        written = page(view("eu-1", 2), received("m-1"), replied("m-2"))
        await stores.ledger.write(written)
        assert await stores.ledger.entries("eu-1") == list(written.entries)
        assert await stores.ledger.entry("eu-1", 2) == written.entries[1]
        assert await stores.ledger.entry("eu-1", 3) is None
        assert await stores.ledger.entries("eu-2") == []
        assert await stores.views.ticket("eu-1") == written.view

    async def test_the_same_page_again_changes_nothing(self, stores: RegionStores) -> None:
        written = page(view("eu-1", 2), received("m-1"), replied("m-2"))
        await stores.ledger.write(written)
        before = await stores.views.messages("eu-1")
        await stores.ledger.write(written)
        assert await stores.ledger.entries("eu-1") == list(written.entries)
        assert await stores.views.messages("eu-1") == before

    async def test_another_event_in_its_place_is_a_conflict(self, stores: RegionStores) -> None:
        await stores.ledger.write(page(view("eu-1", 2), received("m-1")))
        with pytest.raises(Conflict):
            await stores.ledger.write(page(view("eu-1", 3), replied("m-2")))
        longer = page(view("eu-1", 3), received("m-3"), replied("m-2"))
        with pytest.raises(Conflict):
            await stores.ledger.write(longer)
        assert len(await stores.ledger.entries("eu-1")) == 1
        assert (await stores.views.ticket("eu-1")).version == 2

    async def test_a_page_that_gives_a_place_twice_is_a_conflict(
        self, stores: RegionStores
    ) -> None:
        first, second = Entry("eu-1", 1, received("m-1")), Entry("eu-1", 1, replied("m-2"))
        with pytest.raises(Conflict):
            await stores.ledger.write(Page((first, second), view("eu-1")))
        assert await stores.ledger.entries("eu-1") == []

    async def test_pages_of_several_events_follow_one_another(self, stores: RegionStores) -> None:
        for number in (1, 2, 3):
            events = [replied(f"m-{number}-{each}") for each in range(4)]
            await stores.ledger.write(page(view(f"eu-{number}", 4), *events))
            assert len(await stores.ledger.entries(f"eu-{number}")) == len(events)

    async def test_a_page_that_stands_in_part_is_completed(self, stores: RegionStores) -> None:
        events = (received("m-1"), replied("m-2"), replied("m-3"), replied("m-4"))
        whole = page(view("eu-1", 4), *events)
        await stores.ledger.write(Page(whole.entries[1:2]))
        await stores.ledger.write(Page(whole.entries[3:]))
        await stores.ledger.write(whole)
        assert await stores.ledger.entries("eu-1") == list(whole.entries)
        shown = await stores.views.messages("eu-1")
        assert len(shown) == len(events)

    async def test_outcomes_may_come_before_earlier_places(self, stores: RegionStores) -> None:
        await stores.ledger.write(page(view("eu-1", 2), received("m-1")))
        late, early = Entry("eu-1", 3, replied("m-3")), Entry("eu-1", 2, replied("m-2"))
        await stores.ledger.write(Page((late,)))
        await stores.ledger.write(Page((early,)))
        places = [entry.sequence for entry in await stores.ledger.entries("eu-1")]
        assert places == [1, 2, 3]

    async def test_a_view_never_goes_back(self, stores: RegionStores) -> None:
        await stores.ledger.write(page(view("eu-1", 5, status=Status.OPEN), received("m-1")))
        await stores.ledger.write(page(view("eu-1", 4), replied("m-2"), first=2))
        assert (await stores.views.ticket("eu-1")).version == 5
        await stores.ledger.write(page(view("eu-1", 6), replied("m-3"), first=3))
        assert (await stores.views.ticket("eu-1")).status is Status.NEW

    async def test_pages_at_once_do_not_disturb_each_other(self, stores: RegionStores) -> None:
        wrong = page(view("eu-0", 9), TicketClaimed(at=NOW, by=AGENT))
        await stores.ledger.write(page(view("eu-0"), received("m-0")))
        pages = [page(view(f"eu-{n}"), received(f"m-{n}")) for n in range(1, 30)]
        answers = await asyncio.gather(
            *(stores.ledger.write(one) for one in [*pages[:15], wrong, *pages[15:]]),
            return_exceptions=True,
        )
        assert [type(answer) for answer in answers if answer is not None] == [Conflict]
        assert (await stores.views.ticket("eu-0")).version == 1
        for number in range(1, 30):
            assert len(await stores.ledger.entries(f"eu-{number}")) == 1


class EndingContract:
    async def test_a_ticket_does_not_close_while_news_wait(self, stores: RegionStores) -> None:
        await stores.inbox.accept(arrival(1))
        assert not await stores.ledger.close(closing("eu-1"))
        assert await stores.ledger.entries("eu-1") == []
        await stores.inbox.told(["m-1"], after(9_000))
        assert not await stores.ledger.close(closing("eu-1"))
        await stores.ledger.write(page(view("eu-1"), received("m-1")))
        assert await stores.ledger.close(closing("eu-1"))
        assert await stores.ledger.close(closing("eu-1"))
        assert (await stores.views.ticket("eu-1")).status is Status.CLOSED

    async def test_messages_during_the_closing_are_in_the_ticket_that_they_name(
        self, stores: RegionStores
    ) -> None:
        await stores.inbox.accept(arrival(0))
        await told_and_applied(stores)
        sending = asyncio.gather(*(stores.inbox.accept(arrival(n)) for n in range(1, 57)))
        closed, answers = await asyncio.gather(stores.ledger.close(closing("eu-0")), sending)
        old = {answer.ticket_id for answer in answers} & {"eu-0"}
        assert closed is (not old)
        batches = await stores.inbox.lease("test", after(100), after(130), 50)
        assert len(batches) == 1
        assert batches[0].ticket_id == answers[0].ticket_id
        assert len(batches[0].news) == 56

    async def test_a_merge_moves_the_conversation(self, stores: RegionStores) -> None:
        source, target = await _two_tickets(stores)
        page_of_merge = merging("eu-1", "eu-2", customer_id=source)
        assert source == target
        assert await stores.ledger.merge(page_of_merge, "eu-2") is Merging.DONE
        assert await stores.ledger.merge(page_of_merge, "eu-2") is Merging.DONE
        assert (await stores.inbox.accept(arrival(3, thread="one"))).ticket_id == "eu-2"
        (batch,) = await stores.inbox.lease("test", after(100), after(130), 50)
        told, message = batch.news
        assert (batch.ticket_id, batch.opening) == ("eu-2", None)
        assert (told.kind, told.absorbed_ticket) == (NewsKind.ABSORBED, "eu-1")
        assert message.id == "m-3"

    async def test_what_was_absorbed_is_told_once(self, stores: RegionStores) -> None:
        customer, _ = await _two_tickets(stores)
        await stores.ledger.merge(merging("eu-1", "eu-2", customer_id=customer), "eu-2")
        assert not await stores.ledger.close(closing("eu-2"))
        await stores.ledger.write(page(view("eu-2", 3), absorbed("eu-1"), first=2))
        assert await stores.inbox.lease("test", after(100), after(130), 50) == []
        assert await stores.ledger.close(closing("eu-2"))

    async def test_a_merge_that_cannot_be_writes_nothing(self, stores: RegionStores) -> None:
        customer, _ = await _two_tickets(stores)
        page_of_merge = merging("eu-1", "eu-9", customer_id=customer)
        assert await stores.ledger.merge(page_of_merge, "eu-9") is Merging.TARGET_UNKNOWN
        stranger = replace(page_of_merge, view=view("eu-1", 9, customer_id="c-other"))
        assert await stores.ledger.merge(stranger, "eu-2") is Merging.OTHER_CUSTOMER
        await stores.inbox.accept(arrival(3, thread="one"))
        assert await stores.ledger.merge(page_of_merge, "eu-2") is Merging.NEWS_WAITING
        await told_and_applied(stores)
        await stores.ledger.close(closing("eu-2", customer_id=customer))
        assert await stores.ledger.merge(page_of_merge, "eu-2") is Merging.TARGET_CLOSED
        assert [entry.sequence for entry in await stores.ledger.entries("eu-1")] == [1, 2]
        assert (await stores.views.ticket("eu-1")).merged_into is None
        assert (await stores.inbox.accept(arrival(4, thread="one"))).ticket_id == "eu-1"

    async def test_a_ticket_ends_with_its_view(self, stores: RegionStores) -> None:
        with pytest.raises(ValueError, match="ends with"):
            await stores.ledger.close(Page(closing("eu-1").entries))
        with pytest.raises(Missing):
            await stores.views.ticket("eu-1")


async def _two_tickets(stores: RegionStores) -> tuple[str, str]:
    """Two open tickets of one customer, and whose they are."""
    for number, thread in ((1, "one"), (2, "two")):
        await stores.inbox.accept(arrival(number, thread=thread))
    await told_and_applied(stores)
    source, target = await stores.views.ticket("eu-1"), await stores.views.ticket("eu-2")
    return source.customer_id, target.customer_id
