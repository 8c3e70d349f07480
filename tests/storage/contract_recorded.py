"""What the record of a region promises whoever looks back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.events import ClockBreached
from domain.ledger import Entry
from domain.routing import MOST_CONTACTS, History
from domain.stores import Missing, RegionStores
from domain.vocabulary import THE_DESK, Status, Target
from storage.open import Place
from storage.reading.recorded import Period, SqlRecord, has_record, open_record
from tests.storage.building import NOW, after, closing, page, received, replied, view
from tests.storage.contract_policies import POLICY

HOUR = Period(NOW, after(3_600))


async def listed(batches: AsyncIterator[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [batch async for batch in batches]


async def write(stores: RegionStores, ticket_id: str, opened: float, **changes: object) -> None:
    """A ticket that was opened so many seconds from NOW on."""
    shown = replace(view(ticket_id, 2, **changes), opened_at=after(opened))
    await stores.ledger.write(page(shown, received(f"m-{ticket_id}"), replied(f"r-{ticket_id}")))


class RecordedContract:
    @pytest.fixture
    async def record(self, stores: RegionStores, place: Place) -> AsyncIterator[SqlRecord]:
        """Of a region that others have open; the database of its keys is not opened."""
        async with open_record(place.url) as opened:
            yield opened

    async def test_tickets_come_in_the_order_of_their_opening_by_so_many_at_a_time(
        self, stores: RegionStores, record: SqlRecord
    ) -> None:
        for number in (3, 1, 2, 5, 4):
            await write(stores, f"eu-{number}", number // 2)  # two at each instant
        assert await record.count(HOUR) == 5
        batches = await listed(record.opened(HOUR, 2))
        assert batches == [("eu-1", "eu-2"), ("eu-3", "eu-4"), ("eu-5",)]
        assert await record.span() == (after(0), after(2))

    async def test_a_period_ends_before_its_last_instant(
        self, stores: RegionStores, record: SqlRecord
    ) -> None:
        for number, opened in enumerate((-1, 0, 3_599.999999, 3_600)):
            await write(stores, f"eu-{number}", opened)
        assert await listed(record.opened(HOUR, 10)) == [("eu-1", "eu-2")]
        assert await record.count(HOUR) == 2

    async def test_nothing_recorded_is_nothing(self, record: SqlRecord) -> None:
        assert await record.count(HOUR) == 0
        assert await listed(record.opened(HOUR, 10)) == []
        assert await record.span() is None
        assert await record.ends_at() is None

    async def test_a_ledger_comes_whole_and_in_order(
        self, stores: RegionStores, record: SqlRecord
    ) -> None:
        await write(stores, "eu-1", 1)
        await write(stores, "eu-2", 2)
        later = replace(view("eu-1", 4), opened_at=after(1))
        await stores.ledger.write(page(later, replied("x"), received("y"), first=3))
        found = await record.ledgers(["eu-2", "eu-1", "eu-9"])
        assert list(found) == ["eu-2", "eu-1", "eu-9"]
        assert found["eu-1"] == await stores.ledger.entries("eu-1")
        assert [entry.sequence for entry in found["eu-2"]] == [1, 2]
        assert found["eu-9"] == []

    async def test_kinds_of_events_can_be_left_out(
        self, stores: RegionStores, record: SqlRecord
    ) -> None:
        await write(stores, "eu-1", 1)
        found = await record.ledgers(["eu-1"], without=["message_received", "no such kind"])
        assert [entry.sequence for entry in found["eu-1"]] == [2]

    async def test_what_was_at_work_before_is_known(
        self, stores: RegionStores, record: SqlRecord
    ) -> None:
        await write(stores, "eu-1", -9, status=Status.OPEN, updated_at=after(-8))
        await write(stores, "eu-2", -9, status=Status.SOLVED, updated_at=after(-8))
        await write(stores, "eu-3", -9, status=Status.CLOSED, updated_at=after(8))
        await write(stores, "eu-4", 1, status=Status.OPEN)
        assert await listed(record.at_work_before(NOW, 10)) == [("eu-1", "eu-3")]

    async def test_the_record_ends_when_it_was_last_written_to(
        self, stores: RegionStores, record: SqlRecord
    ) -> None:
        await write(stores, "eu-1", 1)
        assert await record.ends_at() == NOW
        breach = ClockBreached(
            at=after(5), by=THE_DESK, noticed=after(7), target=Target.FIRST_REPLY
        )
        await stores.ledger.write(page(view("eu-1", 3), breach, first=3))
        assert await record.ends_at() == after(7)

    async def test_a_customers_earlier_tickets_are_their_history(
        self, stores: RegionStores, record: SqlRecord
    ) -> None:
        await write(stores, "eu-1", 1, team="eu-care", updated_at=after(100))
        await write(stores, "eu-2", 2, team="eu-lead", updated_at=after(90))
        await write(stores, "eu-3", 3, customer_id="another", team="na-care")
        await write(stores, "eu-4", 4)
        histories = await record.histories(["eu-1", "eu-2", "eu-3", "eu-4"])
        assert histories == {
            "eu-1": History(),
            "eu-2": History(1, "eu-care"),
            "eu-3": History(),
            "eu-4": History(2, "eu-care"),
        }

    async def test_of_many_earlier_tickets_no_more_are_counted_than_routing_counts(
        self, stores: RegionStores, record: SqlRecord
    ) -> None:
        for number in range(MOST_CONTACTS + 2):
            await write(stores, f"eu-{number:03d}", number)
        last = f"eu-{MOST_CONTACTS + 1:03d}"
        assert (await record.histories([last]))[last].tickets == MOST_CONTACTS

    async def test_a_frozen_policy_comes_back(
        self, stores: RegionStores, record: SqlRecord
    ) -> None:
        await stores.policies.keep(POLICY)
        assert await record.policy("hash-of-it") == POLICY
        with pytest.raises(Missing):
            await record.policy("no such hash")

    async def test_looking_back_disturbs_nobody_who_writes(
        self, stores: RegionStores, record: SqlRecord
    ) -> None:
        await write(stores, "eu-1", 1)
        batches = record.opened(HOUR, 1)
        assert await anext(batches) == ("eu-1",)
        await stores.ledger.close(closing("eu-1", 3, opened_at=after(1)))
        await write(stores, "eu-2", 2)
        assert await anext(batches) == ("eu-2",)
        entries: list[Entry] = (await record.ledgers(["eu-1"]))["eu-1"]
        assert entries[-1].event.kind == "ticket_closed"
        assert await record.count(Period(NOW, NOW + timedelta(days=1))) == 2

    async def test_whether_there_is_a_record(self, stores: RegionStores, place: Place) -> None:
        assert has_record(place.url)
