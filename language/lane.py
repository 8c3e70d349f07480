"""A few threads of its own for each engine, so that one that hangs holds up nobody else."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from language.engine import EngineFailed
from language.masking import Protected

Work = Callable[[], Protected]


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work
    answer: Future[Protected | EngineFailed]


class Lane:
    """Runs an engine's blocking calls on at most `width` daemon threads, in order of arrival.

    Daemon threads, because an engine that never returns must not keep the process from ending;
    `concurrent.futures` joins its threads at exit, whatever they do.
    """

    def __init__(self, name: str, width: int) -> None:
        self._name = name
        self._width = width
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._lock = threading.Lock()

    def run(self, work: Work) -> Future[Protected | EngineFailed]:
        """Queue one call; its failure is a value, so that no error's context travels with it.

        A future that is cancelled before its turn is never run. A closed lane cancels at once.
        """
        answer: Future[Protected | EngineFailed] = Future()
        with self._lock:
            if self._closed:
                answer.cancel()
                return answer
            self._jobs.put(_Job(work, answer))
            if len(self._threads) < self._width:
                name = f"translate-{self._name}-{len(self._threads)}"
                thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
        return answer

    def close(self, stop_at: float) -> None:
        """Cancel what waits, and give what runs until `stop_at` (of `time.monotonic`) to end."""
        with self._lock:
            self._closed = True
            with suppress(Empty):
                while (job := self._jobs.get_nowait()) is not None:
                    job.answer.cancel()
            for _ in self._threads:
                self._jobs.put(None)
        for thread in self._threads:
            thread.join(max(0.0, stop_at - time.monotonic()))

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if job.answer.set_running_or_notify_cancel():
                job.answer.set_result(_done(job.work))
            del job  # an idle thread holds no customer's text


def _done(work: Work) -> Protected | EngineFailed:
    try:
        return work()
    except EngineFailed as failed:
        return EngineFailed(failed.reason, failed.retry)
    except BaseException as error:  # noqa: BLE001 - a thread that dies here loses its width
        return EngineFailed(f"broke: {type(error).__name__}", retry=False)
