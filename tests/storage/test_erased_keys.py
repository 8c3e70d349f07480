"""A key that was destroyed is in no file, in no process's memory, and never made again."""

import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from domain.stores import Erased, Text, Unavailable
from storage.database.engine import open_database
from storage.database.sqlite import sqlite_url
from storage.database.writer import Writer
from storage.keys.customer_keys import CustomerKeys, KeyCache
from storage.keys.sealing import RegionSecrets
from storage.open import Place, open_region
from tests.postgres import Postgres
from tests.regions import in_shape
from tests.storage.building import KEY
from tests.storage.remnants import Keys, files_with, keys_in

SECRETS = RegionSecrets("eu", KEY)
MANY = 300  # more than fit on a page of SQLite's, so that pages are split and joined
LETTER = Text("t-1", "c-1", "eu-1", "message", "pt", {"text": "Olá"})


class Watch:
    """A monotonic clock, set by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@asynccontextmanager
async def opened_keys(
    folder: Path, *, secure_delete: bool = True, watch: Watch | None = None
) -> AsyncIterator[CustomerKeys]:
    """The key database of a region by itself."""
    in_shape(folder)
    url = sqlite_url(folder / "keys.sqlite")
    database = open_database(url, busy_timeout=0.2, secure_delete=secure_delete)
    writer = Writer(database)
    writer.start()
    cache = KeyCache(monotonic=watch) if watch else KeyCache()
    yield CustomerKeys(database, writer, SECRETS, cache)
    await writer.close()
    await database.dispose()


async def many_erased(keys: CustomerKeys, folder: Path, seed: int) -> tuple[Keys, list[str]]:
    """Destroy keys while others are made: all that there were at first, and those that went."""
    chance = random.Random(seed)
    names = [f"c-{number:04d}" for number in chance.sample(range(10_000), MANY)]
    for name in names[: MANY // 2]:
        await keys.ensured(name)
    gone = []
    known = keys_in(folder, SECRETS)
    for name in names[MANY // 2 :]:
        await keys.ensured(name)
        gone.append(chance.choice([one for one in known.plain if one not in gone]))
        await keys.destroy(gone[-1])
    return known, gone


def left_of(folder: Path, known: Keys, gone: list[str]) -> list[str]:
    """Those who went and whose wrapped key some file holds."""
    content = b"".join(one.read_bytes() for one in folder.iterdir())
    return [name for name in gone if known.wrapped[name] in content]


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_file_holds_a_destroyed_key_and_all_others_are_as_they_were(
    tmp_path: Path, seed: int
) -> None:
    async with opened_keys(tmp_path) as keys:
        known, gone = await many_erased(keys, tmp_path, seed)
        assert left_of(tmp_path, known, gone) == []
        assert files_with(tmp_path, known.wrapped[gone[0]]) == []
        assert await keys.found(gone) == {}
        alive = {name: key for name, key in known.plain.items() if name not in gone}
        assert await keys.found(alive) == alive


async def test_without_overwriting_what_is_moved_a_copy_stays_behind(tmp_path: Path) -> None:
    """The planted fault: SQLite without `secure_delete`, in which a page leaves its old content."""
    left: list[str] = []
    for seed in range(3):
        async with opened_keys(tmp_path / str(seed), secure_delete=False) as keys:
            known, gone = await many_erased(keys, tmp_path / str(seed), seed)
        left += left_of(tmp_path / str(seed), known, gone)
    assert left


async def test_a_destroyed_key_is_never_made_again(tmp_path: Path) -> None:
    async with opened_keys(tmp_path) as keys:
        await keys.ensured("c-1")
        for name in ("c-1", "c-unknown"):
            await keys.destroy(name)
            await keys.destroy(name)
            with pytest.raises(Erased):
                await keys.ensured(name)
            assert await keys.is_destroyed(name)
        assert not await keys.is_destroyed("c-2")


async def test_every_process_drops_its_keys_within_a_second(tmp_path: Path) -> None:
    watch = Watch()
    async with opened_keys(tmp_path) as one, opened_keys(tmp_path, watch=watch) as other:
        key, alive = await one.ensured("c-1"), await one.ensured("c-2")
        assert await other.found(["c-1", "c-2"]) == {"c-1": key, "c-2": alive}
        await one.destroy("c-1")
        assert await one.found(["c-1"]) == {}
        watch.at = 0.99
        assert await other.found(["c-1"]) == {"c-1": key}
        watch.at = 1.0
        assert await other.found(["c-1", "c-2"]) == {"c-2": alive}


async def test_a_process_is_told_once_that_somebody_was_erased(tmp_path: Path) -> None:
    heard = []
    async with opened_keys(tmp_path) as keys:
        keys._on_erasure = lambda: heard.append("erased")
        await keys.ensured("c-1")
        await keys.destroy("c-1")
        await keys.destroy("c-1")
        await keys.found(["c-1"])
    assert heard == ["erased"]


def test_a_key_that_was_read_before_an_erasure_is_not_remembered_after_it() -> None:
    cache = KeyCache()
    cache.heard(1, cache.now())
    cache.put("c-1", b"old", epoch=0)
    assert cache.get("c-1") is None
    assert not cache.heard(0, cache.now())
    cache.put("c-1", b"new", epoch=1)
    assert cache.get("c-1") == b"new"


async def test_while_the_log_is_in_use_the_key_is_destroyed_and_the_erasure_is_not_done(
    tmp_path: Path,
) -> None:
    async with opened_keys(tmp_path) as keys:
        await keys.ensured("c-1")
        wrapped = keys_in(tmp_path, SECRETS).wrapped["c-1"]
        with closing(sqlite3.connect(tmp_path / "keys.sqlite")) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM customer_keys").fetchone()
            with pytest.raises(Unavailable, match="in use"):
                await keys.destroy("c-1")
            with pytest.raises(Erased):
                await keys.ensured("c-1")
            assert files_with(tmp_path, wrapped)
        await keys.destroy("c-1")
        assert files_with(tmp_path, wrapped) == []


async def test_a_text_of_a_destroyed_key_is_erased_and_one_that_never_was_is_missing(
    place: Place,
) -> None:
    async with await open_region("eu", place, KEY) as region:
        await region.stores.vault.put(LETTER)
        await region.stores.erasing.destroy("c-1")
        with pytest.raises(Erased):
            await region.stores.vault.get("t-1")
        assert await region.stores.vault.get_many(["t-1"]) == {}
        with pytest.raises(Erased):
            await region.stores.vault.put(LETTER)


async def test_postgresql_gives_the_room_free_and_its_log_holds_it_for_a_while(
    postgres: Postgres,
) -> None:
    """Said honestly in docs/privacy.md: VACUUM overwrites nothing."""
    place = postgres.place()
    name = str(make_url(place.keys_url).database)
    async with await open_region("eu", place, KEY) as region:
        await region.stores.vault.put(LETTER)
        [(before,)] = postgres.ask("SELECT wrapped FROM customer_keys", name)
        await region.stores.erasing.destroy("c-1")
        [(after,)] = postgres.ask("SELECT wrapped FROM customer_keys", name)
        assert not any(bytes(after))
        *_, log = postgres.folders(place)
        assert files_with(log, bytes(before)), "it goes as the server writes over its log"
    postgres.forget(place)
