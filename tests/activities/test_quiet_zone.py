"""Quiet hours go by the clock of the whole person, whichever account they told it by."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from activities.reaching import Addressee, Pathfinder
from domain.arrivals import Sender
from domain.facts import Via
from domain.linking import Saying
from domain.stores import RegionStores
from rulebook.desk import read_desk
from rulebook.reaching import DeskRules
from runtime.settings import ROOT
from storage.open import open_region
from tests.regions import in_shape
from tests.storage.building import KEY, NOW, arrival

WEB, SMS = Via("web", "shop"), Via("sms", "shop")


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[RegionStores]:
    async with await open_region("eu", in_shape(tmp_path / "eu"), KEY) as opened:
        yield opened.stores


async def customer(stores: RegionStores, number: int, via: Via, sender: Sender) -> str:
    await stores.inbox.accept(arrival(number, sender, channel=via.channel, account=via.account))
    return (await stores.vault.get(f"m-{number}")).customer_id


async def zone(stores: RegionStores, customer_id: str) -> str | None:
    rules = DeskRules(read_desk(ROOT / "desk"), "eu")
    paths = Pathfinder(lambda _: None, stores.profiles, stores.channels.reach, rules)
    return (await paths.situation(Addressee(customer_id, WEB), NOW)).zone


async def test_somebody_who_is_known_elsewhere_is_not_woken_by_the_regions_clock(
    stores: RegionStores,
) -> None:
    here = await customer(stores, 1, WEB, Sender("yui"))
    there = await customer(stores, 2, SMS, Sender("+81312345678", phone="+81312345678"))
    assert await zone(stores, here) != "Asia/Tokyo"
    await stores.channels.links.join(here, there, Saying("ana", "agent", NOW))
    assert await zone(stores, here) == "Asia/Tokyo"


async def test_what_somebody_told_where_they_write_counts_first(stores: RegionStores) -> None:
    here = await customer(stores, 1, WEB, Sender("yui", country="PT"))
    there = await customer(stores, 2, SMS, Sender("+81312345678", phone="+81312345678"))
    await stores.channels.links.join(here, there, Saying("ana", "agent", NOW))
    assert await zone(stores, here) == "Europe/Lisbon"
