"""What every log of access from elsewhere promises."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Access
from domain.stores import RegionStores
from tests.storage.building import NOW, after


def access(number: int, **changes: object) -> Access:
    made = Access(
        id=f"a-{number:04}",
        at=after(number),
        region="na",
        key_id="na/k-1",
        role="agent",
        agent="bob",
        what="read_messages",
        outcome=200,
        ticket_id="eu-1",
    )
    return replace(made, **changes)  # type: ignore[arg-type] # as the fields are named


async def ids(stores: RegionStores, ticket_id: str | None = None) -> list[str]:
    found = await stores.access.page(ticket_id=ticket_id, before=None, limit=100)
    return [entry.id for entry in found]


class AccessContract:
    async def test_what_was_noted_is_read_as_it_was(self, stores: RegionStores) -> None:
        noted = access(1, shown=("eu-1", "eu-2"), ticket_id=None, agent=None, outcome=503)
        await stores.access.note(noted)
        assert await stores.access.page(ticket_id=None, before=None, limit=1) == [noted]

    async def test_the_newest_come_first_and_pages_go_on(self, stores: RegionStores) -> None:
        for number in (2, 1, 3):
            await stores.access.note(access(number))
        await stores.access.note(access(4, at=after(3)))
        assert await ids(stores) == ["a-0004", "a-0003", "a-0002", "a-0001"]
        rest = await stores.access.page(ticket_id=None, before=(after(3), "a-0004"), limit=2)
        assert [entry.id for entry in rest] == ["a-0003", "a-0002"]

    async def test_a_ticket_has_its_own_entries_and_the_lists_that_showed_it(
        self, stores: RegionStores
    ) -> None:
        await stores.access.note(access(1))
        await stores.access.note(access(2, ticket_id="eu-11"))
        await stores.access.note(access(3, ticket_id=None, shown=("eu-2", "eu-1")))
        await stores.access.note(access(4, ticket_id=None, shown=("eu-11",)))
        assert await ids(stores, "eu-1") == ["a-0003", "a-0001"]
        assert await ids(stores, "eu-%") == []

    async def test_an_entry_is_never_written_over(self, stores: RegionStores) -> None:
        await stores.access.note(access(1))
        with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
            await stores.access.note(access(1, outcome=404, at=NOW + timedelta(days=1)))
        assert await stores.access.page(ticket_id=None, before=None, limit=9) == [access(1)]
