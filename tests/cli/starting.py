"""`meridian up` in a process of its own, watched from outside: its children, its end, its words."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from runtime.settings import ROOT
from runtime.waiting import until
from tests.patience import PATIENCE

PARTS = {"temporal": "start-dev", "api": "api", "worker": "workers"}  # a word of their commands


@dataclass
class Start:
    """A `meridian up` under way."""

    process: asyncio.subprocess.Process
    errors: Path

    async def line(self) -> str:
        """The first line on standard output."""
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE.total_seconds())
        assert line, self.errors.read_text()
        return line.decode()

    async def says(self, words: str) -> None:
        """Wait until standard error has the words."""

        async def said() -> bool:
            return words in self.errors.read_text()

        await until(said, PATIENCE, f"`meridian up` did not say: {words}")

    def parts(self) -> dict[str, int]:
        """The process ids of the parts that run now."""
        found: dict[str, int] = {}
        for child in self._children():
            with contextlib.suppress(psutil.NoSuchProcess):  # it died in the meantime
                words = child.cmdline()
                found |= {name: child.pid for name, word in PARTS.items() if word in words}
        return found

    async def has_started(self, part: str) -> None:
        """Wait until a part runs."""

        async def runs() -> bool:
            return part in self.parts()

        await until(runs, PATIENCE, f"`meridian up` did not start {part}")

    async def stop(self, number: signal.Signals) -> str:
        """Stop it by that signal, see that nothing of it is left; what else it printed."""
        children = self._children()
        self.process.send_signal(number)
        printed, _ = await asyncio.wait_for(self.process.communicate(), PATIENCE.total_seconds())
        _, left = psutil.wait_procs(children, timeout=5)
        assert left == []
        assert self.process.returncode == 0, self.errors.read_text()
        return printed.decode()

    def _children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@dataclass
class Desk:
    """A desk that is ready, and what it said of itself."""

    start: Start
    facts: dict[str, Any]


@asynccontextmanager
async def started(folder: Path, *options: str, **environment: str) -> AsyncIterator[Start]:
    """`meridian up --json` on the folder's data, killed at the end if it has not ended."""
    errors = folder / "errors"
    with errors.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cli", "up", "--json", "--data", str(folder / "data"), *options,
            cwd=ROOT, env={**os.environ, **environment},
            stdout=asyncio.subprocess.PIPE, stderr=output,
        )  # fmt: skip
    try:
        yield Start(process, errors)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@asynccontextmanager
async def running_desk(folder: Path, *options: str, **environment: str) -> AsyncIterator[Desk]:
    """The same once it is ready; SIGTERM ends it, and it leaves nothing behind."""
    async with started(folder, *options, **environment) as start:
        yield Desk(start, json.loads(await start.line()))
        assert await start.stop(signal.SIGTERM) == ""  # the one line was all
