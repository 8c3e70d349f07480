import asyncio
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, insert, inspect, select

from domain.audit import GENESIS, linked
from domain.events import MessageReceived
from domain.facts import MessageReference
from domain.stores import Conflict, Missing, Unavailable
from storage.database.engine import Database, open_database
from storage.open import Place, open_region
from storage.people.customers import customers
from storage.schema import Kind, config, differences, upgrade
from storage.tickets.pages import ledger
from tests.postgres import Postgres
from tests.storage.building import (
    CUSTOMER,
    KEY,
    NOW,
    after,
    arrival,
    page,
    received,
    replied,
    view,
)

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).parent / "programs" / "opens.py"


def shape(connection: Connection) -> dict[str, Any]:
    """Every table as the database itself describes it."""
    known = inspect(connection)
    tables = [name for name in known.get_table_names() if name != "alembic_version"]
    return {name: _described(connection, name) for name in sorted(tables)}


def _described(connection: Connection, name: str) -> list[Any]:
    known = inspect(connection)
    columns = [
        (one["name"], str(one["type"]), one["nullable"], one["default"])
        for one in known.get_columns(name)
    ]
    indexes = [
        (one["name"], one["column_names"], one["unique"], sorted(_options(one.items())))
        for one in known.get_indexes(name)
    ]
    key = known.get_pk_constraint(name)["constrained_columns"]
    return [sorted(columns, key=str), sorted(indexes, key=str), key]


def _options(facts: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for name, fact in facts:
        if name == "dialect_options":
            yield from (f"{option}: {value}" for option, value in fact.items())


def rows(connection: Connection) -> dict[str, list[Any]]:
    """All that the tables hold."""
    found = MetaData()
    found.reflect(connection)
    tables = [table for table in found.sorted_tables if table.name != "alembic_version"]
    return {
        table.name: sorted(map(tuple, connection.execute(select(table))), key=str)
        for table in tables
    }


async def to(database: Database, kind: Kind, revision: str) -> None:
    """Go down to a revision."""
    await database.reshape(lambda one: command.downgrade(config(one, kind), revision))


@pytest.mark.parametrize("kind", Kind)
async def test_the_revisions_lead_to_the_tables_of_the_code_and_back(kind: Kind, url: str) -> None:
    database = open_database(url)
    assert await differences(database, kind) != []
    await upgrade(database, kind)
    await upgrade(database, kind)
    assert await differences(database, kind) == []
    made = await database.read(shape)
    await to(database, kind, "base")
    assert await database.read(shape) == {}
    await upgrade(database, kind)
    assert await differences(database, kind) == []
    assert await database.read(shape) == made
    await database.dispose()


async def test_each_revision_can_be_taken_back(url: str) -> None:
    database = open_database(url)

    def known(connection: Connection) -> list[str]:
        script = ScriptDirectory.from_config(config(connection, Kind.REGION))
        return [one.revision for one in script.walk_revisions()]  # the newest first

    await upgrade(database, Kind.REGION)
    shapes = {}
    for revision in (await database.read(known))[1:]:
        await to(database, Kind.REGION, revision)
        shapes[revision] = await database.read(shape)
    await to(database, Kind.REGION, "base")
    for revision, expected in reversed(shapes.items()):
        await database.reshape(
            lambda one, to=revision: command.upgrade(config(one, Kind.REGION), to)  # type: ignore[misc]  # a default is the lambda's way to bind
        )
        assert await database.read(shape) == expected
    await database.dispose()


async def test_what_a_region_holds_survives_a_step_down_and_up(place: Place) -> None:
    async with await open_region("eu", place, KEY) as region:
        await region.stores.inbox.accept(arrival(1))
        await region.stores.ledger.write(page(view("eu-1"), received("m-1")))
    database = open_database(place.url)
    before = await database.read(rows)
    await to(database, Kind.REGION, "-1")
    kept = await database.read(rows)
    assert kept["ledger"] == before["ledger"] != []
    await upgrade(database, Kind.REGION)
    after = await database.read(rows)
    known = kept.keys() & before.keys()  # a table that is only there below holds nothing to keep
    assert {name: after[name] for name in known} == {name: before[name] for name in known}
    await database.dispose()
    async with await open_region("eu", place, KEY) as region:
        assert (await region.stores.inbox.accept(arrival(1))).duplicate


async def test_messages_of_before_stand_as_they_were_written(place: Place) -> None:
    """Those of customers never behind the instant at which they were accepted."""
    late = MessageReceived(
        at=after(50), by=CUSTOMER, message=MessageReference("m-2", "web", "shop", after(10))
    )
    ahead = MessageReceived(
        at=after(60), by=CUSTOMER, message=MessageReference("m-3", "web", "shop", after(900))
    )
    async with await open_region("eu", place, KEY) as region:
        events = (received("m-1"), replace(replied("m-4"), at=after(30)), late, ahead)
        await region.stores.ledger.write(page(view("eu-1"), *events))
        shown = await region.stores.views.messages("eu-1")
    database = open_database(place.url)
    await to(database, Kind.REGION, "0014")
    await upgrade(database, Kind.REGION)
    await database.dispose()
    async with await open_region("eu", place, KEY) as region:
        assert await region.stores.views.messages("eu-1") == shown
    assert [one.id for one in shown] == ["m-1", "m-2", "m-4", "m-3"]
    assert [one.ordered_at for one in shown] == [NOW, after(10), after(30), after(60)]


async def test_a_trail_begins_with_the_ledger_that_the_region_had_before(place: Place) -> None:
    async with await open_region("eu", place, KEY) as region:
        await region.stores.ledger.write(page(view("eu-1"), received("m-1"), received("m-2")))
    database = open_database(place.url)
    await to(database, Kind.REGION, "0006")
    await upgrade(database, Kind.REGION)
    bodies = select(ledger.c.body).order_by(ledger.c.position)
    found = await database.read(lambda connection: connection.execute(bodies).scalars().all())
    await database.dispose()
    written = b"".join(hashlib.sha256(body.encode()).digest() for body in found)
    async with await open_region("eu", place, KEY) as region:
        [first] = await region.stores.audit.entries(limit=10)
        assert first.document["action"] == "trail.begun"
        facts = {"positions": 2, "ledger": hashlib.sha256(written).hexdigest()}
        assert first.document["facts"] == facts
        assert first.hash == linked(GENESIS, first.body)
        await region.stores.ledger.write(page(view("eu-2"), received("m-3")))
        assert await region.stores.audit.size() == 2


async def test_a_region_of_an_older_shape_keeps_what_it_holds(url: str) -> None:
    database = open_database(url)

    def first_shape(connection: Connection) -> None:
        command.upgrade(config(connection, Kind.REGION), "0001")
        connection.execute(insert(customers).values(id="c-1", made_at=NOW))

    await database.write(first_shape)
    await upgrade(database, Kind.REGION)
    assert await database.read(lambda connection: connection.execute(select(customers.c.id)).all())
    assert await database.read(lambda connection: connection.execute(select(ledger)).all()) == []
    await database.dispose()


async def test_processes_that_start_together_make_the_tables_once(postgres: Postgres) -> None:
    place = Place.at(*(postgres.url(postgres.database()) for _ in range(2)))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, PROGRAM, place.url, place.keys_url, env=environment
        )
        for _ in range(2)
    ]
    assert [await process.wait() for process in running] == [0, 0]
    database = open_database(place.url)
    assert await differences(database, Kind.REGION) == []
    await database.dispose()
    postgres.forget(place)


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "keys.sqlite").write_bytes(b"something else entirely" * 500)
    with pytest.raises(Unavailable):
        await open_region("eu", Place.in_folder(tmp_path), KEY)


def test_no_failure_is_another() -> None:
    assert not issubclass(Unavailable, Conflict | Missing)


@pytest.mark.parametrize("url", ["mysql+aiomysql://me:secret@localhost/desk", "secret", ""])
def test_an_unknown_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="database") as refusal:
        open_database(url)
    assert "secret" not in str(refusal.value)
