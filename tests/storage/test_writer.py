import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from domain.stores import Unavailable
from storage.database.engine import Database, open_database
from storage.database.writer import Writer


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = open_database(url)
    await opened.write(
        lambda connection: connection.execute(text("CREATE TABLE numbers (n INTEGER UNIQUE)"))
    )
    yield opened
    await opened.dispose()


@pytest.fixture
async def writer(database: Database) -> AsyncIterator[Writer]:
    started = Writer(database, batch=8)
    started.start()
    yield started
    await started.close()


def put(number: int, connection: Connection) -> int:
    connection.execute(text("INSERT INTO numbers VALUES (:n)"), {"n": number})
    return number


def numbers(connection: Connection) -> list[int]:
    return list(connection.execute(text("SELECT n FROM numbers ORDER BY n")).scalars())


async def kept(database: Database) -> list[int]:
    return await database.read(numbers)


async def test_units_are_written_in_their_order(database: Database, writer: Writer) -> None:
    order: list[int] = []

    def note(number: int, connection: Connection) -> None:
        order.append(put(number, connection))

    asked = range(100)
    await asyncio.gather(*(writer.write(lambda c, n=n: note(n, c)) for n in asked))  # type: ignore[misc]  # a default is the lambda's way to bind
    assert order == list(asked) == await kept(database)


async def test_a_unit_that_fails_leaves_its_neighbours_alone(
    database: Database, writer: Writer
) -> None:
    def fail(connection: Connection) -> None:
        put(50, connection)
        raise LookupError("not today")

    answers = await asyncio.gather(
        writer.write(lambda connection: put(1, connection)),
        writer.write(fail),
        writer.write(lambda connection: put(1, connection)),
        writer.write(lambda connection: put(2, connection)),
        return_exceptions=True,
    )
    assert answers[0] == 1
    assert isinstance(answers[1], LookupError)
    assert isinstance(answers[2], IntegrityError)
    assert answers[3] == 2
    assert await kept(database) == [1, 2]


def keep_quiet(connection: Connection) -> None:
    """As if the unit had not noticed."""


def tell(connection: Connection) -> None:
    connection.exec_driver_sql("RELEASE nothing")


def blame_another(connection: Connection) -> None:
    raise LookupError("not today")


@pytest.mark.parametrize("go_on", [tell, keep_quiet, blame_another])
async def test_a_lost_transaction_is_nobodys_success(
    database: Database, writer: Writer, go_on: Callable[[Connection], None]
) -> None:
    def lose(connection: Connection) -> None:
        connection.exec_driver_sql("ROLLBACK")  # what SQLite does by itself on a full disk
        go_on(connection)

    answers = await asyncio.gather(
        writer.write(lambda connection: put(1, connection)),
        writer.write(lose),
        writer.write(lambda connection: put(2, connection)),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers] == [Unavailable] * 3
    assert await kept(database) == []
    assert await writer.write(lambda connection: put(3, connection)) == 3


async def test_a_cancelled_caller_stops_nobody(database: Database, writer: Writer) -> None:
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(connection: Connection) -> int:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(10)
        return put(1, connection)

    running = asyncio.create_task(writer.write(slow))
    await begun.wait()
    waiting = asyncio.create_task(writer.write(lambda connection: put(2, connection)))
    last = asyncio.create_task(writer.write(lambda connection: put(3, connection)))
    queued = asyncio.Event()
    loop.call_soon(queued.set)
    await queued.wait()
    running.cancel()
    waiting.cancel()
    go_on.set()
    assert await last == 3
    assert await kept(database) == [1, 3]


async def test_a_closed_writer_has_written_what_was_asked_for(database: Database) -> None:
    writer = Writer(database, batch=4)
    writer.start()
    asked = [asyncio.create_task(writer.write(lambda c, n=n: put(n, c))) for n in range(10)]  # type: ignore[misc]  # as above
    begun = asyncio.Event()
    asyncio.get_running_loop().call_soon(begun.set)
    await begun.wait()
    await writer.close()
    assert await asyncio.gather(*asked) == list(range(10))
    with pytest.raises(Unavailable):
        await writer.write(lambda connection: put(11, connection))


async def test_readers_do_not_wait_for_a_writer(database: Database, writer: Writer) -> None:
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(connection: Connection) -> int:
        number = put(1, connection)
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(10)
        return number

    writing = asyncio.create_task(writer.write(slow))
    await begun.wait()
    assert await kept(database) == []
    go_on.set()
    assert await writing == 1
    assert await kept(database) == [1]


async def test_a_reader_sees_one_state(database: Database, writer: Writer) -> None:
    looked, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(connection: Connection) -> tuple[list[int], list[int]]:
        before = numbers(connection)
        loop.call_soon_threadsafe(looked.set)
        go_on.wait(10)
        return before, numbers(connection)

    reading = asyncio.create_task(database.read(slow))
    await looked.wait()
    assert await writer.write(lambda connection: put(1, connection)) == 1
    go_on.set()
    assert await reading == ([], [])
    assert await kept(database) == [1]
