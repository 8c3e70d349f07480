"""What every store of published desks promises."""

import asyncio
from dataclasses import replace

import pytest

from domain.desks import Desks, NewDesk, NotTakenOver, PublishedDesk, PublishedMeanwhile
from domain.stores import Missing, RegionStores
from storage.open import OpenRegion, Place, last_desks, open_region
from tests.storage.building import KEY, NOW, after

NEW = NewDesk(
    files={"policies/a.yaml": "policy: a\n", "replies/x/zh.j2": "您好 {{ ticket }}\n\\"},
    address="address 1",
    at=NOW,
    by="niamh",
    why="shorter, “for all”",
    changes=("policy a 1 → 2: first_reply 30 minutes → 20 minutes", "team b: maya left"),
    after=0,
)


def another(number: int, **changes: object) -> NewDesk:
    """The desk that would follow so many."""
    made = replace(NEW, address=f"address {number + 1}", after=number, at=after(number))
    return replace(made, **changes)  # type: ignore[arg-type] # as the fields are named


async def numbers(desks: Desks) -> list[int]:
    return [one.number for one in await desks.page(before=None, limit=100)]


class DesksContract:
    async def test_a_region_has_no_desk_before_the_first(self, stores: RegionStores) -> None:
        assert await stores.desks.newest() is None
        assert await stores.desks.page(before=None, limit=9) == []

    async def test_a_published_desk_is_read_as_it_was(self, stores: RegionStores) -> None:
        told = await stores.desks.publish(NEW)
        assert told.is_new
        assert told.desk == PublishedDesk(1, "address 1", NOW, "niamh", NEW.why, NEW.changes)
        assert await stores.desks.newest() == await stores.desks.get(1) == told.desk
        assert await stores.desks.files(1) == NEW.files

    async def test_the_same_content_again_changes_nothing(self, stores: RegionStores) -> None:
        first = await stores.desks.publish(NEW)
        again = await stores.desks.publish(replace(NEW, by="sam", why="again", after=1))
        assert not again.is_new
        assert again.desk == first.desk
        assert await numbers(stores.desks) == [1]

    async def test_an_older_content_is_published_again_under_a_new_number(
        self, stores: RegionStores
    ) -> None:
        for new in (NEW, another(1), replace(another(2), address=NEW.address)):
            assert (await stores.desks.publish(new)).is_new
        assert [one.address for one in await stores.desks.page(before=None, limit=9)] == [
            "address 1",
            "address 2",
            "address 1",
        ]

    async def test_nobody_writes_over_what_they_have_not_seen(self, stores: RegionStores) -> None:
        await stores.desks.publish(NEW)
        newest = (await stores.desks.publish(another(1))).desk
        with pytest.raises(PublishedMeanwhile) as refused:
            await stores.desks.publish(replace(another(1), address="mine"))
        assert refused.value.newest == newest
        assert await numbers(stores.desks) == [2, 1]

    async def test_of_two_who_publish_at_once_one_is_told_of_the_other(
        self, place: Place, region: OpenRegion
    ) -> None:
        async with await open_region("eu", place, KEY) as elsewhere:
            both = (region.stores.desks, elsewhere.stores.desks)
            await both[0].publish(NEW)
            told = await asyncio.gather(
                *(
                    desks.publish(replace(another(1), address=f"of {at}"))
                    for at, desks in enumerate(both)
                ),
                return_exceptions=True,
            )
            assert sorted(type(one).__name__ for one in told) == [
                "Publication",
                "PublishedMeanwhile",
            ]
            assert await numbers(both[0]) == await numbers(both[1]) == [2, 1]

    async def test_a_repeat_of_a_request_publishes_once(self, stores: RegionStores) -> None:
        asked = replace(NEW, request="request")
        first = (await stores.desks.publish(asked)).desk
        await stores.desks.publish(another(1))
        assert (await stores.desks.publish(asked)).desk == first
        assert await stores.desks.of_request("request") == first
        assert await stores.desks.of_request("another") is None
        assert await numbers(stores.desks) == [2, 1]

    async def test_pages_go_on_before_a_number(self, stores: RegionStores) -> None:
        for number in range(4):
            await stores.desks.publish(another(number))
        assert [one.number for one in await stores.desks.page(before=4, limit=2)] == [3, 2]
        assert await stores.desks.page(before=1, limit=2) == []

    async def test_an_unknown_number_is_missing(self, stores: RegionStores) -> None:
        with pytest.raises(Missing):
            await stores.desks.get(1)
        with pytest.raises(Missing):
            await stores.desks.files(1)

    async def test_it_is_noted_who_goes_on_with_an_older_desk(self, stores: RegionStores) -> None:
        first = NotTakenOver("worker a 1", 2, "the secret x is missing", NOW)
        other = NotTakenOver("worker b 2", 2, "the same", after(1))
        later = replace(first, number=3, at=after(60))
        for note in (first, other, later):
            await stores.desks.not_taken_over(note)
        assert await stores.desks.left_behind(NOW) == [later, other]
        assert await stores.desks.left_behind(after(2)) == [later]

    async def test_the_last_desks_are_found_without_the_regions_key(
        self, place: Place, region: OpenRegion
    ) -> None:
        assert await last_desks(place, 2) == []
        for number in range(3):
            await region.stores.desks.publish(another(number))
        found = await last_desks(place, 2)
        assert [desk.number for desk, _ in found] == [3, 2]
        assert found[0][1] == NEW.files

    async def test_to_look_for_a_desk_where_nothing_is_makes_nothing(self, place: Place) -> None:
        assert await last_desks(place, 1) == []
        assert place.may_be_there() is not place.url.startswith("sqlite")
