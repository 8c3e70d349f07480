from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.open import Place
from tests.postgres import Postgres
from tests.regions import in_shape
from tests.runtime.trail.building import SignedRegion, signed_region


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        yield in_shape(tmp_path / "eu")
        return
    server: Postgres = request.getfixturevalue("postgres")
    made = server.place()
    yield made
    server.forget(made)


@pytest.fixture
async def region(place: Place, tmp_path: Path) -> SignedRegion:
    """Entries 1 to 12, signed at 4, 8 and 12."""
    return await signed_region(place, tmp_path)


@pytest.fixture
async def files(tmp_path: Path) -> SignedRegion:
    """The same, in files for certain."""
    return await signed_region(in_shape(tmp_path / "eu"), tmp_path)
