"""What Instagram tells of how far people have read, from its posts to what the desk shows."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.vocabulary import DeliveryState
from rulebook.home import Home
from runtime.arriving import Address, Maker
from runtime.receiving import Receiver
from storage.open import open_region
from tests.activities.outward import ANNA, CHAT, Clock
from tests.activities.outward import Desk as Outwards
from tests.channels.platforms.meta_accounts import Desk, desk_with
from tests.regions import in_shape
from tests.standins.meta_webhooks import directly, posted, seen
from tests.storage.building import KEY, NOW, page, replied, view


@dataclass
class Both:
    """A desk that answers Anna on Instagram, and Instagram."""

    desk: Outwards
    instagram: Desk

    async def answers(self, message_id: str, text: str) -> None:
        """An agent answers, and Instagram takes it."""
        stores, ticket = self.desk.stores, self.desk.ticket
        place = len(await stores.ledger.entries(ticket)) + 1
        shown = view(ticket, place, customer_id=self.desk.customer)
        await stores.ledger.write(page(shown, replied(message_id), first=place))
        said = await self.desk.sends(text, message=message_id, place=place + 1)
        assert said.state is DeliveryState.SENT

    async def anna_opens_instagram(self) -> None:
        """She sees all that there is, and Instagram tells of it."""
        at = NOW + timedelta(minutes=1)
        event = seen(self.instagram.meta, ANNA.id, at)
        request = posted(directly(event, kind="instagram"), at)
        maker = Maker(lambda: "01J9" + "0" * 22, lambda _, body: hashlib.sha256(body).hexdigest())
        stores, clock = {"eu": self.desk.stores}, Clock(at)
        receiver = Receiver(stores, lambda **_: Home("eu", "account"), maker, lambda _: None, clock)
        address = Address(CHAT.channel, CHAT.account, "eu")
        await receiver.receive(self.instagram.channel, address, request)

    async def read(self) -> set[str]:
        """The messages that the desk has heard are read."""
        later = NOW + timedelta(days=1)
        batches = await self.desk.stores.inbox.lease("test", later, later + timedelta(minutes=1), 9)
        told: list[Any] = [one.delivery for batch in batches for one in batch.news]
        return {one.message_id for one in told if one and one.state is DeliveryState.READ}


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    async with (
        await open_region("eu", in_shape(tmp_path / "eu"), KEY) as opened,
        desk_with("instagram") as instagram,
    ):
        desk = Outwards(opened.stores, {CHAT.channel: instagram.channel})
        instagram.meta.renewals = {"EAAG-lasting": "IGAA-2"}
        await desk.hears()
        yield Both(desk, instagram)


@pytest.mark.channel("instagram", "receipt")
async def test_whoever_saw_the_last_part_saw_those_before(both: Both) -> None:
    await both.answers("r-1", "\u0e01" * 700)  # three bytes each: more than one message takes
    assert len(both.instagram.meta.sent) > 1
    await both.anna_opens_instagram()
    assert await both.read() == {"r-1"}


@pytest.mark.channel("instagram", "receipt")
async def test_whoever_saw_the_last_answer_saw_those_before(both: Both) -> None:
    for message_id in ("r-1", "r-2", "r-3"):
        await both.answers(message_id, "Tomorrow.")
    await both.anna_opens_instagram()
    assert await both.read() == {"r-1", "r-2", "r-3"}
