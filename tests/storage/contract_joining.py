"""Which ticket a message joins that names a thread, or a ticket, and who vouches for its sender."""

from typing import Any

import pytest

from domain.arrivals import Batch, Joining
from domain.stores import RegionStores
from tests.storage.building import after, arrival, closing, merging, told_and_applied
from tests.storage.contract_persons import order

OWN = Joining.ITS_CUSTOMER


async def accepted(stores: RegionStores, number: int, sender: str, **changes: Any) -> str:
    """The ticket of a message."""
    return (await stores.inbox.accept(arrival(number, sender=sender, **changes))).ticket_id


async def linked(stores: RegionStores, ticket: str) -> tuple[str, ...]:
    """From which tickets a new one goes on."""
    batches = await stores.inbox.lease("looks", after(10_000), after(10_001), 100)
    found: Batch = next(one for one in batches if one.ticket_id == ticket)
    assert found.opening is not None
    return found.opening.linked


class JoiningContract:
    async def test_somebody_else_in_a_thread_begins_a_ticket_that_links_to_it(
        self, stores: RegionStores
    ) -> None:
        assert await accepted(stores, 1, "anna", thread="t", joining=OWN) == "eu-1"
        assert await accepted(stores, 2, "bruno", thread="t", joining=OWN) == "eu-2"
        assert await accepted(stores, 3, "bruno", thread="t", joining=OWN) == "eu-2"
        assert await accepted(stores, 4, "anna", thread="t", joining=OWN) == "eu-1"
        assert await linked(stores, "eu-2") == ("eu-1",)

    async def test_where_the_platform_vouches_for_a_thread_anybody_goes_on_in_it(
        self, stores: RegionStores
    ) -> None:
        assert await accepted(stores, 1, "anna", thread="t") == "eu-1"
        assert await accepted(stores, 2, "bruno", thread="t") == "eu-1"

    async def test_somebody_else_in_a_thread_that_was_closed_links_to_what_it_was(
        self, stores: RegionStores
    ) -> None:
        await accepted(stores, 1, "anna", thread="t", joining=OWN)
        await told_and_applied(stores)
        assert await stores.ledger.close(closing("eu-1"))
        assert await accepted(stores, 2, "bruno", thread="t", joining=OWN) == "eu-2"
        assert await linked(stores, "eu-2") == ("eu-1",)

    async def test_whom_nobody_vouches_for_stands_alone(self, stores: RegionStores) -> None:
        assert await accepted(stores, 1, "anna") == "eu-1"
        for number in (2, 3):
            alone = await accepted(stores, number, "anna", joining=Joining.NOBODY)
            assert alone == f"eu-{number}"
        repeat = arrival(2, sender="anna", joining=Joining.NOBODY)
        assert (await stores.inbox.accept(repeat)).duplicate

    async def test_nobody_joins_what_stands_alone(self, stores: RegionStores) -> None:
        await accepted(stores, 1, "anna", joining=Joining.NOBODY)
        assert await accepted(stores, 2, "anna") == "eu-2"
        assert await linked(stores, "eu-2") == ()

    async def test_an_answer_joins_the_ticket_that_it_proves(self, stores: RegionStores) -> None:
        await accepted(stores, 1, "anna", thread="one")
        await accepted(stores, 2, "anna", thread="two")
        assert await accepted(stores, 3, "anna", ticket="eu-1", joining=OWN) == "eu-1"
        assert await accepted(stores, 4, "anna", ticket="eu-2", joining=OWN) == "eu-2"

    async def test_an_answer_by_somebody_else_links_to_the_ticket_alone(
        self, stores: RegionStores
    ) -> None:
        await accepted(stores, 1, "anna")
        assert await accepted(stores, 2, "mallory", ticket="eu-1", joining=OWN) == "eu-2"
        assert await accepted(stores, 3, "mallory", ticket="eu-1", joining=OWN) == "eu-2"
        assert await linked(stores, "eu-2") == ("eu-1",)
        assert await accepted(stores, 4, "anna") == "eu-1"

    async def test_an_answer_that_nobody_vouches_for_links_to_the_ticket_alone(
        self, stores: RegionStores
    ) -> None:
        await accepted(stores, 1, "anna")
        named = {"ticket": "eu-1", "joining": Joining.NOBODY}
        assert await accepted(stores, 2, "anna", **named) == "eu-2"
        assert await linked(stores, "eu-2") == ("eu-1",)

    async def test_an_answer_in_a_closed_ticket_goes_on_in_one_that_links_to_it(
        self, stores: RegionStores
    ) -> None:
        await accepted(stores, 1, "anna")
        await told_and_applied(stores)
        assert await stores.ledger.close(closing("eu-1"))
        assert await accepted(stores, 2, "anna", ticket="eu-1", joining=OWN) == "eu-2"
        assert await accepted(stores, 3, "anna", ticket="eu-1", joining=OWN) == "eu-2"
        assert await linked(stores, "eu-2") == ("eu-1",)

    async def test_an_answer_follows_a_ticket_that_was_merged(self, stores: RegionStores) -> None:
        await accepted(stores, 1, "anna", thread="one")
        await accepted(stores, 2, "anna", thread="two")
        await told_and_applied(stores)
        (first, second) = [await stores.views.ticket(one) for one in ("eu-1", "eu-2")]
        assert first.customer_id == second.customer_id
        merged = merging("eu-1", "eu-2", customer_id=first.customer_id)
        assert await stores.ledger.merge(merged, "eu-2") == "done"
        assert await accepted(stores, 3, "anna", ticket="eu-1", joining=OWN) == "eu-2"

    @pytest.mark.parametrize("ticket", ["eu-9", "na-1", "", "%"])
    async def test_a_ticket_that_nobody_knows_counts_as_none(
        self, stores: RegionStores, ticket: str
    ) -> None:
        await accepted(stores, 1, "anna")
        assert await accepted(stores, 2, "anna", ticket=ticket, joining=OWN) == "eu-1"
        alone = {"ticket": ticket, "joining": Joining.NOBODY}
        assert await accepted(stores, 3, "anna", **alone) == "eu-3"

    async def test_nothing_links_to_a_ticket_of_somebody_who_is_erased(
        self, stores: RegionStores
    ) -> None:
        await accepted(stores, 1, "anna")
        await told_and_applied(stores)
        customer = (await stores.views.ticket("eu-1")).customer_id
        await stores.erasing.freeze(order(customer), after(5))
        assert await accepted(stores, 2, "anna", ticket="eu-1", joining=OWN) == "eu-2"
        assert await linked(stores, "eu-2") == ()

    async def test_a_ticket_does_not_close_on_an_answer_that_names_it(
        self, stores: RegionStores
    ) -> None:
        """A message whose 202 named a ticket is always in that ticket."""
        await accepted(stores, 1, "anna")
        await told_and_applied(stores)
        assert await accepted(stores, 2, "anna", ticket="eu-1", joining=OWN) == "eu-1"
        assert not await stores.ledger.close(closing("eu-1"))
        await told_and_applied(stores)
        assert await stores.ledger.close(closing("eu-1", 20))
