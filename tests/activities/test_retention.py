"""Batches of retention: bounded, in order, and as good as new when they are tried again."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from temporalio.testing import ActivityEnvironment

from activities.retention import RetentionActivities, RetentionBatch, RetentionDone
from domain.privacy import LegalDays, Term
from domain.retention import Retention, RetentionKind
from domain.set_aside import SetAside
from domain.stores import Missing, RegionStores, Unavailable
from storage.open import open_region
from tests.regions import in_shape
from tests.storage.building import KEY
from tests.storage.contract_notifications import told
from tests.storage.retaining import CLOSED, DAY, a_closed_ticket, applied

TEXTS, PEOPLE, NOTIFICATIONS = (
    *(RetentionKind.TEXTS, RetentionKind.PEOPLE, RetentionKind.NOTIFICATIONS),
)
DAYS = LegalDays(ZoneInfo("Europe/Dublin"))
KEPT = Retention(DAYS, dict.fromkeys(RetentionKind, Term(days=30)))
AT = CLOSED + 40 * DAY


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[RegionStores]:
    async with await open_region("eu", in_shape(tmp_path), KEY) as region:
        yield region.stores


async def five_tickets(stores: RegionStores) -> None:
    """The fifth was closed first."""
    for number in range(1, 6):
        await a_closed_ticket(stores, number, at=CLOSED - number * timedelta(hours=1))


async def done(
    stores: RegionStores, batch: RetentionBatch, kept: Retention = KEPT
) -> RetentionDone:
    verb = RetentionActivities(stores, kept).take_out_over_time
    return await ActivityEnvironment().run(verb, batch)


async def readable(stores: RegionStores) -> list[int]:
    found = await stores.vault.get_many([f"m-{number}" for number in range(1, 6)])
    return sorted(int(name.removeprefix("m-")) for name in found)


async def test_a_batch_is_bounded_and_the_next_goes_on_behind_it(stores: RegionStores) -> None:
    await five_tickets(stores)
    batch, left = RetentionBatch(TEXTS, AT, 2), []
    while True:
        outcome = await done(stores, batch)
        left.append(await readable(stores))
        if not outcome.goes_on:
            break
        batch = replace(batch, after=outcome.after)
    assert left == [[1, 2, 3], [1], []]


async def test_a_batch_that_is_tried_again_does_what_is_left_and_says_nothing_twice(
    stores: RegionStores,
) -> None:
    await five_tickets(stores)
    outcomes = [await done(stores, RetentionBatch(TEXTS, AT, 9)) for _ in range(3)]
    assert [one.count for one in outcomes] == [5, 0, 0]
    assert [len(await applied(stores, f"eu-{number}")) for number in range(1, 6)] == [1] * 5


async def test_nothing_goes_before_its_time_or_without_one(stores: RegionStores) -> None:
    await five_tickets(stores)
    assert await done(stores, RetentionBatch(TEXTS, CLOSED + 30 * DAY, 9)) == RetentionDone()
    assert await done(stores, RetentionBatch(TEXTS, AT, 9), Retention(DAYS)) == RetentionDone()
    assert await readable(stores) == [1, 2, 3, 4, 5]


async def test_piles_go_by_batches_too(stores: RegionStores) -> None:
    for number in range(1, 6):
        await stores.notifications.put(told(number))
    batch = RetentionBatch(NOTIFICATIONS, AT, 2)
    outcomes = [await done(stores, batch) for _ in range(4)]
    assert [(one.count, one.goes_on) for one in outcomes] == [
        *((2, True), (2, True), (1, True), (0, False)),
    ]


async def test_persons_are_frozen_by_batches_and_those_under_way_come_first(
    stores: RegionStores,
) -> None:
    await five_tickets(stores)
    await done(stores, RetentionBatch(TEXTS, AT, 9))
    verb = RetentionActivities(stores, KEPT).freeze_over_time
    first = await ActivityEnvironment().run(verb, RetentionBatch(PEOPLE, AT, 2))
    again = await ActivityEnvironment().run(verb, RetentionBatch(PEOPLE, AT, 2))
    assert (len(first), len(again)) == (2, 4)
    assert sorted(again[:2]) == sorted(first)
    nobody = RetentionActivities(stores, Retention(DAYS)).freeze_over_time
    under_way = await ActivityEnvironment().run(nobody, RetentionBatch(PEOPLE, AT, 2))
    assert sorted(under_way) == sorted(again)


async def test_a_run_counts_only_once_what_went_is_out_of_every_file(
    stores: RegionStores,
) -> None:
    retaining: Any = NotDrivenOut(stores.retaining)
    verb = RetentionActivities(replace(stores, retaining=retaining), KEPT).end_retention
    with pytest.raises(Unavailable):
        await ActivityEnvironment().run(verb, AT)
    assert await stores.retaining.last_ran() is None
    await ActivityEnvironment().run(RetentionActivities(stores, KEPT).end_retention, AT)
    assert await stores.retaining.last_ran() == AT


class NotDrivenOut:
    """A store whose log somebody else uses."""

    def __init__(self, store: object) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def drive_out(self) -> None:
        """As a log that is in use."""
        raise Unavailable("its log is in use")


async def test_what_was_set_aside_goes_as_a_run_ends_and_its_key_before_it(
    stores: RegionStores,
) -> None:
    kept = stores.channels.set_asides
    for number, at in ((1, CLOSED), (2, AT)):
        one = SetAside(f"eu-{number}", "line", "shop", "broken_event", at, 9)
        await kept.keep(one, b"{broken}!")
    for _ in range(2):
        await ActivityEnvironment().run(RetentionActivities(stores, KEPT).end_retention, AT)
    assert [one.id for one in await kept.newest(before=None, limit=9)] == ["eu-2"]
    with pytest.raises(Missing):
        await kept.get("eu-1")
    assert (await kept.get("eu-2")).content == b"{broken}!"
    [entry] = await applied(stores, "eu")
    assert entry["counts"] == {"what was set aside": 1}
