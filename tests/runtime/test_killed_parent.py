import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.runtime.watching import PROGRAMS, eventually, is_gone

HOUSE = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Desk:
    pid: int
    pids: dict[str, int]

    def guard(self) -> int | None:
        ours = set(self.pids.values())
        guards = [c.pid for c in psutil.Process(self.pid).children() if c.pid not in ours]
        return guards[0] if guards and not is_gone(guards[0]) else None


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    command = [sys.executable, str(PROGRAMS / "desk.py"), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        desk = Desk(process.pid, json.loads(process.stdout.readline()))
        yield desk
        process.kill()
    for pid in desk.pids.values():
        if not is_gone(pid):
            os.kill(pid, signal.SIGKILL)


async def all_gone(*pids: int) -> None:
    await eventually(lambda: all(is_gone(pid) for pid in pids), "nobody outlives the parent")


async def test_nobody_outlives_a_killed_parent(desk: Desk) -> None:
    guard = desk.guard()
    assert guard is not None
    assert desk.pids.keys() == {"temporal", "family", "offspring"}
    assert not any(is_gone(pid) for pid in desk.pids.values())
    os.kill(desk.pid, signal.SIGKILL)
    await all_gone(*desk.pids.values(), guard)


async def test_a_killed_guard_is_replaced_and_keeps_the_promise(desk: Desk) -> None:
    first = desk.guard()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: desk.guard() not in {None, first}, "the guard is replaced")
    os.kill(desk.pid, signal.SIGKILL)
    await all_gone(*desk.pids.values())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's kernel ends orphans by itself")
async def test_the_kernel_ends_the_children_even_when_the_guard_is_killed_too(desk: Desk) -> None:
    guard = desk.guard()
    assert guard is not None
    os.kill(desk.pid, signal.SIGSTOP)  # so that it cannot replace the guard
    os.kill(guard, signal.SIGKILL)
    os.kill(desk.pid, signal.SIGKILL)
    await all_gone(desk.pids["temporal"], desk.pids["family"])
