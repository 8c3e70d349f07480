"""That the benchmark of lists asks for what there is, and tells what grows."""

from pathlib import Path

from bench.lists import ASKS, FEW_FOUND, MOST, measured, report
from bench.million import fill, share, ticket_id, word
from bench.report import quietly
from domain.lists import Filter, Sort
from domain.words import sought
from storage.database.engine import open_database
from storage.keys.sealing import RegionSecrets
from storage.open import Place, open_region
from storage.schema import Kind, differences

KEY = b"a key for benchmarks: 32 bytes !"
SECRETS = RegionSecrets("eu", KEY)


async def test_a_region_is_filled_as_the_desk_itself_would_have(tmp_path: Path) -> None:
    place = Place.in_folder(tmp_path)
    async with await open_region("eu", place, KEY) as region:
        database = open_database(place.url)
        await fill(database, SECRETS, 400, quietly)
        assert await differences(database, Kind.REGION) == []
        await database.dispose()
        views = region.stores.views
        every = await views.tickets(Filter(limit=1_000))
        assert len(every) == 400
        assert (await views.ticket(ticket_id(7))).id == ticket_id(7)
        wanted = Filter(words=sought(word(1)), sort=Sort.OPENED, limit=1_000)
        assert len(await views.tickets(wanted)) == 400 * share(1)


async def test_every_ask_is_measured_on_both_sizes(tmp_path: Path) -> None:
    places = {count: Place.in_folder(tmp_path / f"{count}") for count in (50, 150)}
    found = await measured("SQLite", places, 2, quietly)
    said = {figure.what: figure for figure in found.figures}
    for what in ASKS:
        assert {f"{what}: 50", f"{what}: 150", f"{what}: times as much"} <= said.keys()
        bound = None if what in FEW_FOUND else MOST
        assert said[f"{what}: times as much"].at_most == bound


def test_what_grows_with_the_tickets_is_told() -> None:
    assert report("", {"inbox": {10: [0.010] * 20, 1_000: [0.014] * 20}}).kept
    assert not report("", {"inbox": {10: [0.010] * 20, 1_000: [0.016] * 20}}).kept
