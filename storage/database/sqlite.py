"""SQLite: a file for each database, on one machine.

It runs in WAL mode with `synchronous=FULL`. The driver's own transaction handling is switched off
(https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#sqlite-transactions): what writes begins
with BEGIN IMMEDIATE, so that two processes never build on the same state; what reads begins with
BEGIN and never takes the write lock. Both are sent by hand: an engine that somebody listens to
looks for listeners around each statement, which costs a sixth of an insert.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.database.threads import ThreadedDatabase

LOOK_EVERY = 0.2  # seconds: nothing tells one process of a file that another has written it
UNASKED = 25  # looks: five seconds
EMPTYING_TRIES = 8
EMPTYING_WAITS = 250  # milliseconds, for whoever reads or writes
EMPTYING_PAUSE = 0.1  # seconds
# https://sqlite.org/rescode.html: the file cannot be used now, whatever the statement was
UNAVAILABLE = (
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


class SqliteDatabase(ThreadedDatabase):
    """A SQLite file, made with its folder where there is none."""

    def __init__(self, url: URL, *, busy_timeout: float, secure_delete: bool, readers: int) -> None:
        if not url.database:
            raise ValueError("A SQLite database needs a file: write sqlite:////path/to/file.")
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._busy_timeout = round(busy_timeout * 1000)
        self._secure_delete = "ON" if secure_delete else "OFF"
        super().__init__(_engine(url, busy_timeout, self._secure_delete, readers + 1), readers)

    async def hints(self, channel: str) -> AsyncGenerator[int | None, None]:
        """As the Protocol `Database` says."""
        looking = ThreadPoolExecutor(1, f"look {self._engine.url.database}")
        run = partial(asyncio.get_running_loop().run_in_executor, looking)
        look = Look(str(self._engine.url.database))
        try:
            while True:
                if await run(look.is_other):
                    yield None
                await asyncio.sleep(LOOK_EVERY)
        finally:
            await run(look.close)
            looking.shutdown(wait=False)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    _reshaping = _writing

    @contextmanager
    def _overwriting(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                connection.commit()
            finally:
                connection.rollback()
                connection.exec_driver_sql(f"PRAGMA secure_delete={self._secure_delete}")

    def _drive_out(self, tables: Sequence[Table]) -> bool:
        """Empty the log into the file; the row that SQLite answers with begins with 1 if it could
        not (https://sqlite.org/pragma.html#pragma_wal_checkpoint).
        """
        with self._engine.connect() as connection:
            # Who waits for readers keeps writers waiting: rather often than long.
            connection.exec_driver_sql(f"PRAGMA busy_timeout={EMPTYING_WAITS}")
            try:
                return any(_is_emptied(connection) for _ in range(EMPTYING_TRIES))
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={self._busy_timeout}")

    def _is_unavailable(self, error: DBAPIError) -> bool:
        code = getattr(error.orig, "sqlite_errorcode", None)
        # the low byte is the primary code
        return isinstance(code, int) and code & 0xFF in UNAVAILABLE


class Look:
    """Whether a file is another than at the last look, whoever has written to it.

    SQLite counts that for each connection (https://sqlite.org/pragma.html#pragma_data_version), so
    this one has its own and never writes. Every so often it says so unasked: whoever could not read
    the file when it changed tries again. Belongs to one thread.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._connection: sqlite3.Connection | None = None
        self._seen: int | None = None
        self._looks = 0

    def is_other(self) -> bool:
        """Look. While the file cannot be read it is no other."""
        self._looks += 1
        try:
            seen = self._version()
        except sqlite3.Error:
            self.close()
            return False
        is_other = seen != self._seen or self._looks % UNASKED == 0
        self._seen = seen
        return is_other

    def close(self) -> None:
        """Look no more, or with another connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._seen = None

    def _version(self) -> int:
        if self._connection is None:
            self._connection = sqlite3.connect(f"file:{quote(self._file)}?mode=ro", uri=True)
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


def sqlite_url(file: Path) -> str:
    """The URL of a SQLite file, whatever characters its path has."""
    return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)


def _is_emptied(connection: Connection) -> bool:
    busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    if busy:
        time.sleep(EMPTYING_PAUSE)  # in the writer's own thread
    return not busy


def _engine(url: URL, busy_timeout: float, secure_delete: str, connections: int) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite"),
        connect_args={"isolation_level": None, "timeout": busy_timeout},
        pool_size=connections,
        pool_timeout=busy_timeout,
        hide_parameters=True,  # an error in a log must not show what was to be written
    )

    def connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA secure_delete={secure_delete}")
        cursor.close()

    event.listen(engine, "connect", connected)
    return engine
