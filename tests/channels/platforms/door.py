"""The door of one region with real stores, and what tickets hear of what platforms bring there."""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domain.channels import Request
from domain.events import MessageReceived
from domain.stores import RegionStores
from rulebook.home import Home
from runtime.arriving import Address, Maker
from runtime.receiving import Receiver
from storage.open import open_region
from tests.regions import in_shape
from tests.storage.building import CUSTOMER, page, view

LATER = datetime(2026, 3, 29, 3, 30, 5, tzinfo=UTC)  # than all that the drivers send


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

    async def ends_as(self) -> dict[str, str | None]:
        """What each message says in the end, by the platform's id; None where it was taken back."""
        until, vault = LATER + timedelta(minutes=1), self.stores.vault
        said: dict[str, str | None] = {}
        for batch in await self.stores.inbox.lease("test", LATER, until, 10_000):
            for one in batch.news:
                own = one.message.id if one.message else ""
                words = (await vault.get_many([own])).get(own)  # none where it was taken back
                said[one.about or own] = str(words.content.get("text", "")) if words else None
        names = {one: (await vault.get(one)).content["message_id"] for one in said}
        return {str(names[one]): words for one, words in said.items()}


@asynccontextmanager
async def a_door(folder: Path) -> AsyncIterator[Door]:
    """The door, for as long as this is open."""
    async with await open_region("eu", in_shape(folder / "eu"), b"k" * 32) as opened:
        yield Door(opened.stores)
