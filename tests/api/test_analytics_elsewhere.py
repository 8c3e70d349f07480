"""Figures of several installations: counted together, and each believed of its own regions."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import REGIONS
from tests.api.house import MONDAY, House
from tests.api.installations import Installations, installations
from tests.api.test_analytics import ANA, MINUTE, WHOLE, does


@pytest.fixture
async def world(empty_regions: Path, tmp_path: Path) -> AsyncIterator[Installations]:
    async with installations(empty_regions, tmp_path, list(REGIONS), REGIONS) as made:
        yield made


async def test_figures_of_several_installations_are_ranked_together(world: Installations) -> None:
    """The median of all is no mean of medians: eu has 1, 2 and 3 minutes, na 10 and 11."""
    for region, minutes in (("eu", (1, 2, 3)), ("na", (10, 11))):
        for one in minutes:
            await _answered(world[region], region, one)
    query = f"{WHOLE}&by=region"
    answer = await world["eu"].as_key(ANA, "GET", f"/v1/analytics?{query}")
    found = answer.json()
    assert [(row["key"]["region"], row["first_reply_seconds"]["p50"]) for row in found["rows"]] == [
        ("eu", 120),
        ("na", 600),
    ]
    assert found["total"]["first_reply_seconds"] == {"p50": 180, "p90": 660}
    assert (found["total"]["opened"], found["missing"], found["tallies"]) == (5, [], None)
    world.peers["eu"].away.add("na")
    answer = await world["eu"].as_key(ANA, "GET", f"/v1/analytics?{query}")
    assert (answer.json()["missing"], answer.json()["total"]["opened"]) == (["na"], 3)


async def test_a_region_is_believed_of_itself_alone(world: Installations) -> None:
    """What na says of eu is not shown, and neither is what is no answer at all."""
    await _answered(world["na"], "na", 1)
    lying = world["na"].client
    query = f"{WHOLE}&by=region"
    true = await world["eu"].as_key(ANA, "GET", f"/v1/analytics?{query}")
    assert true.json()["missing"] == []

    class Liar:
        async def request(self, *args: Any, **more: Any) -> Any:
            answer = await lying.request(*args, **more)
            answer._content = answer.content.replace(b'"key":["na"]', b'"key":["eu"]')
            return answer

    world["na"].client = Liar()  # type: ignore[assignment] # a peer that lies
    told = await world["eu"].as_key(ANA, "GET", f"/v1/analytics?{query}")
    assert (told.json()["missing"], told.json()["rows"]) == (["na"], [])


async def _answered(house: House, region: str, minutes: int) -> None:
    """A ticket that Ana's team has there, and that was answered after so many minutes."""
    house.clock.at = MONDAY
    country = {"eu": "IE", "na": "BR"}[region]
    sender = {"id": f"s-{minutes}", "country": country}
    ticket = await house.wrote(sender=sender, message_id=f"m-{minutes}")
    house.clock.at = MONDAY + minutes * MINUTE
    await does(house, ticket, "replies", text="It is on its way.", language="en")
