"""What is promised of what could not be read."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from domain.audit import Action, Deed
from domain.retention import Overdue, RetentionKind
from domain.set_aside import SetAside, Settled
from domain.stores import Missing, RegionStores
from storage.database.engine import open_database
from storage.messages.set_aside import set_asides
from storage.open import OpenRegion, Place
from tests.storage.building import NOW, after
from tests.storage.conftest import Folders
from tests.storage.retaining import rule

CONTENT = b"{half an event of somebody" * 9
ONE = SetAside("eu-1", "line", "shop", "broken_event", NOW, len(CONTENT))
DEED = Deed(NOW, Action.SET_ASIDE_DISCARDED, "ops-1", "ops", "eu-1", "broken_event")


def at(number: int, seconds: int) -> SetAside:
    return replace(ONE, id=f"eu-{number}", at=after(seconds))


class SetAsideContract:
    async def test_it_is_kept_byte_for_byte_and_once(self, stores: RegionStores) -> None:
        kept = stores.channels.set_asides
        assert await kept.keep(ONE, CONTENT)
        assert not await kept.keep(replace(ONE, reason="other", at=after(9)), b"other")
        raw = await kept.get("eu-1")
        assert (raw.one, raw.content) == (ONE, CONTENT)
        assert await kept.newest(before=None, limit=9) == [ONE]
        with pytest.raises(Missing):
            await kept.get("eu-2")

    async def test_the_newest_come_first_page_by_page(self, stores: RegionStores) -> None:
        kept = stores.channels.set_asides
        for number, seconds in ((1, 5), (2, 7), (3, 7), (4, 1)):
            await kept.keep(at(number, seconds), CONTENT)
        first = await kept.newest(before=None, limit=2)
        assert [one.id for one in first] == ["eu-3", "eu-2"]
        rest = await kept.newest(before=(first[-1].at, first[-1].id), limit=9)
        assert [one.id for one in rest] == ["eu-1", "eu-4"]

    async def test_a_try_that_failed_is_counted_with_its_reason(self, stores: RegionStores) -> None:
        kept = stores.channels.set_asides
        await kept.keep(ONE, CONTENT)
        before = await stores.audit.size()
        stands = await kept.tried("eu-1", "not_json", replace(DEED, action=Action.SET_ASIDE_TRIED))
        assert (stands.tries, stands.reason) == (1, "not_json")
        assert (await kept.get("eu-1")).content == CONTENT
        [entry] = await stores.audit.entries(after=before, limit=9)
        assert (entry.document["action"], entry.document["about"]) == ("set_aside.tried", "eu-1")
        with pytest.raises(Missing):
            await kept.tried("eu-2", "not_json", DEED)

    async def test_what_is_settled_is_gone_for_ever_and_told_on_the_trail(
        self, stores: RegionStores
    ) -> None:
        kept = stores.channels.set_asides
        await kept.keep(ONE, CONTENT)
        before = await stores.audit.size()
        await kept.settle("eu-1", Settled.DISCARDED, DEED)
        with pytest.raises(Missing):
            await kept.get("eu-1")
        assert await kept.newest(before=None, limit=9) == []
        [stands] = await kept.newest(before=None, limit=9, settled=True)
        assert stands.settled == Settled.DISCARDED
        assert await stores.audit.size() == before + 1
        for _ in range(2):
            with pytest.raises(Missing):
                await kept.settle("eu-1", Settled.READ, DEED)
        with pytest.raises(Missing):
            await kept.tried("eu-1", "not_json", DEED)
        assert await stores.audit.size() == before + 1
        assert not await kept.keep(ONE, CONTENT)  # the platform sends it once more

    async def test_of_a_copy_of_what_was_settled_nobody_has_the_key(
        self, stores: RegionStores, place: Place
    ) -> None:
        kept = stores.channels.set_asides
        await kept.keep(ONE, CONTENT)
        database = open_database(place.url)
        copy = await database.read(lambda one: one.execute(select(set_asides)).mappings().one())
        await kept.settle("eu-1", Settled.READ, DEED)
        brought_back = update(set_asides).values(sealed=copy["sealed"], settled="")
        await database.write(lambda one: one.execute(brought_back))
        await database.dispose()
        with pytest.raises(Missing):
            await kept.get("eu-1")

    async def test_no_file_holds_what_was_set_aside_in_the_clear(
        self, region: OpenRegion, folders: Folders
    ) -> None:
        await region.stores.channels.set_asides.keep(ONE, CONTENT)
        await region.close()
        files = [path for folder in folders() for path in folder.rglob("*") if path.is_file()]
        assert files
        assert not [path for path in files if CONTENT[:26] in path.read_bytes()]

    async def test_what_is_over_its_time_loses_its_key_and_then_its_row(
        self, stores: RegionStores
    ) -> None:
        kept = stores.channels.set_asides
        for number, seconds in ((1, 0), (2, 10)):
            await kept.keep(at(number, seconds), CONTENT)
        over = rule(RetentionKind.SET_ASIDE, before=after(5))
        assert await stores.retaining.overdue(over) == Overdue(1, NOW)
        assert await kept.forget(over.before, 9) == 1
        assert await kept.forget(over.before, 9) == 0
        with pytest.raises(Missing):
            await kept.get("eu-1")
        assert await stores.retaining.clear(over, 9) == {"what was set aside": 1}
        assert [one.id for one in await kept.newest(before=None, limit=9)] == ["eu-2"]
        assert (await kept.get("eu-2")).content == CONTENT
