"""Two regions with real stores, and what takes deliveries of a toy platform in for them."""

import hashlib
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domain.amendments import Place, Told
from domain.arrivals import Batch
from domain.channels import Deleted, Edited, Reachable, Reported, Request
from domain.set_aside import SetAside
from domain.stores import RegionStores, Text
from rulebook.home import Home
from runtime.arriving import Address, Maker
from runtime.homes import HomeOf
from runtime.received import Received
from runtime.receiving import Receiver
from storage.open import open_region
from tests.fakes.toy_channel import ToyChannel, delivery
from tests.regions import in_shape

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REGIONS = ("eu", "na")
HOMES = {"PT": "eu", "BR": "na", "JP": "apac"}
ANY = Address("toy", "shop")
OF_NA = Address("toy", "shop", "na")
URL = "https://desk.test/v1/channels/toy/shop"


@dataclass
class HeardAmendments:
    """The port `Amendments`: notes what it was told, and knows of what a test says."""

    known: set[str] = field(default_factory=set)
    heard: list[object] = field(default_factory=list)
    says: Told = Told.TAKEN

    async def knows(self, place: Place, item: Any) -> bool:
        return getattr(item, "message_id", "") in self.known

    async def edit(self, place: Place, edit: Edited) -> Told:
        return self._note(place, edit)

    async def delete(self, place: Place, deletion: Deleted) -> Told:
        return self._note(place, deletion)

    async def report(self, place: Place, report: Reported) -> Told:
        return self._note(place, report)

    async def reachable(self, place: Place, person: Reachable) -> Told:
        return self._note(place, person)

    def _note(self, place: Place, item: object) -> Told:
        assert place == Place("toy", "shop", NOW)
        self.heard.append(item)
        return self.says


@dataclass
class Desk:
    """Two regions, real stores, and what takes deliveries in for them."""

    regions: dict[str, RegionStores]
    amendments: dict[str, HeardAmendments]
    others: tuple[str, ...] = ()
    nudged: list[str] = field(default_factory=list)
    made: int = 0
    toy: ToyChannel = field(default_factory=ToyChannel)
    rule: HomeOf | None = None  # instead of the one below, which is simple

    def now(self) -> datetime:
        return NOW

    def new_id(self) -> str:
        self.made += 1
        return f"01J9{self.made:022d}"

    def fingerprint(self, region: str, body: bytes) -> str:
        return hashlib.sha256(region.encode() + body).hexdigest()

    def home_of(
        self,
        *,
        country: str | None,
        phone: str | None,
        account_region: str | None,
        locale: str | None,
    ) -> Home:
        if country:
            if country not in HOMES:
                raise ValueError("country")
            return Home(HOMES[country], "declared country")
        return Home(account_region or "eu", "default")

    def receiver(self) -> Receiver:
        maker = Maker(self.new_id, self.fingerprint)
        home_of = self.rule or self.home_of
        return Receiver(self.regions, home_of, maker, self.nudged.append, self, self.others)

    async def hears(self, *events: Mapping[str, Any], address: Address = ANY) -> Received:
        return await self.hears_bytes(delivery(*events), address)

    async def hears_bytes(
        self, body: bytes, address: Address = ANY, taken: Collection[str] = ()
    ) -> Received:
        headers = {"content-type": "application/json", "x-toy-secret-token": "s3cret"}
        request = Request("POST", URL, headers, {}, body, NOW)
        return await self.receiver().receive(self.toy, address, request, taken)

    async def news(self, region: str = "eu") -> list[Batch]:
        inbox = self.regions[region].inbox
        return await inbox.lease("test", NOW, NOW + timedelta(seconds=20), 100)

    async def texts(self, region: str = "eu") -> list[Text]:
        """What was accepted in a region, in the order of its tickets' news."""
        ids = [one.id for batch in await self.news(region) for one in batch.news]
        found = await self.regions[region].vault.get_many(ids)
        return [found[one] for one in ids]

    async def aside(self, region: str = "eu") -> list[SetAside]:
        kept = self.regions[region].channels.set_asides
        return [*await kept.newest(before=None, limit=99)]


@asynccontextmanager
async def a_desk(folder: Path, *, real: bool = False) -> AsyncIterator[Desk]:
    """Both regions, open for as long as this is; `real`: with their own store of amendments."""
    async with AsyncExitStack() as stack:
        regions, amendments = {}, {}
        for name in REGIONS:
            key = name.encode().ljust(32, b".")
            opened = await open_region(name, in_shape(folder / name), key)
            stores = (await stack.enter_async_context(opened)).stores
            amendments[name] = HeardAmendments()
            channels = replace(stores.channels, amendments=amendments[name])
            regions[name] = stores if real else replace(stores, channels=channels)
        yield Desk(regions, amendments)
