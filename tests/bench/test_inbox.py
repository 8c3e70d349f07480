"""That the benchmark of the inbox asks for what there is, and tells what is too slow."""

import random
from pathlib import Path

from bench.furnished import furnish
from bench.inbox import ASKS, KEY, MOST, measured, report, served
from bench.million import REGION, fill
from bench.report import quietly
from storage.database.engine import open_database
from storage.keys.sealing import RegionSecrets
from storage.open import Place, open_region


async def test_every_view_filter_and_search_is_measured(tmp_path: Path) -> None:
    took = await measured(Place.in_folder(tmp_path), 300, 1, quietly, at_work=1.0)
    assert took.keys() == ASKS.keys()
    assert all(len(seconds) == 1 for seconds in took.values())


async def test_what_is_asked_for_is_furnished_with_words_and_names(tmp_path: Path) -> None:
    place = Place.in_folder(tmp_path)
    async with await open_region(REGION, place, KEY) as region:
        database, keys = open_database(place.url), open_database(place.keys_url)
        await fill(database, RegionSecrets(REGION, KEY), 300, quietly, 1.0)
        await furnish(database, keys, RegionSecrets(REGION, KEY), quietly)
        await database.dispose()
        await keys.dispose()
        async with served(region, 300) as inbox:
            page = (await inbox.client.get("/v1/tickets?status=new&status=open&limit=5")).json()
            assert len(page["items"]) == 5
            for item in page["items"]:
                assert item["customer_name"].startswith("Customer ")
                assert item["excerpt"].startswith("My parcel ")
                assert (item["excerpt_language"], item["unread"]) == ("en", True)
            for what, ask in ASKS.items():
                assert await inbox.asks(ask(random.Random(1), inbox)) > 0, what


def test_what_takes_too_long_is_told() -> None:
    assert report("", {"view: mine": [0.9 * MOST / 1_000] * 20}).kept
    assert not report("", {"view: mine": [1.1 * MOST / 1_000] * 20}).kept
