"""How a unit of work runs: in a thread of its database, with whatever fails there named.

A unit is a plain function of a SQLAlchemy connection. It cannot await, so no transaction is ever
open during an outside call; and a whole batch of units crosses into the thread once, which costs a
tenth of crossing once for each statement.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.stores import Unavailable

CHANGED = "changed"  # announced with every transaction that writes
T = TypeVar("T")
Opening = Callable[[], AbstractContextManager[Connection]]


class ThreadedDatabase(ABC):
    """What the kinds of database share. Writing has a thread of its own, so no reader waits."""

    def __init__(self, engine: Engine, readers: int, patience: float | None = None) -> None:
        """`patience` is how many seconds anything but `reshape` may take; None is for ever."""
        self._engine = engine
        self._patience = patience
        self._readers = ThreadPoolExecutor(readers, f"read {engine.url.database}")
        self._writer = ThreadPoolExecutor(1, f"write {engine.url.database}")

    async def read(self, query: Callable[[Connection], T]) -> T:
        """As the Protocol `Database` says."""
        async with self._patiently():
            return await self._run(self._readers, self._reading, query)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """As the Protocol `Database` says."""
        async with self._patiently():
            return await self._run(self._writer, self._writing, work)

    async def reshape(self, work: Callable[[Connection], T]) -> T:
        """As the Protocol `Database` says."""
        return await self._run(self._writer, self._reshaping, work)

    async def erase(self, work: Callable[[Connection], T], *tables: Table) -> T:
        """As the Protocol `Database` says."""
        answer = await self.overwrite(work)
        await self.drive_out(*tables)
        return answer

    async def overwrite(self, work: Callable[[Connection], T]) -> T:
        """As the Protocol `Database` says."""
        async with self._patiently():
            return await self._run(self._writer, self._overwriting, work)

    async def drive_out(self, *tables: Table) -> None:
        """As the Protocol `Database` says."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writer, partial(self._without_traces, tables))

    async def dispose(self) -> None:
        """As the Protocol `Database` says."""
        await asyncio.to_thread(self._close)

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state and changes nothing."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Connection]:
        """A transaction beside which nobody else writes; committed at the end."""

    @abstractmethod
    def _reshaping(self) -> AbstractContextManager[Connection]:
        """The same, for work that may take long, and as patient with others who do that work."""

    @abstractmethod
    def _overwriting(self) -> AbstractContextManager[Connection]:
        """As `_writing`; what is taken out in it is overwritten, where the database can do that."""

    @abstractmethod
    def _drive_out(self, tables: Sequence[Table]) -> bool:
        """Leave nothing in the files of what was overwritten; False where others are in the way."""

    @abstractmethod
    def _is_unavailable(self, error: DBAPIError) -> bool:
        """Whether the database failed, rather than the statement."""

    async def _run(
        self, threads: ThreadPoolExecutor, opening: Opening, work: Callable[[Connection], T]
    ) -> T:
        run = partial(self._do, opening, work)
        return await asyncio.get_running_loop().run_in_executor(threads, run)

    @asynccontextmanager
    async def _patiently(self) -> AsyncIterator[None]:
        """Wait no longer than we may; the thread goes on, for nothing else can end its call."""
        try:
            async with asyncio.timeout(self._patience):
                yield
        except TimeoutError as late:
            raise self._unavailable(f"nothing was heard of it for {self._patience:g} s") from late

    def _without_traces(self, tables: Sequence[Table]) -> None:
        with self._naming_failures():
            if not self._drive_out(tables):
                raise self._unavailable("its log is in use, and what was erased may stand in it")

    def _do(self, opening: Opening, work: Callable[[Connection], T]) -> T:
        with self._naming_failures(), opening() as connection:
            return work(connection)

    @contextmanager
    def _naming_failures(self) -> Iterator[None]:
        """Turn the drivers' many ways of not answering into Unavailable."""
        try:
            yield
        except DBAPIError as error:
            if error.connection_invalidated or self._is_unavailable(error):
                raise self._unavailable(str(error.orig)) from error
            raise
        except (PoolTimeout, OSError) as error:
            raise self._unavailable(str(error)) from error

    def _unavailable(self, reason: str) -> Unavailable:
        """A sentence without a password: neither server nor driver repeats one."""
        said = " ".join(reason.split())
        return Unavailable(f"the database {self._engine.url.database} does not answer: {said}")

    def _close(self) -> None:
        self._readers.shutdown()
        self._writer.shutdown()
        self._engine.dispose()
