"""What every log of access promises, wherever it is kept."""

from dataclasses import replace

from domain.access import Access
from domain.audit import Action, Deed
from domain.stores import RegionStores
from tests.storage.building import NOW, after


def access(number: int, **changes: object) -> Access:
    made = Access(
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


async def numbers(stores: RegionStores, ticket_id: str | None = None) -> list[int]:
    found = await stores.access.page(ticket_id=ticket_id, before=None, limit=100)
    return [entry.number for entry in found]


class AccessContract:
    async def test_what_was_noted_is_read_as_it_was(self, stores: RegionStores) -> None:
        noted = access(1, shown=("eu-1", "eu-2"), ticket_id=None, agent=None, outcome=503)
        await stores.access.note(replace(noted, reason="customer-waits"))
        [found] = await stores.access.page(ticket_id=None, before=None, limit=1)
        assert found == replace(noted, reason="customer-waits", number=1)

    async def test_what_was_noted_is_an_entry_of_the_trail(self, stores: RegionStores) -> None:
        await stores.access.note(access(1))
        [entry] = await stores.audit.entries(limit=9, about="eu-1")
        assert entry.number == 1
        assert entry.document["action"] == "access"
        assert (entry.document["by"], entry.document["by_kind"]) == ("bob", "agent")

    async def test_the_newest_come_first_and_pages_go_on(self, stores: RegionStores) -> None:
        for number in (2, 1, 3):
            await stores.access.note(access(number))
        await stores.access.note(access(4, at=NOW))
        assert await numbers(stores) == [4, 3, 2, 1]
        rest = await stores.access.page(ticket_id=None, before=4, limit=2)
        assert [entry.number for entry in rest] == [3, 2]

    async def test_a_ticket_has_its_own_entries_and_the_lists_that_showed_it(
        self, stores: RegionStores
    ) -> None:
        await stores.access.note(access(1))
        await stores.access.note(access(2, ticket_id="eu-11"))
        await stores.access.note(access(3, ticket_id=None, shown=("eu-2", "eu-1")))
        await stores.access.note(access(4, ticket_id=None, shown=("eu-11",)))
        assert await numbers(stores, "eu-1") == [3, 1]
        assert await numbers(stores, "eu-%") == []

    async def test_other_entries_of_the_trail_are_none_of_the_log(
        self, stores: RegionStores
    ) -> None:
        await stores.access.note(access(1))
        [entry] = await stores.audit.entries(limit=9)
        await stores.audit.add(
            Deed(NOW, Action.TRAIL_VERIFIED, "x", "system", "eu-1", facts={"shown": ["eu-1"]})
        )
        assert await numbers(stores, "eu-1") == await numbers(stores) == [entry.number]
