"""What retention takes out is counted, and how long ago it did all there was to do is told."""

import math
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from api.door import PartHealth
from api.watching import Watch
from domain.retention import RetentionKind
from domain.stores import RegionStores
from runtime.evidence import evidence
from runtime.metering import metered
from storage.auditing.histories import histories
from storage.auditing.kept import open_kept
from storage.database.engine import open_database
from storage.open import Place, open_region
from tests.api.house import SetClock
from tests.regions import in_shape
from tests.runtime.reading import figures, moved
from tests.storage.building import KEY, NOW
from tests.storage.contract_notifications import told
from tests.storage.retaining import a_closed_ticket, rule

TEXTS, PEOPLE, HISTORIES = RetentionKind.TEXTS, RetentionKind.PEOPLE, RetentionKind.HISTORIES
REMOVED, AGE = "meridian_retention_removed_total", "meridian_retention_age_seconds"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return in_shape(tmp_path)


@pytest.fixture
async def stores(place: Place) -> AsyncIterator[RegionStores]:
    async with await open_region("eu", place, KEY) as region:
        yield metered(region.stores, ["web"])


async def test_what_goes_is_counted_by_its_kind_and_once(stores: RegionStores) -> None:
    before, retaining = figures(), stores.retaining
    customer = await a_closed_ticket(stores)
    for _ in range(2):
        await retaining.take_out(rule(TEXTS), "eu-1")
        await retaining.freeze(rule(PEOPLE), customer)
    await stores.notifications.put(told(2))
    await retaining.clear(rule(RetentionKind.NOTIFICATIONS), 9)
    assert moved(before, REMOVED, region="eu", kind="texts") == 1
    assert moved(before, REMOVED, region="eu", kind="people") == 1
    assert moved(before, REMOVED, region="eu", kind="notifications") == 2
    assert moved(before, REMOVED, region="eu", kind="records") == 0


async def test_what_is_left_over_is_a_figure(stores: RegionStores) -> None:
    await a_closed_ticket(stores)
    labels = (("kind", "texts"), ("region", "eu"))
    for left in (1, 0):
        assert (await stores.retaining.overdue(rule(TEXTS))).count == left
        assert figures()["meridian_retention_overdue", labels] == left
        await stores.retaining.take_out(rule(TEXTS), "eu-1")


async def test_how_long_ago_it_did_all_is_told(stores: RegionStores, tmp_path: Path) -> None:
    clock = SetClock()
    clock.at = NOW + timedelta(hours=50)

    async def health() -> Mapping[str, PartHealth]:
        return {}

    watch = Watch({}, health, tmp_path, clock, retaining={"eu": stores.retaining})
    await watch.look()
    assert math.isnan(figures()[AGE, (("region", "eu"),)])
    await stores.retaining.ran(NOW)
    await watch.look()
    assert figures()[AGE, (("region", "eu"),)] == 50 * 3600


async def test_a_sealed_history_is_missing_rightly_only_where_an_entry_says_so(
    stores: RegionStores, place: Place
) -> None:
    for number in (1, 2):
        await a_closed_ticket(stores, number)
        await stores.retaining.take_out(rule(TEXTS), f"eu-{number}")
    await stores.retaining.take_out(rule(HISTORIES), "eu-1")
    database = open_database(place.url)
    await database.write(lambda one: one.execute(delete(histories)).rowcount)
    await database.dispose()
    async with open_kept(place.url) as kept:
        assert (await evidence(kept, "eu-1")).missing == ()
        [fault] = (await evidence(kept, "eu-2")).missing
        assert "run run-2 was sealed" in fault.sentence
