from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from storage.open import Place, open_region
from tests.api.house import House, SetClock, make_door


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = SetClock()
    async with AsyncExitStack() as stack:
        regions = {}
        for name in ("eu", "na"):
            place, key = Place.in_folder(tmp_path / name), name.encode().ljust(32, b".")
            opened = await stack.enter_async_context(await open_region(name, place, key))
            regions[name] = opened.stores
        door, commands, keys, parts, nudged = make_door(regions, clock)
        app = create_app(door)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
            yield House(client, app, door, commands, keys, clock, parts, nudged)
