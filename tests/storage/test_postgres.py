"""What is PostgreSQL's own: its sessions, its limits, and what becomes of them when it fails."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, InternalError

from domain.stores import Unavailable
from storage.database.engine import Database, open_database
from storage.database.writer import Writer
from storage.open import Place, open_region
from tests.postgres import PASSWORD, Postgres
from tests.storage.building import KEY, arrival, page, received, view

SOON = 20.0


@pytest.fixture
def place(postgres: Postgres) -> Iterator[Place]:
    made = postgres.place()
    yield made
    postgres.forget(made)


@pytest.fixture
async def database(place: Place) -> AsyncIterator[Database]:
    opened = open_database(place.url, busy_timeout=1)
    yield opened
    await opened.dispose()


def shown(name: str) -> str:
    return f"SELECT current_setting('{name}')"


async def asked(database: Database, statement: str) -> str:
    return str(await database.read(lambda one: one.execute(text(statement)).scalar()))


async def test_a_session_is_as_durable_and_as_patient_as_it_says(database: Database) -> None:
    expected = {
        "synchronous_commit": "on",
        "transaction_isolation": "repeatable read",
        "transaction_read_only": "on",
        "statement_timeout": "3s",
        "lock_timeout": "1s",
        "idle_in_transaction_session_timeout": "10s",
        "TimeZone": "UTC",
        "application_name": "meridian",
    }
    assert {name: await asked(database, shown(name)) for name in expected} == expected


async def test_what_the_url_says_holds(place: Place) -> None:
    asking = "application_name=desk&options=-c%20statement_timeout%3D7s"
    database = open_database(f"{place.url.partition('?')[0]}?{asking}")
    assert await asked(database, shown("application_name")) == "desk"
    assert await asked(database, shown("statement_timeout")) == "7s"
    assert await asked(database, shown("synchronous_commit")) == "on"
    await database.dispose()


async def test_who_reads_cannot_write(database: Database) -> None:
    with pytest.raises((Unavailable, InternalError)):
        await asked(database, "UPDATE counters SET value = 1 RETURNING value")
    assert await asked(database, "SELECT max(value) FROM counters") == "0"


async def test_one_writes_at_a_time_and_who_waits_too_long_is_told(
    database: Database, place: Place
) -> None:
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    other = open_database(place.url)

    def slow(connection: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(SOON)

    writing = asyncio.create_task(other.write(slow))
    await begun.wait()
    with pytest.raises(Unavailable):
        await database.write(lambda one: one.execute(text("SELECT 1")))
    reshaping = asyncio.create_task(database.reshape(lambda one: one.execute(text("SELECT 1"))))
    assert await asked(database, "SELECT count(*) FROM inbox") == "0", "reading goes on"
    assert not reshaping.done()
    go_on.set()
    await asyncio.gather(writing, reshaping)
    await other.dispose()


async def test_batches_that_cross_do_not_wait_for_each_other_in_a_circle(place: Place) -> None:
    def touch(tickets: list[str], connection: Connection) -> None:
        for ticket in tickets:
            connection.execute(
                text("UPDATE tickets SET version = version + 1 WHERE id = :id"), {"id": ticket}
            )
            connection.execute(text("SELECT pg_sleep(0.01)"))

    async with await open_region("eu", place, KEY) as region:
        for ticket in ("eu-1", "eu-2"):
            await region.stores.ledger.write(page(view(ticket), received(f"{ticket}-m")))
    one, other = open_database(place.url), open_database(place.url)
    for _ in range(5):
        await asyncio.gather(
            one.write(lambda connection: touch(["eu-1", "eu-2"], connection)),
            other.write(lambda connection: touch(["eu-2", "eu-1"], connection)),
        )
    assert await asked(one, "SELECT min(version) FROM tickets") == "11"
    await asyncio.gather(one.dispose(), other.dispose())


async def test_a_process_takes_as_many_connections_as_it_says(
    postgres: Postgres, place: Place
) -> None:
    count = (
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'meridian'"
        f" AND datname = '{place.url.rpartition('/')[2].partition('?')[0]}'"
    )
    async with await open_region("eu", place, KEY) as region:
        listening = asyncio.create_task(region.changes.wait(0))
        await asyncio.gather(*(region.stores.inbox.accept(arrival(n)) for n in range(50)))
        await asyncio.gather(*(region.stores.ledger.entries(f"eu-{n}") for n in range(50)))
        await region.stores.ledger.write(page(view("eu-1"), received("m-1")))
        assert await asyncio.wait_for(listening, SOON) == 1
        [(connections,)] = postgres.ask(count)
    assert 2 <= connections <= 6, "four readers, one writer, one that listens"


async def test_a_server_without_room_refuses_in_a_sentence(postgres: Postgres) -> None:
    name = postgres.database()
    postgres.ask("CREATE ROLE narrow LOGIN PASSWORD 'narrow' CONNECTION LIMIT 1")
    url = postgres.url(name).replace("//meridian:", "//narrow:").split("@")[1]
    database = open_database(f"postgresql://narrow:narrow@{url}")
    other = open_database(f"postgresql://narrow:narrow@{url}")
    assert await asked(database, "SELECT 1") == "1"
    with pytest.raises(Unavailable, match="too many connections"):
        await asked(other, "SELECT 1")
    await asyncio.gather(database.dispose(), other.dispose())
    postgres.drop(name)
    postgres.ask("DROP ROLE narrow")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("password%20of", "guess%20of"), "password authentication failed"),
        (("meridian_region", "nowhere"), "does not exist"),
    ],
)
async def test_what_keeps_us_out_is_named_without_the_password(
    place: Place, change: tuple[str, str], reason: str
) -> None:
    database = open_database(place.url.replace(*change))
    with pytest.raises(Unavailable, match=reason) as refusal:
        await asked(database, "SELECT 1")
    assert PASSWORD not in str(refusal.value)
    await database.dispose()


async def test_of_several_hosts_the_one_that_answers_is_taken(
    postgres: Postgres, place: Place
) -> None:
    here = f"127.0.0.1:{postgres.port}"
    url = place.url.replace(f"@{here}/", "@/")
    database = open_database(f"{url}&host=127.0.0.1:1&host={here}")
    assert await asked(database, "SELECT 1") == "1"
    await database.dispose()


async def test_an_error_does_not_repeat_what_was_to_be_written(database: Database) -> None:
    def keep(connection: Connection, value: int | None) -> None:
        insert = text("INSERT INTO counters VALUES (:name, :value)")
        connection.execute(insert, {"name": "kanarienvogel", "value": value})

    writer = Writer(database)
    writer.start()
    await writer.write(lambda connection: keep(connection, 1))
    for value in (1, None):
        with pytest.raises(IntegrityError) as failure:
            await writer.write(lambda connection, value=value: keep(connection, value))  # type: ignore[misc]  # a default is the lambda's way to bind
        told = f"{failure.value} {failure.value.orig} {failure.value!r} {failure.value.orig!r}"
        assert "constraint" in told
        assert "kanarienvogel" not in told
    await writer.close()


def unplugged(postgres: Postgres, place: Place) -> None:
    """The server ends every session of the region, as it does when it stops."""
    name = place.url.rpartition("/")[2].partition("?")[0]
    postgres.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )


async def test_the_next_statement_finds_a_connection_that_works(
    postgres: Postgres, place: Place
) -> None:
    async with await open_region("eu", place, KEY) as region:
        listening = asyncio.create_task(region.changes.wait(0))
        await region.stores.inbox.accept(arrival(1))
        unplugged(postgres, place)
        assert not (await region.stores.inbox.accept(arrival(2))).duplicate
        assert await region.stores.inbox.waiting() == 2
        unplugged(postgres, place)
        await region.stores.ledger.write(page(view("eu-1"), received("m-1")))
        assert await asyncio.wait_for(listening, SOON) == 1


async def test_what_is_under_way_when_the_server_goes_is_unavailable_and_leaves_nothing(
    postgres: Postgres, place: Place
) -> None:
    database = open_database(place.url)
    writer = Writer(database)
    writer.start()

    def half(connection: Connection) -> None:
        connection.execute(text("UPDATE counters SET value = 7"))
        unplugged(postgres, place)
        connection.execute(text("UPDATE counters SET value = 8"))

    with pytest.raises(Unavailable):
        await writer.write(half)

    def late(connection: Connection) -> None:
        unplugged(postgres, place)
        connection.execute(text("SELECT 1"))

    with pytest.raises(Unavailable):
        await database.read(late)
    assert await asked(database, "SELECT max(value) FROM counters") == "0"
    await writer.write(lambda connection: connection.execute(text("UPDATE counters SET value = 9")))
    assert await asked(database, "SELECT max(value) FROM counters") == "9"
    await writer.close()
    await database.dispose()


async def test_a_server_that_says_nothing_is_not_waited_for(
    postgres: Postgres, place: Place
) -> None:
    database = open_database(place.url, busy_timeout=0.5)
    await asked(database, "SELECT 1")
    with postgres.holding_its_breath():
        with pytest.raises(Unavailable, match="nothing was heard"):
            await asked(database, "SELECT 1")
        with pytest.raises(Unavailable, match="nothing was heard"):
            await database.write(lambda one: one.execute(text("SELECT 1")))
    assert await asked(database, "SELECT 1") == "1"
    await database.dispose()


async def test_the_write_lock_is_free_once_its_holder_is_gone(
    postgres: Postgres, place: Place, database: Database
) -> None:
    with psycopg.connect(place.url) as holder:
        holder.execute("SELECT pg_advisory_xact_lock(1)")
        with pytest.raises(Unavailable):
            await database.write(lambda one: one.execute(text("SELECT 1")))
        holder.rollback()
    await database.write(lambda one: one.execute(text("SELECT 1")))
