"""How a database is reached: the only file that knows which kind of database it is.

SQLite runs in WAL mode with `synchronous=FULL`. The driver's own transaction handling is switched
off (https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#sqlite-transactions): a connection
that writes begins with BEGIN IMMEDIATE, so that two processes never build on the same state; one
that reads begins with BEGIN and never takes the write lock.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Table, event
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from domain.stores import Unavailable

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


def create_engine(
    url: str, *, busy_timeout: float = 5.0, secure_delete: bool = False
) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`.

    `busy_timeout` is how many seconds a connection waits for another's lock. `secure_delete`
    overwrites what is deleted with zeros, where the database leaves it in its file.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_async_engine(address, hide_parameters=True, pool_timeout=busy_timeout)
    _make_folder(address)
    engine = create_async_engine(
        address,
        connect_args={"isolation_level": None, "timeout": busy_timeout},
        hide_parameters=True,  # an error in a log must not show what was to be written
        pool_timeout=busy_timeout,
    )

    def connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA secure_delete={'ON' if secure_delete else 'OFF'}")
        cursor.close()

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", _begun)
    return engine


def _make_folder(address: URL) -> None:
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _begun(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """One database, with one way to read it and one to write it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one state and waits for nobody. Raises Unavailable."""
        with naming_failures():
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is committed at the end of the block. Raises Unavailable."""
        with naming_failures():
            async with self._writing.begin() as connection:
                yield connection

    async def dispose(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


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
        return code & 0xFF in SQLITE_UNAVAILABLE
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(state, str) and state[:2] in POSTGRES_UNAVAILABLE


def insert_into(connection: AsyncConnection, table: Table) -> SqliteInsert | PostgresInsert:
    """An insert that knows ON CONFLICT, which both databases spell alike."""
    if connection.dialect.name == "sqlite":
        return SqliteInsert(table)
    return PostgresInsert(table)
