from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from domain.stores import RegionStores
from storage.database.sqlite import sqlite_url
from storage.open import Erasures, OpenRegion, Place, open_region
from storage.privacy.erasure_list import ErasureList
from tests.postgres import Postgres
from tests.regions import in_shape
from tests.storage.building import KEY

Folders = Callable[[], list[Path]]
KINDS = ("sqlite", "postgres")


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Two empty databases, of each kind that there is."""
    if request.param == "sqlite":
        yield Place.in_folder(tmp_path / "eu")
        return
    server: Postgres = request.getfixturevalue("postgres")
    made = server.place()
    yield made
    server.forget(made)


@pytest.fixture
def folders(place: Place, request: pytest.FixtureRequest, tmp_path: Path) -> Folders:
    """Where all stands that the region's databases and their server have written by now."""
    if place.url.startswith("sqlite"):
        return lambda: [tmp_path]
    server: Postgres = request.getfixturevalue("postgres")
    return lambda: server.folders(place)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "a % ? # folder" / "some.sqlite")
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.database()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
async def region(place: Place, tmp_path: Path) -> AsyncIterator[OpenRegion]:
    if place.url.startswith("sqlite"):
        in_shape(tmp_path / "eu")
    erasures = Erasures(ErasureList(tmp_path / "keys" / "erasures" / "eu.jsonl"))
    async with await open_region("eu", place, KEY, erasures=erasures) as opened:
        yield opened


@pytest.fixture
def stores(region: OpenRegion) -> RegionStores:
    return region.stores
