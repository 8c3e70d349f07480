"""One worker renews the token of an account, whatever the others do meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from domain.channel_tokens import KeptToken, Token
from domain.channels import TokenRefused
from domain.ports import NotNow
from domain.stores import RegionStores, Unavailable
from runtime.channel_tokens import MOST_PAUSES, REST, LentTokens, RenewedTokens, owner_here
from storage.open import OpenRegion, Place, open_region
from tests.storage.building import KEY, NOW

NAME = "line/shop"
HOUR = timedelta(hours=1)


@dataclass
class Hands:
    """A clock that is moved by hand."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class Platform:
    """Gives a new token each time; for as long as `open` is not set, whoever asks waits."""

    clock: Hands
    lasts: timedelta | None = HOUR
    open: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    given: int = 0
    tried: int = 0
    fails: Exception | None = None

    def __post_init__(self) -> None:
        self.open.set()

    async def renew(self) -> Token:
        self.tried += 1
        self.asked.set()
        await self.open.wait()
        if self.fails is not None:
            raise self.fails
        self.given += 1
        until = None if self.lasts is None else self.clock.now() + self.lasts
        return Token(f"token {self.given}", until)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def platform(clock: Hands) -> Platform:
    return Platform(clock)


@pytest.fixture
async def second(region: OpenRegion, place: Place) -> AsyncIterator[RegionStores]:
    """The same region as another process has it open."""
    async with await open_region(region.stores.region, place, KEY) as opened:
        yield opened.stores


async def no_pause(_: float) -> None:
    """Wait for nobody: what is waited for will not come."""


def worker(stores: RegionStores, clock: Hands) -> RenewedTokens:
    return RenewedTokens(stores.channels, clock, owner_here("worker"))


async def test_of_two_workers_that_need_a_token_at_once_one_renews_it(
    stores: RegionStores, second: RegionStores, clock: Hands, platform: Platform
) -> None:
    workers = worker(stores, clock), worker(second, clock)
    asked = [workers[one % 2].get(NAME, platform.renew) for one in range(20)]
    assert set(await asyncio.gather(*asked)) == {"token 1"}
    assert platform.given == 1


async def test_a_token_is_renewed_ahead_of_its_end_and_used_till_then(
    stores: RegionStores, second: RegionStores, clock: Hands, platform: Platform
) -> None:
    one, other = worker(stores, clock), worker(second, clock)
    assert await one.get(NAME, platform.renew) == "token 1"
    clock.at += timedelta(minutes=54)
    assert await one.get(NAME, platform.renew) == "token 1"
    clock.at += timedelta(minutes=1, seconds=1)
    platform.open.clear()
    platform.asked.clear()
    async with asyncio.TaskGroup() as group:
        renewing = group.create_task(one.get(NAME, platform.renew))
        await platform.asked.wait()
        assert await other.get(NAME, platform.renew) == "token 1"
        platform.open.set()
    assert renewing.result() == await other.get(NAME, platform.renew) == "token 2"
    assert platform.given == 2


async def test_a_token_that_lives_for_a_minute_is_not_renewed_with_every_message(
    stores: RegionStores, clock: Hands, platform: Platform
) -> None:
    platform.lasts = timedelta(minutes=1)
    one = worker(stores, clock)
    for expected in ("token 1", "token 1", "token 2"):
        assert await one.get(NAME, platform.renew) == expected
        clock.at += timedelta(seconds=23)


async def test_a_refused_token_is_renewed_once_by_whoever_comes_first(
    stores: RegionStores, second: RegionStores, clock: Hands, platform: Platform
) -> None:
    platform.lasts = None
    one, other = worker(stores, clock), worker(second, clock)
    value = await one.get(NAME, platform.renew)
    await one.refused(NAME, value)
    await other.refused(NAME, value)
    got = await asyncio.gather(one.get(NAME, platform.renew), other.get(NAME, platform.renew))
    assert list(got) == ["token 2", "token 2"]
    await other.refused(NAME, value)  # late: it is another one by now
    assert await one.get(NAME, platform.renew) == "token 2"


async def test_who_finds_no_token_waits_and_gives_up_after_a_while(
    stores: RegionStores, second: RegionStores, clock: Hands, platform: Platform
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    platform.open.clear()
    other = RenewedTokens(second.channels, clock, owner_here("worker"), pause=pause)
    async with asyncio.TaskGroup() as group:
        renewing = group.create_task(worker(stores, clock).get(NAME, platform.renew))
        await platform.asked.wait()
        with pytest.raises(NotNow, match="token_awaited"):
            await other.get(NAME, platform.renew)
        assert len(pauses) == MOST_PAUSES
        platform.open.set()
    assert renewing.result() == await other.get(NAME, platform.renew) == "token 1"


async def test_a_renewer_that_was_killed_is_replaced_once_its_lease_is_over(
    stores: RegionStores, second: RegionStores, clock: Hands, platform: Platform
) -> None:
    killed_at = clock.now()
    assert await stores.channels.leases.hold(
        f"token:{NAME}", "somebody killed", killed_at, killed_at + timedelta(seconds=45)
    )
    other = RenewedTokens(second.channels, clock, owner_here("worker"), pause=no_pause)
    with pytest.raises(NotNow, match="token_awaited"):
        await other.get(NAME, platform.renew)
    clock.at += timedelta(seconds=45)
    assert await other.get(NAME, platform.renew) == "token 1"


@pytest.mark.parametrize("fault", [NotNow("answered_503"), TokenRefused()])
async def test_a_renewal_that_fails_leaves_what_is_good_still(
    stores: RegionStores, clock: Hands, platform: Platform, fault: Exception
) -> None:
    one = worker(stores, clock)
    assert await one.get(NAME, platform.renew) == "token 1"
    platform.fails = fault
    clock.at += timedelta(minutes=59)
    assert await one.get(NAME, platform.renew) == "token 1"
    clock.at += timedelta(minutes=1)
    with pytest.raises(type(fault)):
        await one.get(NAME, platform.renew)
    platform.fails = None
    clock.at += REST
    assert await one.get(NAME, platform.renew) == "token 2"


async def test_who_may_not_renew_has_the_token_as_long_as_it_is_good(
    stores: RegionStores, second: RegionStores, clock: Hands, platform: Platform
) -> None:
    lent = LentTokens(second.channels, clock)
    with pytest.raises(NotNow, match="token_not_here"):
        await lent.get(NAME, platform.renew)
    await worker(stores, clock).get(NAME, platform.renew)
    assert await lent.get(NAME, platform.renew) == "token 1"
    await lent.refused(NAME, "token 1")
    with pytest.raises(NotNow, match="token_not_here"):
        await lent.get(NAME, platform.renew)
    assert await worker(stores, clock).get(NAME, platform.renew) == "token 2"
    assert platform.given == 2


async def test_what_is_kept_takes_the_place_of_the_one_before_and_nobody_renews_it(
    stores: RegionStores, second: RegionStores, clock: Hands, platform: Platform
) -> None:
    one, lent = worker(stores, clock), LentTokens(second.channels, clock)
    await one.get(NAME, platform.renew)
    await one.keep(NAME, Token("another"))
    clock.at += HOUR
    assert await lent.get(NAME, platform.renew) == "another"
    await lent.keep(NAME, Token("a third"))
    assert await one.get(NAME, platform.renew) == "a third"
    assert platform.given == 1


class Away:
    """Tokens of a database that does not answer."""

    async def find(self, name: str) -> KeptToken | None:
        raise Unavailable(name)

    async def keep(self, name: str, token: Token, since: datetime) -> None:
        raise Unavailable(name)

    async def refuse(self, name: str, value: str) -> None:
        raise Unavailable(name)


async def test_a_database_that_is_away_delays_the_message(
    stores: RegionStores, clock: Hands, platform: Platform
) -> None:
    away = replace(stores.channels, tokens=Away())
    for tokens in (RenewedTokens(away, clock, "one"), LentTokens(away, clock)):
        with pytest.raises(NotNow, match="token_store_away"):
            await tokens.get(NAME, platform.renew)
        with pytest.raises(NotNow, match="token_store_away"):
            await tokens.refused(NAME, "token 1")
        with pytest.raises(NotNow, match="token_store_away"):
            await tokens.keep(NAME, Token("token 1"))
    assert platform.given == 0
