"""The supervisor's side of the guard: a pipe that ends when the supervisor does."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Callable, Mapping
from pathlib import Path

GUARD = (sys.executable, "-I", "-S", str(Path(__file__).with_name("guard.py")))


class Lifeline:
    """Starts programs that the guard ends, with all their descendants, when this process is gone.

    Each is a session and process group of its own, so that a terminal's Ctrl-C reaches only the
    supervisor; a descendant that leaves its group escapes. A killed guard is replaced.
    """

    def __init__(self, report: Callable[[str], None]) -> None:
        """`report` is told, in a sentence, when the guard had to be replaced."""
        self._report = report
        self._groups: set[int] = set()
        self._pipe = -1
        self._keeping: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start the guard; before anything else."""
        guard = await self._start_guard()
        self._keeping = asyncio.create_task(self._keep(guard))

    async def launch(self, command: tuple[str, ...], env: Mapping[str, str], log: Path) -> Process:
        """Start `command` with `env` as its whole environment; its output is appended to `log`.

        Where `env` sets no locale, the launcher's Python adds LC_CTYPE (PEP 538).
        """
        if self._keeping is None:
            raise RuntimeError("Nothing can be started without the guard: open the lifeline first.")
        log.parent.mkdir(parents=True, exist_ok=True)
        become = (*GUARD, "launch", str(self._pipe), str(os.getpid()), *command)
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *become,
                env=dict(env),
                stdin=DEVNULL,
                stdout=output,
                stderr=STDOUT,
                pass_fds=(self._pipe,),
                start_new_session=True,
            )
        self._groups.add(process.pid)
        return process

    def clear(self, group: int) -> None:
        """Kill what a launched program left behind in its group, and stop watching it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):  # as in guard.py
            os.killpg(group, signal.SIGKILL)
        self._groups.discard(group)
        if self._keeping is not None:
            with contextlib.suppress(BrokenPipeError):  # its successor never hears of this group
                os.write(self._pipe, b"-%d\n" % group)

    async def close(self) -> None:
        """End the guard, which kills what is still there."""
        keeping, self._keeping = self._keeping, None
        if keeping is not None:
            os.close(self._pipe)
            await keeping

    async def _start_guard(self) -> Process:
        reading, self._pipe = os.pipe()
        os.write(self._pipe, b"".join(b"%d\n" % group for group in sorted(self._groups)))
        try:
            return await asyncio.create_subprocess_exec(
                *GUARD, "guard", stdin=reading, stdout=DEVNULL, start_new_session=True
            )
        finally:
            os.close(reading)

    async def _keep(self, guard: Process) -> None:
        await guard.wait()
        while self._keeping is not None:
            self._report("The guard of the desk's processes ended; another one takes its place.")
            os.close(self._pipe)
            guard = await self._start_guard()
            await guard.wait()
