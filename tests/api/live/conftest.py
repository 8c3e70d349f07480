from collections.abc import AsyncIterator

import pytest

from runtime.live import LiveRegions
from tests.api.house import House


@pytest.fixture
async def live(house: House) -> AsyncIterator[LiveRegions]:
    """What is live in the house's regions."""
    regions = {name: stores.live.happenings for name, stores in house.door.regions.items()}
    one = LiveRegions(regions, house.clock)
    yield one
    await one.close()
