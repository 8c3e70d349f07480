"""A house whose door hears a platform: the toy one, with two accounts and a secret each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import httpx

from tests.api.house import House
from tests.fakes.toy_channel import ToyChannel, ToyEars, delivery, signed

SHOP, OTHER = b"the shop's secret", b"the other account's"
PATH = "/v1/channels/toy/shop"
NO_HEADERS: Mapping[str, str] = {}


class Silent:
    """The toy channel, without what greets and answers."""

    def __init__(self, secret: bytes) -> None:
        toy = ToyChannel(secret)
        self.name, self.accepts, self.read = toy.name, toy.accepts, toy.read


@dataclass
class Platform:
    """What a platform does at the door of a house."""

    house: House
    ears: ToyEars

    @property
    def shop(self) -> ToyChannel:
        return self.ears.accounts["toy", "shop"]

    def falls_silent(self) -> None:
        """The shop's platform greets and answers no more."""
        self.ears.accounts["toy", "shop"] = cast("ToyChannel", Silent(SHOP))

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    async def brings(self, *events: Mapping[str, Any], path: str = PATH) -> httpx.Response:
        """A delivery as it should be."""
        return await self.posts(delivery(*events), path=path)

    async def posts(
        self,
        body: bytes,
        *,
        secret: bytes = SHOP,
        late: timedelta = timedelta(),
        path: str = PATH,
        more: Mapping[str, str] = NO_HEADERS,
    ) -> httpx.Response:
        """Bytes that were signed with a secret some time ago."""
        headers = {**signed(secret, body, self.now - late), **more}
        return await self.house.client.post(path, content=body, headers=headers)

    async def waiting(self, region: str = "eu") -> int:
        """How many messages a region has accepted that no ticket heard of."""
        return await self.house.door.regions[region].inbox.waiting()


def listening(house: House) -> Platform:
    """The house, from now on with ears."""
    accounts = {("toy", "shop"): ToyChannel(SHOP), ("toy", "other"): ToyChannel(OTHER)}
    ears = ToyEars(accounts)
    object.__setattr__(house.door, "ears", ears)
    return Platform(house, ears)
