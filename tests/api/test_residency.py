"""Texts are masked for people of other regions, unless both are of one residency group."""

from dataclasses import replace

import pytest

from api.texts import texts_of
from domain.access import ApiKey, Role
from domain.stores import RegionStores, Text
from tests.api.house import House
from tests.api.test_sight import NA

WORDS = "write to anna@example.org"
MASKED = "write to [e-mail]"


async def shown(stores: RegionStores, key: ApiKey) -> object:
    return (await texts_of(stores, key, ["m-1"]))["m-1"].content["text"]


@pytest.fixture
async def stores(house: House) -> RegionStores:
    """A region in whose vault a text stands."""
    ticket = await house.wrote()
    stores = house.door.regions["eu"]
    customer = (await stores.views.ticket(ticket)).customer_id
    await stores.vault.put(Text("m-1", customer, ticket, "message", "en", {"text": WORDS}))
    return stores


@pytest.mark.parametrize(
    "key", [NA, ApiKey("k", Role.AGENT, region="eu", teams=("na-care",), agent="bob", via="na")]
)
async def test_only_regions_of_one_group_read_each_others_texts_as_they_are(
    stores: RegionStores, key: ApiKey
) -> None:
    assert await shown(stores, key) == MASKED
    assert await shown(replace(stores, shares_with=("apac",)), key) == MASKED
    assert await shown(replace(stores, shares_with=("apac", "na")), key) == WORDS


async def test_whoever_may_read_no_texts_reads_none_of_the_group_either(
    stores: RegionStores,
) -> None:
    shared = replace(stores, shares_with=("na",))
    assert await texts_of(shared, replace(NA, role=Role.AUDITOR), ["m-1"]) == {}
