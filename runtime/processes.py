"""Child processes: started, started again when they die, stopped in order, never left behind."""

import asyncio
import contextlib
import os
import signal
import threading
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from runtime.lifeline import Lifeline
from runtime.waiting import until

FIRST_PAUSE = timedelta(milliseconds=100)
LONGEST_PAUSE = timedelta(seconds=15)
LASTING = timedelta(seconds=10)  # a child that lived so long did not die at once
TOO_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Child:
    """A program to keep running, with that whole environment; its output is appended to `log`.

    `ready` tells whether the child does its work yet; without it, a started child is ready.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    ready: Callable[[], Awaitable[bool]] | None = None


class _Keeper:
    """Keeps one child running until it is told to end it."""

    def __init__(self, child: Child, lifeline: Lifeline, report: Callable[[str], None]) -> None:
        self.child = child
        self.process: Process | None = None
        self._lifeline = lifeline
        self._report = report
        self._ending = asyncio.Event()
        self._at_once = 0

    def end(self) -> None:
        self._ending.set()

    async def keep(self, grace: timedelta) -> None:
        clock = asyncio.get_running_loop()
        while not self._ending.is_set():
            born = clock.time()
            self.process = await self._launch()
            await self._live(self.process, grace)
            self._lifeline.clear(self.process.pid)
            code, self.process = self.process.returncode, None
            lasted = clock.time() - born >= LASTING.total_seconds()
            self._at_once = 0 if lasted else self._at_once + 1
            await self._pause(code)

    async def _launch(self) -> Process:
        child = self.child
        return await self._lifeline.launch(child.command, child.environment, child.log)

    async def _live(self, process: Process, grace: timedelta) -> None:
        """Return when the process is dead, because it died or because it had to end."""
        dead = asyncio.create_task(process.wait())
        ending = asyncio.create_task(self._ending.wait())
        await asyncio.wait({dead, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not dead.done():
            _send(process, signal.SIGTERM)
            await asyncio.wait({dead}, timeout=grace.total_seconds())
        if not dead.done():
            self._report(f"{self.child.name} did not end when asked to, and is killed.")
            _send(process, signal.SIGKILL)
        await dead

    async def _pause(self, code: int | None) -> None:
        if self._ending.is_set():
            return
        pause = min(FIRST_PAUSE * 2 ** min(self._at_once, 10), LONGEST_PAUSE).total_seconds()
        why = f"{self.child.name} ended ({_ending(code)})"
        if self._at_once >= TOO_OFTEN:
            why = f"{self.child.name} keeps ending at once ({_ending(code)}; see {self.child.log})"
        self._report(f"{why}; it is started again in {pause:.1f} s.")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), pause)


class Supervisor:
    """Keeps children running, and ends them in reverse order of their start.

    Use it as `async with Supervisor(report) as supervisor`, in the main thread (on Linux the kernel
    ties children to the thread that forked them): leaving the block stops every child. If this
    process is killed, all children and their descendants are killed too (see `runtime/guard.py`).
    """

    def __init__(
        self,
        report: Callable[[str], None],
        grace: timedelta = timedelta(seconds=10),
        patience: timedelta = timedelta(minutes=2),
    ) -> None:
        """`report` takes sentences about deaths; `grace` is the time between SIGTERM and SIGKILL.

        `patience` is how long a started child may take until it is ready.
        """
        self._report = report
        self._grace = grace
        self._patience = patience
        self._lifeline = Lifeline(report)
        self._kept: dict[str, tuple[_Keeper, asyncio.Task[None]]] = {}

    async def __aenter__(self) -> Self:
        """Start the guard."""
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("A supervisor must run in the main thread.")
        await self._lifeline.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop every child, then the guard."""
        try:
            await self.stop()
        finally:
            await self._lifeline.close()

    async def start(self, child: Child) -> None:
        """Start `child` and keep it running; return when it is ready.

        Raises ValueError for a name that is taken, TimeoutError for a child that is not ready in
        time (it is kept all the same), and whatever kept it from being started at all.
        """
        if child.name in self._kept:
            raise ValueError(f"A child named {child.name} is running already.")
        keeper = _Keeper(child, self._lifeline, self._report)
        keeping = asyncio.create_task(keeper.keep(self._grace))
        self._kept[child.name] = keeper, keeping

        async def ready() -> bool:
            if keeping.done():
                keeping.result()
            return keeper.process is not None and (child.ready is None or await child.ready())

        seconds = f"{self._patience.total_seconds():g} s"
        await until(
            ready, self._patience, f"{child.name} is not ready after {seconds}; see {child.log}."
        )

    def pids(self) -> dict[str, int]:
        """The present process ids by name; a child between two lives is not there."""
        kept = {name: keeper.process for name, (keeper, _) in self._kept.items()}
        return {name: process.pid for name, process in kept.items() if process is not None}

    async def run_until(self, stop: asyncio.Event) -> None:
        """Keep the children until `stop`, then end them all.

        Raises what made it impossible to start a child again, such as a full disk; then too, all
        others are ended first.
        """
        stopping = asyncio.create_task(stop.wait())
        keeping = {task for _, task in self._kept.values()}
        await asyncio.wait({stopping, *keeping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        await self.stop()

    async def stop(self) -> None:
        """End all children, the last started first: SIGTERM, and SIGKILL after the grace."""
        failures: list[BaseException] = []
        while self._kept:
            keeper, keeping = self._kept.popitem()[1]
            keeper.end()
            await asyncio.wait({keeping})
            if (failure := keeping.exception()) is not None:
                failures.append(failure)
        if failures:
            raise failures[0]


def _send(process: Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # it died in the meantime
        os.kill(process.pid, number)


def _ending(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    return f"signal {-code}: {signal.strsignal(-code)}"
