from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, insert, select

from domain.stores import Conflict, Missing, Unavailable
from storage.customers import customers
from storage.engine import open_database, sqlite_url
from storage.open import Place, open_region
from storage.schema import Kind, config, differences, upgrade
from tests.storage.building import KEY, NOW


@pytest.mark.parametrize("kind", Kind)
async def test_the_revisions_lead_to_the_tables_of_the_code(kind: Kind, tmp_path: Path) -> None:
    database = open_database(sqlite_url(tmp_path / "some.sqlite"))
    assert await differences(database, kind) != []
    await upgrade(database, kind)
    await upgrade(database, kind)
    assert await differences(database, kind) == []
    await database.write(lambda connection: command.downgrade(config(connection, kind), "base"))
    await upgrade(database, kind)
    assert await differences(database, kind) == []
    await database.dispose()


async def test_a_region_of_an_older_shape_keeps_what_it_holds(tmp_path: Path) -> None:
    database = open_database(sqlite_url(tmp_path / "some.sqlite"))

    def first_shape(connection: Connection) -> None:
        command.upgrade(config(connection, Kind.REGION), "0001")
        connection.execute(insert(customers).values(id="c-1", made_at=NOW))

    await database.write(first_shape)
    await upgrade(database, Kind.REGION)
    assert await database.read(lambda connection: connection.execute(select(customers.c.id)).all())
    await database.dispose()


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "keys.sqlite").write_bytes(b"something else entirely" * 500)
    with pytest.raises(Unavailable):
        await open_region("eu", Place.in_folder(tmp_path), KEY)


def test_no_failure_is_another() -> None:
    assert not issubclass(Unavailable, Conflict | Missing)


def test_an_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="sqlite:///"):
        open_database("mysql+aiomysql://localhost/desk")
