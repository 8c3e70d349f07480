"""How a database is reached: the only file that knows which kind of database it is.

What is to be read or written is a plain function of a SQLAlchemy connection. It cannot await, so
no transaction is ever open during an outside call; and a whole batch of them crosses into the
database's thread once, which costs a tenth of crossing once for each statement.

SQLite runs in WAL mode with `synchronous=FULL`. The driver's own transaction handling is switched
off (https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#sqlite-transactions): what writes
begins with BEGIN IMMEDIATE, so that two processes never build on the same state; what reads
begins with BEGIN and never takes the write lock. Both are sent by hand: an engine that somebody
listens to looks for listeners around each statement, which costs a sixth of an insert.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, Executable, Table, event, make_url
from sqlalchemy import create_engine as create_sqlalchemy_engine
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from domain.stores import Unavailable

T = TypeVar("T")
READERS = 4  # threads that read at the same time

# https://sqlite.org/rescode.html: the file cannot be used now, whatever the statement was
SQLITE_UNAVAILABLE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
)
# https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, rollback (deadlock),
# resources, operator intervention, system error
POSTGRES_UNAVAILABLE = ("08", "40", "53", "57", "58")


class Database(Protocol):
    """One database, with one way to read it and one to write it. Both raise Unavailable."""

    async def read(self, query: Callable[[Connection], T]) -> T:
        """What `query` finds in one state of the database; it waits for no writer."""
        ...

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in one transaction and answer after its commit."""
        ...

    async def dispose(self) -> None:
        """Close every connection."""
        ...


class SqliteDatabase:
    """A SQLite file. Writing has a thread of its own, so that readers never wait for it."""

    def __init__(self, url: URL, *, busy_timeout: float, secure_delete: bool) -> None:
        if not url.database:
            raise ValueError("A SQLite database needs a file: write sqlite:////path/to/file.")
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._engine = _sqlite_engine(url, busy_timeout, secure_delete)
        self._readers = ThreadPoolExecutor(READERS, f"read {url.database}")
        self._writer = ThreadPoolExecutor(1, f"write {url.database}")

    async def read(self, query: Callable[[Connection], T]) -> T:
        """As the Protocol says."""

        def run() -> T:
            with naming_failures(), self._engine.connect() as connection:
                connection.exec_driver_sql("BEGIN")
                return query(connection)

        return await asyncio.get_running_loop().run_in_executor(self._readers, run)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """As the Protocol says."""

        def run() -> T:
            with naming_failures(), self._engine.begin() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._writer, run)

    async def dispose(self) -> None:
        """As the Protocol says."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._readers.shutdown()
        self._writer.shutdown()
        self._engine.dispose()


def open_database(url: str, *, busy_timeout: float = 5.0, secure_delete: bool = False) -> Database:
    """The database at a SQLAlchemy URL; nothing is connected before it is asked for something.

    `busy_timeout` is how many seconds a connection waits for another's lock. `secure_delete`
    overwrites what is deleted with zeros, where the database would leave it in its file.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        raise ValueError(f"No database of the kind {address.drivername}: write sqlite:///….")
    return SqliteDatabase(address, busy_timeout=busy_timeout, secure_delete=secure_delete)


def sqlite_url(file: Path) -> str:
    """The URL of a SQLite file, whatever characters its path has."""
    return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)


def _sqlite_engine(url: URL, busy_timeout: float, secure_delete: bool) -> Engine:
    engine = create_sqlalchemy_engine(
        url.set(drivername="sqlite"),
        connect_args={"isolation_level": None, "timeout": busy_timeout},
        pool_size=READERS + 1,
        pool_timeout=busy_timeout,
        hide_parameters=True,  # an error in a log must not show what was to be written
    )

    def connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA secure_delete={'ON' if secure_delete else 'OFF'}")
        cursor.close()

    event.listen(engine, "connect", connected)
    return engine


@contextmanager
def naming_failures() -> Iterator[None]:
    """Turn the drivers' many ways of not answering into Unavailable."""
    try:
        yield
    except DBAPIError as error:
        if is_unavailable(error):
            raise Unavailable("the database does not answer") from error
        raise
    except (PoolTimeout, OSError) as error:
        raise Unavailable("the database does not answer") from error


def is_unavailable(error: DBAPIError) -> bool:
    """Whether the database failed, rather than the statement."""
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF in SQLITE_UNAVAILABLE  # the low byte is the primary code
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(state, str) and state[:2] in POSTGRES_UNAVAILABLE


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
