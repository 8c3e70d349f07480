"""Processes that do one kind of work side by side, and end with the process that started them."""

import contextlib
import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Final, Generic, Never, Protocol, Self, TypeVar

from runtime.leaving import as_program

# So much may be under way, and is dropped with its job: looking for cycles before finds none of it.
MADE_FOR_A_JOB: Final = 200_000

Job = TypeVar("Job")
Result = TypeVar("Result")
Asked_contra = TypeVar("Asked_contra", contravariant=True)
Given_co = TypeVar("Given_co", covariant=True)
Failures = tuple[type[Exception], ...]


class CrewLost(Exception):
    """A process of the crew ended in the midst of its work; why stands on its standard error."""


class Worker(Protocol[Asked_contra, Given_co]):
    """Does one job after the other."""

    def __call__(self, job: Asked_contra, /) -> Given_co:
        """The job's result."""
        ...

    def close(self) -> None:
        """Give back what was opened."""
        ...


class Crew(Generic[Job, Result]):
    """So many processes, each with a worker that `make` makes there; use it in `with`.

    A crew of 0 is a single worker in this process. `make`, jobs and results have to be such that
    they can be pickled; nothing else is shared, however the platform starts processes. Of what a
    worker raises, `failures` are raised here again; after that the crew is of no more use.
    """

    def __init__(
        self, size: int, make: Callable[[], Worker[Job, Result]], failures: Failures = ()
    ) -> None:
        self._size, self._make, self._failures = size, make, failures
        self._ends: list[Connection[Any, Any]] = []
        self._open = contextlib.ExitStack()
        self._alone: Worker[Job, Result] | None = None

    def __enter__(self) -> Self:
        if not self._size:
            self._alone = self._open.enter_context(contextlib.closing(self._make()))
        context = multiprocessing.get_context("spawn")
        for _ in range(self._size):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_worker, args=(theirs, self._make, self._failures), daemon=True
            )
            process.start()
            theirs.close()
            self._ends.append(ours)
            # A worker ends when it is asked for nothing more; what hangs is not waited for.
            self._open.callback(process.terminate)
            self._open.callback(process.join, 5)
            self._open.callback(ours.close)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()
        self._ends.clear()

    def results(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """The result of each job, as they are done. No more jobs are taken than can be begun."""
        if self._alone is not None:
            yield from map(self._alone, jobs)
            return
        left = iter(jobs)
        busy = {end for end in self._ends if _sends(end, left)}
        while busy:
            for end in wait(list(busy)):
                assert isinstance(end, Connection)
                yield self._received(end)
                if not _sends(end, left):
                    busy.discard(end)

    def each(self, job: Job) -> list[Result]:
        """Have every worker do the same job."""
        if self._alone is not None:
            return [self._alone(job)]
        for end in self._ends:
            end.send(job)
        return [self._received(end) for end in self._ends]

    def _received(self, end: "Connection[Any, Any]") -> Result:
        try:
            result: Any = end.recv()
        except (EOFError, ConnectionError):
            raise CrewLost("A process that was at work has ended; try again.") from None
        if isinstance(result, self._failures):
            raise result
        done: Result = result
        return done


def _sends(end: "Connection[Any, Any]", left: Iterator[Any]) -> bool:
    for job in left:
        end.send(job)
        return True
    return False


def _worker(
    end: "Connection[Any, Any]", make: Callable[[], Worker[Any, Any]], failures: Failures
) -> Never:
    as_program(lambda: _work(end, make, failures))


def _work(
    end: "Connection[Any, Any]", make: Callable[[], Worker[Any, Any]], failures: Failures
) -> None:
    """Do jobs until the other end is closed, or gone with its process."""
    # Ctrl-C is for whoever started us; we end when it does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        made = make()
    except failures as failure:
        end.send(failure)  # it is the answer to the first job
        return
    with contextlib.closing(made) as worker, contextlib.suppress(EOFError, BrokenPipeError):
        gc.freeze()  # what was made by now stays as long as we do: no need to go over it again
        gc.set_threshold(MADE_FOR_A_JOB)
        while True:
            job = end.recv()
            try:
                result = worker(job)
            except failures as failure:
                result = failure
            end.send(result)
