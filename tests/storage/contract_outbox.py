"""What every outbox promises."""

import pytest

from domain.ledger import Entry
from domain.message_events import DeliveryReported
from domain.stores import Conflict, Missing, RegionStores, Send
from domain.vocabulary import THE_DESK, DeliveryState
from tests.storage.building import NOW, page, replied, view

SEND = Send("eu-1", 2, 0, "m-1", "web", "shop")
PAGE = page(view("eu-1"), replied("m-1"))


def outcome(state: DeliveryState = DeliveryState.SENT) -> Entry:
    event = DeliveryReported(at=NOW, by=THE_DESK, message_id="m-1", state=state, language="en")
    return Entry("eu-1", 2, event)


class OutboxContract:
    async def test_the_intent_is_committed_with_its_page(self, stores: RegionStores) -> None:
        assert await stores.outbox.intend(SEND, PAGE) is None
        assert await stores.ledger.entries("eu-1") == list(PAGE.entries)
        assert await stores.outbox.intend(SEND, PAGE) is None

    async def test_a_settled_send_answers_with_its_outcome(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        await stores.outbox.attempt(SEND)
        await stores.outbox.settle(SEND, outcome(), "provider-7")
        await stores.outbox.settle(SEND, outcome(), "provider-8")
        assert await stores.outbox.intend(SEND, PAGE) == outcome()
        assert await stores.ledger.entry("eu-1", 2) == outcome()
        (message,) = await stores.views.messages("eu-1")
        assert message.delivery is DeliveryState.SENT

    async def test_another_outcome_is_a_conflict(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        await stores.outbox.settle(SEND, outcome(), "provider-7")
        with pytest.raises(Conflict):
            await stores.outbox.settle(SEND, outcome(DeliveryState.FAILED), "")
        assert await stores.outbox.intend(SEND, None) == outcome()

    async def test_a_call_that_was_never_heard_of_is_remembered(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        assert await stores.outbox.attempt(SEND) is False
        assert await stores.outbox.attempt(SEND) is True

    async def test_a_call_that_came_back_leaves_no_doubt(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        await stores.outbox.attempt(SEND)
        await stores.outbox.not_taken(SEND, "busy")
        assert await stores.outbox.attempt(SEND) is False

    async def test_what_was_never_intended_is_not_attempted(self, stores: RegionStores) -> None:
        with pytest.raises(Missing):
            await stores.outbox.attempt(SEND)
        with pytest.raises(Missing):
            await stores.outbox.settle(SEND, outcome(), "")
        assert await stores.ledger.entries("eu-1") == []

    async def test_an_outcome_belongs_into_the_place_of_its_send(
        self, stores: RegionStores
    ) -> None:
        await stores.outbox.intend(SEND, PAGE)
        with pytest.raises(ValueError, match="another place"):
            await stores.outbox.settle(SEND, Entry("eu-1", 3, outcome().event), "")
