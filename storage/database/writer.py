"""The one writer of a database: what arrives while it commits is committed together next."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError

from domain.meter import Meter, NobodyListens
from domain.stores import Unavailable
from storage.database.engine import Database, command

T = TypeVar("T")
Unit = Callable[[Connection], T]


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
    """

    def __init__(self, database: Database, *, batch: int = 64, meter: Meter | None = None) -> None:
        self._database = database
        self._batch = batch
        self._meter = meter or NobodyListens()
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
            _refuse(self._left_over(), Unavailable("the writer has stopped"))

    async def _next_batch(self) -> list[_Job]:
        """The jobs that wait, at most a batch of them; empty at the end."""
        jobs: list[_Job] = []
        job = await self._jobs.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == self._batch or self._jobs.empty():
                return jobs
            job = self._jobs.get_nowait()
        if jobs:
            self._jobs.put_nowait(None)  # the end was seen; come back to it after these
        return jobs

    def _left_over(self) -> list[_Job]:
        left = [self._jobs.get_nowait() for _ in range(self._jobs.qsize())]
        return [job for job in left if job is not None]

    async def _answer(self, jobs: list[_Job]) -> None:
        try:
            outcomes = await self._database.write(lambda connection: _all(jobs, connection))
        except (Unavailable, SQLAlchemyError) as failure:
            self._meter.unavailable()
            _refuse(jobs, failure)
        else:
            self._meter.committed(len(jobs))
            for job, outcome in outcomes:
                _tell(job, outcome)
        finally:
            _refuse(jobs, None)


def _all(jobs: list[_Job], connection: Connection) -> list[tuple[_Job, _Outcome]]:
    return [(job, _one(job, connection)) for job in jobs if not job.answer.done()]


def _one(job: _Job, connection: Connection) -> _Outcome:
    """What became of one unit. A failure of the database itself goes up: the batch is lost.

    After such a failure SQLite may have ended the transaction by itself; going on would commit
    the rest of the batch without its beginning (https://sqlite.org/lang_transaction.html). Where a
    unit hides the failure, its savepoint is gone, and releasing it fails in its place.
    """
    command(connection, "SAVEPOINT unit")
    outcome = _outcome(job.unit, connection)
    if outcome.fault is not None:
        command(connection, "ROLLBACK TO unit")
    command(connection, "RELEASE unit")
    return outcome


def _outcome(unit: Unit[Any], connection: Connection) -> _Outcome:
    """What a unit said, or what it raised if the transaction can go on without it."""
    try:
        return _Outcome(value=unit(connection))
    except (IntegrityError, DataError, ProgrammingError) as fault:
        return _Outcome(fault=fault)
    except DBAPIError:
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


def _refuse(jobs: list[_Job], failure: Exception | None) -> None:
    """Tell those that were not answered yet; each gets its own exception, as it grows a trace."""
    for job in jobs:
        own = Unavailable("the database did not take the write")
        own.__cause__ = failure
        _tell(job, _Outcome(fault=own))
