"""With which desk a process begins, and that the folder is only for the first start."""

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rulebook.publishing.editions import Edition, edition_in
from rulebook.reading.files import DeskError
from runtime.beginning import desks_of, edition_here, publish_where_none_is, unpublished
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.installation import ServedRegion, open_regions
from runtime.keys import KeyMissing, make_region_key
from runtime.published import Wish, publish
from runtime.settings import ROOT, Settings
from tests.runtime.desks import with_standard

REGIONS = ("eu", "na")


@pytest.fixture(scope="module")
def sample() -> Edition:
    return edition_in(ROOT / "desk")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for region in REGIONS:
        make_region_key(tmp_path / "keys", region)
    desk = shutil.copytree(ROOT / "desk", tmp_path / "desk")
    return Settings.read(data=tmp_path / "data", keys=tmp_path / "keys", desk=desk, regions=REGIONS)


@asynccontextmanager
async def opened(settings: Settings, edition: Edition) -> AsyncIterator[Mapping[str, ServedRegion]]:
    async with open_regions(settings, edition.desk, {}) as regions:
        yield regions


async def publishes(settings: Settings, edition: Edition) -> None:
    async with opened(settings, edition) as regions:
        desks = {name: region.stores.desks for name, region in regions.items()}
        await publish(desks, edition, Wish("niamh", "why", SystemClock().now()))


async def test_the_first_start_publishes_the_folder_and_later_ones_go_by_what_is_published(
    settings: Settings, sample: Edition
) -> None:
    begun, said = await edition_here(settings), list[str]()
    assert begun.address == sample.address
    async with opened(settings, begun) as regions:
        await publish_where_none_is(settings, regions, begun, said.append)
        await publish_where_none_is(settings, regions, begun, said.append)
    assert said == ["desk: published in eu, na, where none was yet"]
    other = with_standard(sample, 77)
    await publishes(settings, other)
    assert (await edition_here(settings)).address == other.address
    # All regions of the data folder are looked at where the settings name none.
    named_nowhere = settings.model_copy(update={"regions": ()})
    assert (await edition_here(named_nowhere)).address == other.address


async def test_a_broken_folder_keeps_nothing_from_starting_once_a_desk_is_published(
    settings: Settings, sample: Edition
) -> None:
    (settings.desk / "teams.yaml").write_text("teams: {}\n", encoding="utf-8")
    with pytest.raises(DeskError):
        await edition_here(settings)
    await publishes(settings, sample)
    begun = await edition_here(settings)
    assert begun.address == sample.address
    assert "differs from the published desk" in (unpublished(settings, begun) or "")


async def test_that_the_folder_differs_is_said_in_a_line(
    settings: Settings, sample: Edition
) -> None:
    assert unpublished(settings, sample) is None
    (settings.desk / "teams.yaml").write_bytes(b"\xff")
    line = unpublished(settings, sample)
    assert line is not None
    assert "`meridian desk diff`" in line
    assert "`meridian desk publish --why …`" in line
    shutil.rmtree(settings.desk)  # as in an image that was made without one
    assert unpublished(settings, sample) is None


async def test_a_desk_that_cannot_be_worked_by_is_not_what_a_first_start_publishes(
    settings: Settings, sample: Edition
) -> None:
    def ready(_: Edition) -> None:
        raise KeyMissing("the secret x is missing")

    async with opened(settings, sample) as regions:
        with pytest.raises(KeyMissing):
            async with desks_of(settings, regions, sample, "worker", {"eu": ready}):
                pass
        assert await regions["eu"].stores.desks.newest() is None


async def test_on_one_machine_a_region_that_a_desk_brings_in_waits_for_the_next_start(
    settings: Settings, sample: Edition
) -> None:
    some = settings.model_copy(update={"embedded": True})
    async with opened(settings, sample) as regions:
        async with desks_of(some, regions, sample, "api") as desks:
            assert desks.of("eu").standing.edition.address == sample.address
        whole = some.model_copy(update={"regions": ()})
        with pytest.raises(CannotStart, match="region latam is new"):
            async with desks_of(whole, regions, sample, "api"):
                pass
