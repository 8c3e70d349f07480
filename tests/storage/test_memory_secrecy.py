"""What is remembered stands in no file, crosses no region and is gone with its customer's key."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from domain.memory import Corrected, Correction
from storage.keys.customer_keys import KeyCache
from storage.open import OpenRegion, Place, open_region
from tests.storage.building import KEY
from tests.storage.conftest import Folders
from tests.storage.test_secrecy import found

PAIR = ("pt", "en")
SAID, MEANT = "kanarienvogel-satz um", "canary-sentence one"
THEIRS = Correction("c-1", *PAIR, (Corrected(SAID, MEANT),), "t-1")
EVERYBODYS = replace(THEIRS, customer_id=None, sentences=(Corrected("Bom dia.", MEANT),))


@pytest.fixture
async def erased(tmp_path: Path) -> None:
    """The key of c-1 is destroyed, as an erasure does; that of c-2 is there."""
    place = Place.in_folder(tmp_path / "eu")
    async with await open_region("eu", place, KEY) as region:
        await region.stores.memory.keep(THEIRS, replace(THEIRS, customer_id="c-2"), EVERYBODYS)
    with closing(sqlite3.connect(tmp_path / "eu" / "keys.sqlite")) as keys, keys:
        keys.execute("DELETE FROM customer_keys WHERE customer_id = 'c-1'")


async def opened(folder: Path, region: str = "eu", key: bytes = KEY) -> OpenRegion:
    return await open_region(region, Place.in_folder(folder), key)


@pytest.mark.usefixtures("erased")
async def test_with_the_customers_key_their_sentences_are_gone_and_nobody_elses(
    tmp_path: Path,
) -> None:
    async with await opened(tmp_path / "eu") as region:
        recall = region.stores.memory.recall
        assert await recall("c-1", *PAIR, [SAID, "Bom dia."]) == {"Bom dia.": MEANT}
        assert await recall("c-2", *PAIR, [SAID]) == {SAID: MEANT}


@pytest.mark.usefixtures("erased")
async def test_an_erased_customer_who_writes_again_is_reminded_of_nothing(tmp_path: Path) -> None:
    """A person who comes back is another one, with another id and key."""
    async with await opened(tmp_path / "eu") as region:
        await region.stores.memory.forget("c-1")
        await region.stores.memory.keep(
            Correction("c-1", *PAIR, (Corrected("Olá.", "Hello."),), "t-2")
        )
        assert await region.stores.memory.recall("c-1", *PAIR, [SAID, "Olá."]) == {"Olá.": "Hello."}


@pytest.mark.usefixtures("erased")
async def test_what_does_not_open_is_not_remembered_and_holds_nobody_up(tmp_path: Path) -> None:
    """The customer has a key again, with which nothing of before opens."""
    async with await opened(tmp_path / "eu") as region:
        memory = region.stores.memory
        await memory.keep(replace(THEIRS, sentences=(Corrected("Olá.", "Hello."),)))
        assert await memory.recall("c-1", *PAIR, [SAID, "Olá."]) == {"Olá.": "Hello."}
        await memory.keep(THEIRS)
        assert await memory.recall("c-1", *PAIR, [SAID]) == {SAID: MEANT}


async def test_no_sentence_crosses_regions(tmp_path: Path) -> None:
    async with (
        await opened(tmp_path / "eu") as eu,
        await opened(tmp_path / "na", "na", KEY[::-1]) as na,
    ):
        await eu.stores.memory.keep(THEIRS, EVERYBODYS)
        assert await na.stores.memory.recall("c-1", *PAIR, [SAID, "Bom dia."]) == {}


async def test_rows_that_are_carried_into_another_region_are_not_found_there(
    tmp_path: Path,
) -> None:
    """The planted fault: somebody copies the table. Even with the same ids, no hash fits."""
    async with await opened(tmp_path / "eu") as eu:
        await eu.stores.memory.keep(EVERYBODYS)
    async with await opened(tmp_path / "na", "na", KEY[::-1]):
        pass
    with closing(sqlite3.connect(tmp_path / "na" / "region.sqlite")) as na, na:
        na.execute("ATTACH ? AS eu", (str(tmp_path / "eu" / "region.sqlite"),))
        na.execute("INSERT INTO translation_memory SELECT * FROM eu.translation_memory")
    async with await opened(tmp_path / "na", "na", KEY[::-1]) as na_region:
        assert await na_region.stores.memory.recall("c-1", *PAIR, ["Bom dia."]) == {}


async def test_no_file_holds_a_sentence_or_tells_who_said_the_same(
    place: Place, folders: Folders
) -> None:
    async with await open_region("eu", place, KEY, cache=KeyCache) as region:
        await region.stores.memory.keep(THEIRS, replace(THEIRS, customer_id="c-2"), EVERYBODYS)
        for folder in folders():
            for words in (SAID, MEANT, "Bom dia."):
                assert found(folder, words) == []


async def test_two_customers_who_said_the_same_have_nothing_in_common(tmp_path: Path) -> None:
    async with await opened(tmp_path / "eu") as region:
        await region.stores.memory.keep(THEIRS, replace(THEIRS, customer_id="c-2"))
    with closing(sqlite3.connect(tmp_path / "eu" / "region.sqlite")) as kept:
        rows = kept.execute("SELECT key_hash, sealed FROM translation_memory").fetchall()
    assert len({key_hash for key_hash, _ in rows}) == len({sealed for _, sealed in rows}) == 2
