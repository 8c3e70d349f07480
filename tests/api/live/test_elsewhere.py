"""Regions that other processes serve: what is told of them here, and what goes on to them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.access import ApiKey, Role
from runtime.live import LiveRegions
from runtime.waiting import until
from tests.api.conftest import REGIONS
from tests.api.house import House
from tests.api.installations import Installations, installations
from tests.api.live.streams import read
from tests.api.test_forwarding import BOB, a_ticket
from tests.patience import PATIENCE


@pytest.fixture
async def world(empty_regions: Path, tmp_path: Path) -> AsyncIterator[Installations]:
    async with installations(empty_regions, tmp_path, list(REGIONS), REGIONS) as made:
        yield made


async def heard(house: House, key: ApiKey) -> list[dict[str, Any]]:
    """What a stream says before its process ends."""
    regions = {name: stores.live.happenings for name, stores in house.door.regions.items()}
    live = LiveRegions(regions, house.clock)
    house.app.state.door = replace(house.door, live=live)
    asking = asyncio.create_task(house.as_key(key, "GET", "/v1/events"))

    async def is_told() -> bool:
        return all(feed.bell.number > 2 for feed in live.feeds.values())

    await until(is_told, PATIENCE, "the regions are not looked at.")
    live.end()
    answer = await asking
    await live.close()
    assert answer.status_code == 200, answer.text
    return read(answer.text)


async def test_an_agent_is_told_to_read_anew_what_is_served_elsewhere(
    world: Installations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.live.following.READ_ANEW", 0.0)
    monkeypatch.setattr("runtime.live.UNASKED", 0.01)
    hello, *more = await heard(world["na"], BOB)
    assert hello["event"] == "hello"
    assert hello["data"] == {"regions": ["na"], "elsewhere": ["eu"]}
    assert {one["data"]["region"] for one in more if one["event"] == "reset"} == {"eu"}


async def test_who_asks_each_region_by_itself_is_told_where_else_to_ask(
    world: Installations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.live.following.READ_ANEW", 0.0)
    monkeypatch.setattr("runtime.live.UNASKED", 0.01)
    hello, *more = await heard(world["na"], ApiKey("ops", Role.OPS))
    assert hello["data"]["elsewhere"] == ["eu"]
    assert [one for one in more if one["event"] == "reset"] == []


async def test_presence_goes_on_to_the_home_of_the_ticket(world: Installations) -> None:
    ticket = await a_ticket(world)
    path = f"/v1/tickets/{ticket}/presence"
    answer = await world["na"].as_key(BOB, "PUT", path, {"doing": "writing"})
    assert (answer.status_code, answer.json()["present"][0]["who"]) == (200, "bob")
    [at_home] = (await world["eu"].get("/v1/presence")).json()["items"]
    assert (at_home["ticket_id"], at_home["present"][0]["doing"]) == (ticket, "writing")
    assert (await world["na"].get("/v1/presence")).json()["items"] == []
