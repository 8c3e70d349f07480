"""Regions as installations of their own: an API each, which ask one another within this process."""

import contextlib
import shutil
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from api.app import create_app
from domain.access import ApiKey, Role
from domain.peers import PATIENCE, Errand, PeerAnswer, PeerAway
from storage.open import Place, open_region
from tests.api.house import House, SetClock, SetStaffing, make_door

STAFF = {
    "eu": {"eu-care": frozenset({"ana", "sam"})},
    "na": {"na-care": frozenset({"bob", "sam"})},
    "apac": {"apac-care": frozenset({"kim"})},
}


@dataclass
class Linked:
    """The port `Peers`: the other installations' applications, with a service key for each."""

    me: str
    all: Mapping[str, House]
    asked: list[tuple[str, Errand]] = field(default_factory=list)
    away: set[str] = field(default_factory=set)

    @property
    def regions(self) -> Collection[str]:
        return [region for region in self.all if region != self.me]

    async def ask(self, region: str, errand: Errand, within: float = PATIENCE) -> PeerAnswer:
        self.asked.append((region, errand))
        if region in self.away:
            raise PeerAway(region)
        key = {"Authorization": f"Bearer {service_key(self.me)}"}
        answer = await self.all[region].client.request(
            errand.method,
            errand.target,
            content=errand.body,
            headers={**errand.headers, **key},
        )
        return PeerAnswer(answer.status_code, dict(answer.headers), answer.content)


def service_key(front: str) -> str:
    """The secret with which the region's API asks all others."""
    return f"meridian_any_{front}_service"


@dataclass
class Installations:
    """What a test sees: a house for each region, and how each of them asks the others."""

    houses: dict[str, House]
    peers: dict[str, Linked]
    clock: SetClock

    def __getitem__(self, region: str) -> House:
        return self.houses[region]

    async def hear_everything(self) -> None:
        """Tell the tickets of every region what waits for them."""
        for house in self.houses.values():
            await house.commands.hear_everything()


@contextlib.asynccontextmanager
async def installations(
    prepared: Path, folder: Path, regions: Collection[str], keys: Mapping[str, bytes]
) -> AsyncIterator[Installations]:
    """An API for each region, over databases of its own; `prepared` holds empty ones."""
    clock, houses, peers = SetClock(), dict[str, House](), dict[str, Linked]()
    async with contextlib.AsyncExitStack() as stack:
        for region in regions:
            shutil.copytree(prepared / region, folder / region)
            place = Place.in_folder(folder / region)
            opened = await stack.enter_async_context(await open_region(region, place, keys[region]))
            staffing = SetStaffing()
            door, commands, ring, parts, nudged = make_door(
                {region: opened.stores}, clock, staffing
            )
            peers[region] = Linked(region, houses)
            door = replace(door, peers=peers[region], staff=lambda name: STAFF.get(name, {}))
            for front in regions:
                scope = ApiKey(f"service-{front}", Role.SERVICE, peers=(front,))
                ring.add(service_key(front), scope)
            app = create_app(door)
            transport = httpx.ASGITransport(app)
            client = httpx.AsyncClient(transport=transport, base_url=f"http://{region}.test")
            await stack.enter_async_context(client)
            houses[region] = House(
                client, app, door, commands, ring, clock, parts, nudged, staffing
            )
        yield Installations(houses, peers, clock)
