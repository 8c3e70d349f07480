from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.stores import RegionStores
from storage.open import OpenRegion, Place, open_region
from tests.storage.building import KEY


@pytest.fixture(params=["sqlite"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Two empty databases; another kind of database is another parameter."""
    assert request.param == "sqlite"
    return Place.in_folder(tmp_path / "eu")


@pytest.fixture
async def region(place: Place) -> AsyncIterator[OpenRegion]:
    async with await open_region("eu", place, KEY) as opened:
        yield opened


@pytest.fixture
def stores(region: OpenRegion) -> RegionStores:
    return region.stores
