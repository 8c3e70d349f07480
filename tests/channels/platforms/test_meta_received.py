"""What Meta brings on a bad day is in the region once, in the order in which people wrote it."""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.channels import Request
from domain.events import MessageReceived
from domain.stores import RegionStores
from rulebook.home import Home
from runtime.arriving import Address, Maker
from runtime.received import Outcome
from runtime.receiving import Receiver
from storage.open import open_region
from tests.channels.platforms.meta_accounts import OBJECTS, all_three, offline
from tests.regions import in_shape
from tests.standins.meta_webhooks import (
    NOW,
    direct_text,
    directly,
    on_whatsapp,
    posted,
    storm,
    wa_text,
)
from tests.storage.building import CUSTOMER, page, view

LATER = NOW + timedelta(hours=2)
COUNT = 60


@dataclass
class Door:
    """One region with real stores, and what takes deliveries in for it."""

    stores: RegionStores
    made: int = 0
    ticket: str = ""
    outcomes: Counter[str] = field(default_factory=Counter)

    def now(self) -> datetime:
        return LATER

    def new_id(self) -> str:
        self.made += 1
        return f"01J9{self.made:022d}"

    async def hears(self, channel: Any, request: Request) -> None:
        maker = Maker(self.new_id, lambda region, body: hashlib.sha256(body).hexdigest())
        receiver = Receiver(
            {"eu": self.stores}, lambda **_: Home("eu", "account"), maker, lambda _: None, self
        )
        assert channel.accepts(request)
        address = Address(channel.name, "main", "eu")
        received = await receiver.receive(channel, address, request)
        self.outcomes.update({outcome.value: n for outcome, n in received.outcomes.items()})

    async def writes_down(self) -> None:
        """The ticket hears of what came, and writes that down before more comes."""
        until, stores = LATER + timedelta(minutes=1), self.stores
        for batch in await stores.inbox.lease("test", LATER, until, 1_000):
            self.ticket = self.ticket or batch.ticket_id
            assert batch.ticket_id == self.ticket
            first = len(await stores.ledger.entries(self.ticket)) + 1
            messages = [one.message for one in batch.news if one.message]
            events = [MessageReceived(at=LATER, by=CUSTOMER, message=one) for one in messages]
            await stores.inbox.told([one.id for one in batch.news], LATER)
            shown = view(self.ticket, first, customer_id=batch.news[0].customer_id)
            await stores.ledger.write(page(shown, *events, first=first))

    async def texts(self) -> list[str]:
        """The words of the one ticket that there is, as the desk shows them."""
        shown = await self.stores.views.messages(self.ticket)
        found = await self.stores.vault.get_many([one.text_id for one in shown])
        return [str(found[one.text_id].content["text"]) for one in shown]


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with await open_region("eu", in_shape(tmp_path / "eu"), b"k" * 32) as opened:
        yield Door(opened.stores)


def document(name: str, number: int) -> dict[str, Any]:
    at, text = NOW - timedelta(seconds=COUNT - number), f"text {number}"
    if name == "whatsapp":
        return on_whatsapp(wa_text(f"{number}", text, at))
    kind = OBJECTS[name]
    return directly(direct_text(f"{number}", text, at, kind), kind=kind)


@all_three("duplicate", "reorder")
async def test_each_message_is_there_once_and_in_order(door: Door, name: str) -> None:
    channel = offline(name)
    for request in storm([document(name, n) for n in range(COUNT)], Random(3), twice=0.5):
        await door.hears(channel, request)
        await door.writes_down()
    assert await door.texts() == [f"text {n}" for n in range(COUNT)]
    assert door.outcomes[Outcome.ACCEPTED] == COUNT
    assert door.outcomes[Outcome.DUPLICATE] > COUNT // 4
    assert set(door.outcomes) == {Outcome.ACCEPTED, Outcome.DUPLICATE}


@all_three("duplicate")
async def test_the_same_three_times_is_there_once(door: Door, name: str) -> None:
    channel, request = offline(name), posted(document(name, 1))
    for _ in range(3):
        await door.hears(channel, request)
    assert door.outcomes == {Outcome.ACCEPTED: 1, Outcome.DUPLICATE: 2}


@all_three()
async def test_what_cannot_be_read_is_set_aside_and_the_others_go_their_way(
    door: Door, name: str
) -> None:
    good, bad = document(name, 1), document(name, 2)
    entry = bad["entry"][0]
    event = (
        entry["messaging"][0]["message"]
        if name in OBJECTS
        else entry["changes"][0]["value"]["messages"][0]
    )
    event.pop("mid", None)
    event.pop("id", None)
    await door.hears(offline(name), posted({**good, "entry": [entry, *good["entry"]]}))
    assert door.outcomes == {Outcome.ACCEPTED: 1, Outcome.SET_ASIDE: 1}
    (aside,) = await door.stores.channels.set_asides.newest(before=None, limit=9)
    assert aside.reason == "no_message_id"
