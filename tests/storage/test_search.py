"""The index of words: what its files do not tell, and texts that are older than it."""

from pathlib import Path

from alembic import command
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from domain.lists import Filter
from domain.words import indexed
from storage.database.engine import open_database
from storage.finding import search
from storage.keys.sealing import RegionSecrets
from storage.open import Place, open_region
from storage.schema import Kind, config
from storage.tickets.pages import tickets
from tests.storage.building import KEY, view
from tests.storage.contract_lists import FIVE, ids, stand
from tests.storage.contract_search import said, three, words

CANARIES = ("Paket", "paket", "AB-1234", "lieferung", "parcel", "荷物", "壊れ")


def found(folder: Path, word: str) -> list[str]:
    """The files of a folder in which a word stands."""
    spellings = [word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()]
    contents = {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return [
        name
        for name, content in contents.items()
        if any(spelling in content for spelling in spellings)
    ]


async def test_no_word_stands_in_any_file(tmp_path: Path) -> None:
    place = Place.in_folder(tmp_path / "eu")
    async with await open_region("eu", place, KEY) as region:
        await three(region.stores)
        assert await ids(region.stores, words("paket lieferung")) == "1"
        while_open = {canary: found(tmp_path, canary) for canary in CANARIES}
    assert while_open == {canary: [] for canary in CANARIES}
    assert {canary: found(tmp_path, canary) for canary in CANARIES} == while_open


async def test_an_index_in_clear_would_be_noticed(tmp_path: Path) -> None:
    place = Place.in_folder(tmp_path / "eu")
    async with await open_region("eu", place, KEY) as region:
        await three(region.stores)
    planted = Table("planted", MetaData(), Column("word", String))
    database = open_database(place.url)

    def plant(connection: Connection) -> None:
        planted.create(connection)
        connection.execute(planted.insert(), [{"word": one} for one in indexed("Mein Paket")])

    await database.write(plant)
    await database.dispose()
    assert found(tmp_path, "paket")
    assert not found(tmp_path, "lieferung")


def test_a_word_has_another_hash_in_another_region_and_under_another_key() -> None:
    hashes = {
        RegionSecrets(region, key).word_hash("parcel")
        for region in ("eu", "na")
        for key in (KEY, KEY[::-1])
    }
    assert len(hashes) == 4


@given(st.text(), st.text())
def test_a_hash_tells_words_apart_and_fits_the_column(one: str, other: str) -> None:
    secrets = RegionSecrets("eu", KEY)
    assert (secrets.word_hash(one) == secrets.word_hash(other)) is (one == other)
    assert -(2**63) <= secrets.word_hash(one) < 2**63
    assert RegionSecrets("na", KEY).word_hash(one) != secrets.word_hash(one)


@given(st.text())
def test_only_the_words_of_texts_and_subjects_are_hashed(content: str) -> None:
    secrets = RegionSecrets("eu", KEY)
    hashes = search.hashed(secrets, {"text": content, "subject": None, "sender_id": "anna"})
    assert hashes == search.hashed(secrets, {"subject": content, "metadata": {"text": "anna"}})
    assert len(hashes) == len(indexed(content))


async def test_texts_of_before_the_index_are_found_once_the_region_is_opened(
    tmp_path: Path,
) -> None:
    place = Place.in_folder(tmp_path / "eu")
    async with await open_region("eu", place, KEY) as region:
        await stand(region.stores, *FIVE)
        await region.stores.vault.put(
            said(1, "Mein Paket"), *(said(2, f"n{n}", n) for n in range(450))
        )
    database = open_database(place.url)

    def of_before(connection: Connection) -> None:
        command.downgrade(config(connection, Kind.REGION), "0002")

    await database.reshape(of_before)
    await database.dispose()
    async with await open_region("eu", place, KEY) as region:
        assert await ids(region.stores, words("paket")) == "1"
        assert await ids(region.stores, words("n0 n449")) == "2"
        await region.stores.vault.put(said(1, "Mein Paket"))
        assert (await region.stores.vault.get("message-1-1")).content["text"] == "Mein Paket"


async def test_tickets_of_before_are_listed_by_what_their_body_says(tmp_path: Path) -> None:
    place = Place.in_folder(tmp_path)
    many = [view(f"eu-{number}", team="c") for number in range(1_000, 2_005)]
    async with await open_region("eu", place, KEY) as region:
        await stand(region.stores, *FIVE, *many)
    query = select(tickets).order_by(tickets.c.id)
    database = open_database(place.url)
    rows = await database.read(lambda connection: connection.execute(query).all())

    def there_and_back(connection: Connection) -> set[str]:
        command.downgrade(config(connection, Kind.REGION), "0002")
        names = {column["name"] for column in inspect(connection).get_columns("tickets")}
        command.upgrade(config(connection, Kind.REGION), "head")
        return names

    assert "breached" not in await database.reshape(there_and_back)
    again = await database.read(lambda connection: connection.execute(query).all())
    assert [row._asdict() for row in again] == [row._asdict() for row in rows]
    await database.dispose()
    async with await open_region("eu", place, KEY) as region:
        assert await ids(region.stores, Filter(breached=True)) == "5"
        assert await ids(region.stores, Filter(language="de")) == "2"
