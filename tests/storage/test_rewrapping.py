"""Customers' keys under another version of the region's key."""

import sqlite3
from pathlib import Path

import pytest

from storage.keys.customer_keys import WrongRegionKey
from storage.keys.rewrapping import Rewrapped
from storage.keys.sealing import RegionSecrets, Unreadable
from storage.open import Place, open_region
from tests.regions import in_shape
from tests.storage.building import KEY, arrival

NEWER = b"another version has 32 bytes too"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    in_shape(tmp_path / "eu")
    return tmp_path / "eu"


async def fill(folder: Path, *numbers: int, wrapping: tuple[bytes, ...] = ()) -> None:
    async with await open_region("eu", Place.in_folder(folder), KEY, wrapping=wrapping) as region:
        for number in numbers:
            await region.stores.inbox.accept(arrival(number, sender=f"anna {number}"))


def wrapped(folder: Path) -> dict[str, bytes]:
    with sqlite3.connect(folder / "keys.sqlite") as database:
        return dict(database.execute("SELECT customer_id, wrapped FROM customer_keys").fetchall())


def contents(folder: Path) -> list[bytes]:
    return [one.read_bytes() for one in folder.iterdir() if one.is_file()]


async def test_every_key_is_wrapped_anew_once_and_every_text_opens(folder: Path) -> None:
    await fill(folder, 1, 2, 3)
    before = wrapped(folder)
    versions = (NEWER, KEY)
    async with await open_region("eu", Place.in_folder(folder), KEY, wrapping=versions) as region:
        assert await region.rewrapping.run() == Rewrapped(keys=3, anew=3)
        assert await region.rewrapping.run() == Rewrapped(keys=3, anew=0)
        texts = await region.stores.vault.get_many(["m-1", "m-2", "m-3"])
        assert {text.content["text"] for text in texts.values()} == {"text 1", "text 2", "text 3"}
    after = wrapped(folder)
    assert before.keys() == after.keys()
    secrets = RegionSecrets("eu", NEWER)
    for customer, key in after.items():
        assert len(key) == len(before[customer])
        secrets.unwrapped(customer, key)
        with pytest.raises(Unreadable):
            RegionSecrets("eu", KEY).unwrapped(customer, key)


async def test_no_file_holds_what_the_version_before_wrapped(folder: Path) -> None:
    await fill(folder, 1, 2)
    before = wrapped(folder)
    async with await open_region(
        "eu", Place.in_folder(folder), KEY, wrapping=(NEWER, KEY)
    ) as region:
        await region.rewrapping.run()
        files = contents(folder)
        assert not any(key in content for key in before.values() for content in files)


async def test_a_process_that_wraps_by_the_version_before_is_read_and_caught_up_with(
    folder: Path,
) -> None:
    """It knows the newer one already, and will wrap by it when it is started again."""
    await fill(folder, 1, wrapping=(NEWER, KEY))
    await fill(folder, 2, wrapping=(KEY, NEWER))
    async with await open_region(
        "eu", Place.in_folder(folder), KEY, wrapping=(NEWER, KEY)
    ) as region:
        assert len(await region.stores.vault.get_many(["m-1", "m-2"])) == 2
        assert await region.rewrapping.run() == Rewrapped(keys=2, anew=1)


async def test_a_person_who_was_erased_stays_so(folder: Path) -> None:
    await fill(folder, 1, 2)
    customer = min(wrapped(folder))
    with sqlite3.connect(folder / "keys.sqlite") as database:
        database.execute(
            "UPDATE customer_keys SET wrapped = zeroblob(length(wrapped)) WHERE customer_id = ?",
            (customer,),
        )
    async with await open_region(
        "eu", Place.in_folder(folder), KEY, wrapping=(NEWER, KEY)
    ) as region:
        assert await region.rewrapping.run() == Rewrapped(keys=1, anew=1)
    assert not any(wrapped(folder)[customer])


async def test_a_key_that_no_version_opens_is_told_and_left(folder: Path) -> None:
    await fill(folder, 1)
    with sqlite3.connect(folder / "keys.sqlite") as database:
        database.execute("UPDATE customer_keys SET wrapped = randomblob(length(wrapped))")
    async with await open_region(
        "eu", Place.in_folder(folder), KEY, wrapping=(NEWER, KEY)
    ) as region:
        with pytest.raises(Unreadable):
            await region.rewrapping.run()


async def test_the_first_version_is_the_regions_for_ever(folder: Path) -> None:
    await fill(folder, 1)
    with pytest.raises(WrongRegionKey):
        await open_region("eu", Place.in_folder(folder), NEWER, wrapping=(NEWER, KEY))
    one, other = RegionSecrets("eu", KEY), RegionSecrets("eu", KEY, (NEWER, KEY))
    assert one.keyed_hash("sender", "anna") == other.keyed_hash("sender", "anna")
    assert (one.own, one.proof, one.word_hash("lamp")) == (
        other.own,
        other.proof,
        other.word_hash("lamp"),
    )
    again = arrival(1, id="m-9", sender="anna 1")
    async with await open_region(
        "eu", Place.in_folder(folder), KEY, wrapping=(NEWER, KEY)
    ) as region:
        assert (await region.stores.inbox.accept(again)).duplicate
