"""PostgreSQL: a server that many processes on many machines reach.

Who writes takes the database's one write lock first, as BEGIN IMMEDIATE does on SQLite. A batch
touches the rows of many tickets in the order in which they were asked for, so two batches side by
side would often wait for each other in a circle; and a region's positions let only one of them
through in any case. The lock is the transaction's own: whatever ends that, ends it.

Durability is asked for by each connection, whatever the server's configuration says. What the
URL's own `options` say comes last and holds.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    Table,
    create_engine,
    event,
)
from sqlalchemy.exc import DBAPIError

from storage.database.threads import CHANGED, ThreadedDatabase

WRITERS = 1  # the key of the write lock; such locks belong to one database each
LONGEST_WAITS = 3  # times as long as for a lock: then a statement is ended, or not waited for
LONGEST_SILENCE = (
    10.0  # seconds that a process may leave a transaction alone, as when it is stopped
)
LISTEN_AGAIN_AFTER = 0.5  # seconds
# https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, authorization, a
# transaction that only reads (as on a standby), rollback (deadlock), rights, resources, a lock that
# was not free in time, operator intervention, system error, internal error
UNAVAILABLE = ("08", "28", "25006", "40", "42501", "53", "55P03", "57", "58", "XX")


class PostgresDatabase(ThreadedDatabase):
    """A database of a PostgreSQL server; at most `readers` and one connections are open to it."""

    def __init__(self, url: URL, *, busy_timeout: float, readers: int) -> None:
        self._arguments = _arguments(url, busy_timeout)
        self._statement_timeout = _milliseconds(LONGEST_WAITS * busy_timeout)
        engine = _engine(url, self._arguments, readers + 1)
        super().__init__(engine, readers, patience=LONGEST_WAITS * busy_timeout)
        self._snapshots = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    async def hints(self, channel: str) -> AsyncGenerator[int | None, None]:
        """As the Protocol `Database` says; takes a connection of its own."""
        while True:
            try:
                async with self._listening(channel) as connection:
                    yield None  # whatever was said while nobody listened
                    async for notice in connection.notifies():
                        yield int(notice.payload) if notice.payload else None
            except psycopg.Error:  # whatever keeps us from listening, it may end
                await asyncio.sleep(LISTEN_AGAIN_AFTER)

    @asynccontextmanager
    async def _listening(self, channel: str) -> AsyncGenerator[psycopg.AsyncConnection[Any], None]:
        _, where = self._engine.dialect.create_connect_args(self._engine.url)
        told = {**where, **self._arguments, "autocommit": True}
        async with await psycopg.AsyncConnection.connect(**told) as connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._snapshots.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
            yield connection
            # It is heard with the commit; https://www.postgresql.org/docs/current/sql-notify.html
            connection.exec_driver_sql(f"NOTIFY {CHANGED}")

    @contextmanager
    def _reshaping(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
            yield connection

    _overwriting = _writing

    def _drive_out(self, tables: Sequence[Table]) -> bool:
        """Vacuum; one that others are in the way of waits for them, and fails by itself at last."""
        engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            try:
                for table in tables:
                    connection.exec_driver_sql(f"VACUUM {table.name}")
            finally:
                connection.exec_driver_sql(f"SET statement_timeout = {self._statement_timeout}")
        return True

    def _is_unavailable(self, error: DBAPIError) -> bool:
        if error.statement is None:  # nothing was asked yet: it is the connection that failed
            return True
        state = getattr(error.orig, "sqlstate", None)
        return isinstance(state, str) and state.startswith(UNAVAILABLE)


def _arguments(url: URL, busy_timeout: float) -> dict[str, Any]:
    """What libpq is told beside the URL, which may say otherwise."""
    patience = {
        "connect_timeout": 5,
        # A server that is gone without a word is noticed in some 20 seconds.
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        "application_name": "meridian",
    }
    session = {
        "timezone": "UTC",
        "synchronous_commit": "on",
        "statement_timeout": _milliseconds(LONGEST_WAITS * busy_timeout),
        "lock_timeout": _milliseconds(busy_timeout),
        "idle_in_transaction_session_timeout": _milliseconds(LONGEST_SILENCE),
    }
    options = " ".join(f"-c {name}={value}" for name, value in session.items())
    told = {name: value for name, value in patience.items() if name not in url.query}
    return told | {"options": f"{options} {url.query.get('options', '')}".rstrip()}


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))  # zero would mean for ever


def _engine(url: URL, arguments: dict[str, Any], connections: int) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=arguments,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,  # after a restart the next statement finds a connection that works
        hide_parameters=True,  # an error in a log must not show what was to be written
    )
    event.listen(engine, "handle_error", _without_values)
    return engine


def _without_values(failure: ExceptionContext) -> None:
    """Keep the server's first line alone: those after it repeat the row that was to be written."""
    for error in (failure.original_exception, failure.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0],)
