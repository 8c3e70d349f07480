"""All who need a token at once share one renewal, and wait for it no longer than they have to."""

import asyncio
from datetime import timedelta

import pytest

from domain.ports import NotNow
from domain.stores import RegionStores
from runtime import channel_tokens
from runtime.channel_tokens import REST
from tests.storage.test_renewed_tokens import NAME, Hands, Platform, clock, platform, worker

__all__ = ["clock", "platform"]


async def test_while_one_renews_all_others_go_on_with_what_is_good(
    stores: RegionStores, clock: Hands, platform: Platform
) -> None:
    one = worker(stores, clock)
    await one.get(NAME, platform.renew)
    clock.at += timedelta(minutes=56)
    platform.open.clear()
    platform.asked.clear()
    async with asyncio.TaskGroup() as group:
        first = group.create_task(one.get(NAME, platform.renew))
        await platform.asked.wait()
        others = [await one.get(NAME, platform.renew) for _ in range(8)]
        platform.open.set()
    assert (others, first.result()) == (["token 1"] * 8, "token 2")


async def test_the_first_does_not_wait_for_a_silent_platform_while_one_is_good(
    stores: RegionStores, clock: Hands, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel_tokens, "SOON_SECONDS", 0.01)
    one = worker(stores, clock)
    await one.get(NAME, platform.renew)
    clock.at += timedelta(minutes=56)
    platform.open.clear()
    assert await one.get(NAME, platform.renew) == "token 1"
    clock.at += timedelta(minutes=5)  # it is good no more: now there is nothing but to wait
    platform.open.set()
    assert await one.get(NAME, platform.renew) == "token 2"
    assert platform.given == 2


async def test_all_who_wait_share_what_came_of_one_renewal_and_the_next_rests(
    stores: RegionStores, clock: Hands, platform: Platform
) -> None:
    one = worker(stores, clock)
    platform.fails = NotNow("answered_503", 7.0)
    calls = [one.get(NAME, platform.renew) for _ in range(8)]
    for found in await asyncio.gather(*calls, return_exceptions=True):
        assert isinstance(found, NotNow)
        assert (found.reason, found.retry_after) == ("answered_503", 7.0)
    assert platform.tried == 1
    with pytest.raises(NotNow, match="answered_503"):
        await one.get(NAME, platform.renew)
    assert platform.tried == 1
    clock.at += REST
    platform.fails = None
    assert await one.get(NAME, platform.renew) == "token 1"


async def test_who_gives_up_waiting_takes_the_renewal_from_nobody(
    stores: RegionStores, clock: Hands, platform: Platform
) -> None:
    one = worker(stores, clock)
    platform.open.clear()
    impatient = asyncio.create_task(one.get(NAME, platform.renew))
    await platform.asked.wait()
    patient = asyncio.create_task(one.get(NAME, platform.renew))
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    platform.open.set()
    assert await patient == "token 1"
    assert platform.tried == 1
