import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from runtime.audit_keys import origin_of
from runtime.auditing import RegionAudit
from runtime.signed_notes import Signer
from runtime.verification import Keys
from storage.open import Place, open_region
from tests.api.declared import Declared
from tests.api.house import House, SetClock, SetStaffing, make_door

REGIONS = {name: name.encode().ljust(32, b".") for name in ("eu", "na")}


@pytest.fixture(scope="session")
def empty_regions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Regions that were opened and closed once: bringing them into shape takes a second."""
    folder = tmp_path_factory.mktemp("regions")

    async def prepare() -> None:
        for name, key in REGIONS.items():
            opened = await open_region(name, Place.in_folder(folder / name), key)
            await opened.close()

    asyncio.run(prepare())
    return folder


@pytest.fixture(scope="session")
def declared() -> Declared:
    return Declared()


@pytest.fixture
async def house(empty_regions: Path, tmp_path: Path, declared: Declared) -> AsyncIterator[House]:
    async with opened_house(empty_regions, tmp_path, declared) as house:
        yield house


def audit_in(folder: Path, region: str) -> RegionAudit:
    """The trail of a region there, whose signing key a test knows."""
    signer = signer_of(region)
    place = Place.in_folder(folder / region)
    notes = folder / "checkpoints" / region
    return RegionAudit(region, place.url, Keys(signer.name, signer.verifier), notes)


def signer_of(region: str) -> Signer:
    """The key with which a test signs the trail of a region."""
    return Signer.of_seed(origin_of(region), region.encode().ljust(32, b"."))


@asynccontextmanager
async def opened_house(empty: Path, folder: Path, declared: Declared) -> AsyncIterator[House]:
    """A house over regions in a folder. What it answers is held against its own description."""
    clock, staffing = SetClock(), SetStaffing()
    shutil.copytree(empty, folder, dirs_exist_ok=True)
    async with AsyncExitStack() as stack:
        regions = {}
        for name, key in REGIONS.items():
            place = Place.in_folder(folder / name)
            opened = await stack.enter_async_context(await open_region(name, place, key))
            regions[name] = opened.stores
        door, commands, keys, parts, nudged = make_door(regions, clock, staffing)
        door = replace(door, audits={name: audit_in(folder, name) for name in REGIONS})
        app = create_app(door)
        declared.read(app)
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://desk.test",
            event_hooks={"response": [declared]},
        )
        async with client:
            yield House(client, app, door, commands, keys, clock, parts, nudged, staffing)
