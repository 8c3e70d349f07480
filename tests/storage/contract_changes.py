"""What everybody who waits for the ledger is promised."""

import asyncio

import pytest

from storage.open import OpenRegion, Place, open_region
from tests.storage.building import KEY, page, received, view

SOON = 10.0


class ChangesContract:
    async def test_what_was_written_before_is_told_at_once(self, region: OpenRegion) -> None:
        await region.stores.ledger.write(page(view("eu-1"), received("m-1"), received("m-2")))
        assert await asyncio.wait_for(region.changes.wait(0), SOON) == 2
        assert await asyncio.wait_for(region.changes.wait(1), SOON) == 2

    async def test_what_another_process_writes_is_told(
        self, region: OpenRegion, place: Place
    ) -> None:
        waiting = [asyncio.create_task(region.changes.wait(position)) for position in (0, 1)]
        async with await open_region("eu", place, KEY) as other:
            await other.stores.ledger.write(page(view("eu-1"), received("m-1")))
            assert await asyncio.wait_for(waiting[0], SOON) == 1
            await other.stores.ledger.write(page(view("eu-2"), received("m-2")))
            assert await asyncio.wait_for(waiting[1], SOON) == 2

    async def test_nothing_is_told_of_what_is_not_there(self, region: OpenRegion) -> None:
        ledger = region.stores.ledger
        await ledger.write(page(view("eu-1"), received("m-1")))
        assert await asyncio.wait_for(region.changes.wait(0), SOON) == 1
        waiting = asyncio.create_task(region.changes.wait(1))
        await ledger.write(page(view("eu-1"), received("m-1")))  # again: it stands already
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(waiting), 0.5)
        await ledger.write(page(view("eu-2"), received("m-2")))
        assert await asyncio.wait_for(waiting, SOON) == 2

    async def test_who_waits_no_longer_keeps_nobody_from_waiting(self, region: OpenRegion) -> None:
        given_up = asyncio.create_task(region.changes.wait(0))
        patient = asyncio.create_task(region.changes.wait(0))
        given_up.cancel()
        await region.stores.ledger.write(page(view("eu-1"), received("m-1")))
        assert await asyncio.wait_for(patient, SOON) == 1
