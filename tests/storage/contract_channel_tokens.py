"""What every store promises that keeps accounts in one pair of hands."""

import asyncio
from datetime import timedelta

from domain.channel_tokens import KeptToken, Token
from domain.stores import RegionStores
from storage.open import OpenRegion, Place, open_region
from tests.storage.building import KEY, NOW, after
from tests.storage.conftest import Folders

NAME = "line/shop"
TOKEN = Token("the first value of this token", after(3600))
NEXT = Token("second value", after(7200))
A_WHILE = timedelta(seconds=30)


class TokensContract:
    async def test_a_token_is_found_as_it_was_kept_last(self, stores: RegionStores) -> None:
        tokens = stores.channels.tokens
        assert await tokens.find(NAME) is None
        await tokens.keep(NAME, TOKEN, NOW)
        assert await tokens.find(NAME) == KeptToken(TOKEN, NOW)
        await tokens.keep(NAME, NEXT, NOW)
        assert await tokens.find(NAME) == KeptToken(NEXT, NOW)
        assert await tokens.find("line/other") is None

    async def test_a_token_may_have_no_end(self, stores: RegionStores) -> None:
        await stores.channels.tokens.keep(NAME, Token("for ever"), NOW)
        assert await stores.channels.tokens.find(NAME) == KeptToken(Token("for ever"), NOW)

    async def test_only_the_value_that_was_refused_is_marked(self, stores: RegionStores) -> None:
        tokens = stores.channels.tokens
        await tokens.keep(NAME, TOKEN, NOW)
        await tokens.keep("line/other", TOKEN, NOW)
        await tokens.refuse(NAME, TOKEN.value)
        assert await tokens.find(NAME) == KeptToken(TOKEN, NOW, refused=True)
        assert await tokens.find("line/other") == KeptToken(TOKEN, NOW)
        await tokens.keep(NAME, NEXT, NOW)
        await tokens.refuse(NAME, TOKEN.value)
        assert await tokens.find(NAME) == KeptToken(NEXT, NOW)

    async def test_no_file_holds_the_value_of_a_token(
        self, region: OpenRegion, folders: Folders
    ) -> None:
        await region.stores.channels.tokens.keep(NAME, TOKEN, NOW)
        await region.stores.channels.tokens.refuse(NAME, TOKEN.value)
        await region.close()
        files = [path for folder in folders() for path in folder.rglob("*") if path.is_file()]
        assert files
        assert not [path for path in files if TOKEN.value.encode() in path.read_bytes()]


class OneAtATimeContract:
    async def test_a_lease_is_one_owners_until_it_ends(self, stores: RegionStores) -> None:
        leases = stores.channels.leases
        assert await leases.hold("a", "one", NOW, after(10))
        assert not await leases.hold("a", "other", after(9), after(19))
        assert await leases.hold("b", "other", NOW, after(10))
        assert await leases.hold("a", "other", after(10), after(20))
        assert not await leases.hold("a", "one", after(11), after(21))

    async def test_its_owner_can_have_it_for_longer(self, stores: RegionStores) -> None:
        leases = stores.channels.leases
        assert await leases.hold("a", "one", NOW, after(10))
        assert await leases.hold("a", "one", after(5), after(15))
        assert not await leases.hold("a", "other", after(12), after(22))

    async def test_what_is_released_is_anybodys_at_once(self, stores: RegionStores) -> None:
        leases = stores.channels.leases
        assert await leases.hold("a", "one", NOW, after(10))
        await leases.release("a", "other")
        assert not await leases.hold("a", "other", after(1), after(10))
        await leases.release("a", "one")
        assert await leases.hold("a", "other", after(1), after(10))

    async def test_of_many_at_once_one_gets_it(self, stores: RegionStores, place: Place) -> None:
        async with await open_region("eu", place, KEY) as second:
            both = stores.channels.leases, second.stores.channels.leases
            for round_ in range(5):
                now = NOW + timedelta(minutes=round_)
                asked = [
                    both[one % 2].hold("a", f"worker {one} of {round_}", now, now + A_WHILE)
                    for one in range(12)
                ]
                assert sum(await asyncio.gather(*asked)) == 1
