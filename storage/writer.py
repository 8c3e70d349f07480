"""The one writer of a database: what arrives while it commits is committed together next.

One transaction for each message gives some hundred messages a second; grouped, tens of thousands.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError
from sqlalchemy.exc import DBAPIError as DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.stores import Unavailable
from storage.engine import Database

T = TypeVar("T")
Unit = Callable[[AsyncConnection], Awaitable[T]]


@dataclass(frozen=True, slots=True)
class _Job:
    unit: Unit[Any]
    answer: "asyncio.Future[Any]"


@dataclass(frozen=True, slots=True)
class _Outcome:
    value: Any = None
    fault: Exception | None = None


class Writer:
    """Runs units of work in group commits, in the order in which they were asked for.

    Each unit has its own savepoint: one that raises leaves no trace, and only its caller hears of
    it. Callers are answered after the commit; where that fails, all of them get Unavailable.
    A unit must not call anything outside the database: everybody waits for it.
    """

    def __init__(self, database: Database, *, batch: int = 64) -> None:
        self._database = database
        self._batch = batch
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write; needs a running event loop."""
        self._task = asyncio.create_task(self._run(), name="writer")

    async def close(self) -> None:
        """Write what was asked for, then stop."""
        if self._task is not None and not self._task.done():
            self._jobs.put_nowait(None)
            await asyncio.wait([self._task])

    async def write(self, unit: Unit[T]) -> T:
        """Run `unit` and answer after its commit. Raises what it raises, or Unavailable.

        A caller that is cancelled before its turn has written nothing; later, its unit stands.
        """
        if self._task is None or self._task.done():
            raise Unavailable("the writer is not running")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put_nowait(_Job(unit, answer))
        return await answer

    async def _run(self) -> None:
        try:
            while jobs := await self._next_batch():
                await self._answer(jobs)
        finally:
            _refuse(self._drained(), Unavailable("the writer has stopped"))

    async def _next_batch(self) -> list[_Job]:
        """The jobs that wait, at most a batch of them; empty at the end."""
        first = await self._jobs.get()
        jobs: list[_Job] = []
        while first is not None:
            jobs.append(first)
            if len(jobs) == self._batch or self._jobs.empty():
                return jobs
            first = self._jobs.get_nowait()
        if jobs:
            self._jobs.put_nowait(None)  # the end was seen; come back to it after these
        return jobs

    def _drained(self) -> list[_Job]:
        left = [self._jobs.get_nowait() for _ in range(self._jobs.qsize())]
        return [job for job in left if job is not None]

    async def _answer(self, jobs: list[_Job]) -> None:
        try:
            outcomes = await self._committed(jobs)
        except Unavailable as failure:
            _refuse(jobs, failure)
        except DatabaseError as failure:
            _refuse(jobs, Unavailable("the database refused the commit"), failure)
        else:
            for job, outcome in outcomes:
                _tell(job, outcome)
        finally:
            _refuse(jobs, Unavailable("the writer has stopped"))

    async def _committed(self, jobs: list[_Job]) -> list[tuple[_Job, _Outcome]]:
        async with self._database.writing() as connection:
            return [
                (job, await _performed(job, connection)) for job in jobs if not job.answer.done()
            ]


async def _performed(job: _Job, connection: AsyncConnection) -> _Outcome:
    """What became of one unit. A failure of the database itself goes up: the batch is lost.

    After such a failure SQLite may have ended the transaction by itself; going on would commit
    the rest of the batch without its beginning (https://sqlite.org/lang_transaction.html).
    """
    try:
        async with connection.begin_nested():
            return _Outcome(value=await job.unit(connection))
    except (IntegrityError, DataError, ProgrammingError) as fault:
        return _Outcome(fault=fault)
    except DatabaseError:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever a unit raises belongs to its caller
        return _Outcome(fault=fault)


def _tell(job: _Job, outcome: _Outcome) -> None:
    if job.answer.done():
        return
    if outcome.fault is not None:
        job.answer.set_exception(outcome.fault)
    else:
        job.answer.set_result(outcome.value)


def _refuse(jobs: list[_Job], failure: Unavailable, cause: Exception | None = None) -> None:
    """Tell those that were not answered yet; each gets its own exception, as it grows a trace."""
    for job in jobs:
        own = Unavailable(*failure.args)
        own.__cause__ = cause or failure.__cause__
        _tell(job, _Outcome(fault=own))
