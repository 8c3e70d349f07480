from pathlib import Path

import pytest
from alembic import command

from domain.stores import Conflict, Missing, Unavailable
from storage.engine import open_database, sqlite_url
from storage.open import Place, open_region
from storage.schema import Kind, config, differences, upgrade
from tests.storage.building import KEY


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


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "keys.sqlite").write_bytes(b"something else entirely" * 500)
    with pytest.raises(Unavailable):
        await open_region("eu", Place.in_folder(tmp_path), KEY)


def test_no_failure_is_another() -> None:
    assert not issubclass(Unavailable, Conflict | Missing)


def test_an_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="sqlite:///"):
        open_database("mysql+aiomysql://localhost/desk")
