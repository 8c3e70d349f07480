"""How a database is reached: what every kind of it promises, and statements that each needs.

What is to be read or written is a plain function of a SQLAlchemy connection: see
`storage/database/threads.py`. Only this file, `sqlite.py` and `postgres.py` know which kind it is.
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from functools import cache
from typing import Protocol, TypeVar

from sqlalchemy import URL, Connection, Executable, Table, make_url
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.exc import ArgumentError

from domain.stores import Unavailable
from storage.database.sqlite import SqliteDatabase

T = TypeVar("T")
READERS = 4  # threads that read at the same time; each has a connection, and so has the writer
KINDS = ("sqlite", "postgresql")


class Database(Protocol):
    """One database, with one way to read it and one to write it. All raise Unavailable."""

    async def read(self, query: Callable[[Connection], T]) -> T:
        """What `query` finds in one state of the database; it waits for no writer."""
        ...

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in one transaction, beside which nobody writes, and answer after its commit."""
        ...

    async def reshape(self, work: Callable[[Connection], T]) -> T:
        """As `write`, for changes of the tables: it may take as long as these need."""
        ...

    async def erase(self, work: Callable[[Connection], T], *tables: Table) -> T:
        """As `write`, for `work` that takes out or overwrites what must be found in no file again.

        SQLite overwrites it and then empties its log; raises Unavailable where others use that for
        too long: `work` is done then, and asking again empties the log. PostgreSQL overwrites
        nothing: it gives the room in `tables` free (VACUUM), for other rows to take some day.
        """
        ...

    async def overwrite(self, work: Callable[[Connection], T]) -> T:
        """The first half of `erase`, for one of many; once all are done, `drive_out` follows."""
        ...

    async def drive_out(self, *tables: Table) -> None:
        """The second half of it. Raises Unavailable as `erase` does."""
        ...

    def hints(self, channel: str) -> AsyncGenerator[int | None, None]:
        """Whenever something may have been announced under that name: the number, if it is known.

        The first hint comes at once; while the database is away there are none. Never ends.
        """
        ...

    async def dispose(self) -> None:
        """Close every connection."""
        ...


def address_of(url: str) -> URL:
    """The parts of a database's URL. Raises ValueError, which does not repeat the URL."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise ValueError("this is no database's URL") from None
    if address.get_backend_name() not in KINDS:
        raise ValueError("no database of this kind: write postgresql://… or sqlite:///…")
    return address


def open_database(
    url: str, *, busy_timeout: float = 5.0, secure_delete: bool = False, readers: int = READERS
) -> Database:
    """The database at a URL; nothing is connected before it is asked for something.

    `busy_timeout` is how many seconds a connection waits for another's lock. `secure_delete`
    overwrites what is deleted with zeros, where a SQLite file would keep it; PostgreSQL cannot.
    """
    address = address_of(url)
    if address.get_backend_name() == "sqlite":
        return SqliteDatabase(
            address, busy_timeout=busy_timeout, secure_delete=secure_delete, readers=readers
        )
    from storage.database.postgres import PostgresDatabase  # noqa: PLC0415 - its driver is slow to import

    return PostgresDatabase(address, busy_timeout=busy_timeout, readers=readers)


def command(connection: Connection, statement: str) -> None:
    """Run what has no values and no answer, such as SAVEPOINT. Raises Unavailable if it fails.

    It goes to the driver itself: SQLAlchemy's own savepoint takes as long as a whole insert.
    """
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement)
    except connection.dialect.loaded_dbapi.Error as error:
        raise Unavailable("the database has lost the transaction") from error
    finally:
        cursor.close()


def insert_new(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert a row unless one of its keys is taken; whether it was inserted."""
    statement = _insert_new(connection.dialect.name, table)
    return connection.execute(statement, values).rowcount > 0


def put_newer(
    connection: Connection, table: Table, values: Mapping[str, object], counted_by: str
) -> None:
    """Insert a row, or replace the one with its primary key where that has counted less far."""
    connection.execute(_put_newer(connection.dialect.name, table, counted_by), values)


@cache  # a statement that was built once is compiled once
def _insert_new(dialect: str, table: Table) -> Executable:
    # Rows are counted; to have them returned would make each insert cost half as much again.
    statement = _insert(dialect, table).on_conflict_do_nothing().inline()
    return statement.execution_options(preserve_rowcount=True)


@cache
def _put_newer(dialect: str, table: Table, counted_by: str) -> Executable:
    statement = _insert(dialect, table)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={column.name: new[column.name] for column in table.c},
        where=table.c[counted_by] < new[counted_by],
    )


def _insert(dialect: str, table: Table) -> SqliteInsert | PostgresInsert:
    """Both databases spell ON CONFLICT alike, and SQLAlchemy keeps it for them alone."""
    return SqliteInsert(table) if dialect == "sqlite" else PostgresInsert(table)
