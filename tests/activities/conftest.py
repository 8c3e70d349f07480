"""A customer's ticket on real parts, from which messages go out."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.open import open_region
from tests.activities.outward import Chat, Desk, Plain
from tests.regions import in_shape
from tests.storage.building import KEY


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with await open_region("eu", in_shape(tmp_path / "eu"), KEY) as opened:
        desk = Desk(opened.stores, {"chat": Chat(longest=17), "email": Plain()})
        await desk.hears()
        yield desk
