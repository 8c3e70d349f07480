"""A few threads of its own for each engine, so that one that hangs holds up nobody else."""

import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from language.engine import Engine, EngineFailed


@dataclass(frozen=True, slots=True)
class _Job:
    text: str
    source: str
    target: str
    answer: Future[str | EngineFailed]


class Lane:
    """Runs an engine's blocking calls on at most `width` daemon threads, in order of arrival.

    Daemon threads, because an engine that never returns must not keep the process from ending;
    `concurrent.futures` joins its threads at exit, whatever they do.
    """

    def __init__(self, engine: Engine, width: int) -> None:
        self.engine = engine
        self._width = width
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._lock = threading.Lock()

    def translate(self, text: str, source: str, target: str) -> Future[str | EngineFailed]:
        """Queue one call; its failure is a value, so that no error's context travels with it.

        A future that is cancelled before its turn is never run. A closed lane cancels at once.
        """
        answer: Future[str | EngineFailed] = Future()
        with self._lock:
            if self._closed:
                answer.cancel()
                return answer
            self._jobs.put(_Job(text, source, target, answer))
            if len(self._threads) < self._width:
                name = f"translate-{self.engine.name}-{len(self._threads)}"
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
                job.answer.set_result(self._call(job))
            del job  # an idle thread holds no customer's text

    def _call(self, job: _Job) -> str | EngineFailed:
        try:
            answer = self.engine.translate(job.text, job.source, job.target)
        except EngineFailed as failed:
            return EngineFailed(failed.reason, failed.retry)
        except BaseException as error:  # noqa: BLE001 - a thread that dies here loses its width
            return EngineFailed(f"broke: {type(error).__name__}", retry=False)
        if not isinstance(answer, str) or not answer.strip():
            return EngineFailed("empty", retry=False)
        return answer
