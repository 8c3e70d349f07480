import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from runtime.processes import Child, Supervisor
from tests.runtime.watching import PROGRAMS, eventually, is_gone, lines

Making = Callable[..., Child]


async def test_a_killed_child_is_started_again_under_a_new_pid(
    supervisor: Supervisor, child: Making, reports: list[str]
) -> None:
    await supervisor.start(child("worker"))
    killed = supervisor.pids()["worker"]
    os.kill(killed, signal.SIGKILL)
    await eventually(lambda: supervisor.pids().get("worker", killed) != killed, "a new pid")
    assert is_gone(killed)
    assert reports == ["worker ended (signal 9: Killed); it is started again in 0.2 s."]


async def test_stopping_ends_every_child_the_last_started_first(
    supervisor: Supervisor, child: Making, diary: Path
) -> None:
    for name in ("temporal", "worker", "api"):
        await supervisor.start(child(name))
    pids = supervisor.pids()
    await supervisor.stop()
    ends = [line for line in lines(diary) if "ends" in line]
    assert ends == ["api ends", "worker ends", "temporal ends"]
    assert supervisor.pids() == {}
    assert all(is_gone(pid) for pid in pids.values())


async def test_a_child_that_ignores_the_request_is_killed_after_the_grace(
    supervisor: Supervisor, child: Making, reports: list[str]
) -> None:
    await supervisor.start(child("mule", "stubborn"))
    pid = supervisor.pids()["mule"]
    await supervisor.stop()
    assert is_gone(pid)
    assert reports == ["mule did not end when asked to, and is killed."]


async def test_what_a_dead_child_leaves_behind_is_ended(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    offspring = tmp_path / "offspring"

    program = (sys.executable, str(PROGRAMS / "family.py"), str(offspring))
    await supervisor.start(Child("family", program, dict(os.environ), tmp_path / "log"))
    await eventually(lambda: lines(offspring) != [], "a grandchild")
    orphan = int(lines(offspring)[0])
    os.kill(supervisor.pids()["family"], signal.SIGKILL)
    await eventually(lambda: is_gone(orphan), "no orphan is left")


async def test_a_child_that_keeps_dying_at_once_is_named_and_tried_again(
    supervisor: Supervisor, tmp_path: Path, reports: list[str]
) -> None:
    log = tmp_path / "log"
    program = (sys.executable, "-I", "-S", "-c", "print('alas'); raise SystemExit(3)")
    await supervisor.start(Child("moth", program, {}, log))
    await eventually(lambda: len(reports) >= 3, "three reports")
    assert reports[:3] == [
        "moth ended (exit code 3); it is started again in 0.2 s.",
        "moth ended (exit code 3); it is started again in 0.4 s.",
        f"moth keeps ending at once (exit code 3; see {log}); it is started again in 0.8 s.",
    ]
    assert lines(log)[:3] == ["alas", "alas", "alas"]


async def test_a_child_that_is_not_ready_in_time_is_named_with_its_log(
    reports: list[str], tmp_path: Path
) -> None:
    async def never() -> bool:
        return False

    program = (sys.executable, "-I", "-S", "-c", "import signal; signal.pause()")
    slow = Child("slow", program, {}, tmp_path / "log", ready=never)
    async with Supervisor(reports.append, patience=timedelta(seconds=0.2)) as supervisor:
        with pytest.raises(TimeoutError, match=r"slow is not ready after 0\.2 s; see .*log"):
            await supervisor.start(slow)
        pid = supervisor.pids()["slow"]
    assert is_gone(pid)


async def test_a_name_is_given_once(supervisor: Supervisor, child: Making) -> None:
    await supervisor.start(child("api"))
    with pytest.raises(ValueError, match="api"):
        await supervisor.start(child("api"))


async def test_a_childs_environment_is_exactly_the_one_given(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    program = ("/usr/bin/env",)
    await supervisor.start(Child("env", program, {"MERIDIAN": "yes"}, log))
    await eventually(lambda: "MERIDIAN=yes" in lines(log), "it is seen")
    assert not any(line.startswith("PATH=") for line in lines(log))


async def test_a_terminals_interrupt_does_not_reach_the_children(
    supervisor: Supervisor, child: Making
) -> None:
    await supervisor.start(child("api"))
    pid = supervisor.pids()["api"]
    assert os.getsid(pid) == os.getpgid(pid) == pid


async def test_running_ends_with_the_stop_event_and_all_children(
    supervisor: Supervisor, child: Making, diary: Path
) -> None:
    await supervisor.start(child("api"))
    stop = asyncio.Event()
    running = asyncio.create_task(supervisor.run_until(stop))
    stop.set()
    await running
    assert lines(diary) == ["api begins", "api ends"]


async def test_a_child_that_cannot_be_started_at_all_ends_the_others(
    supervisor: Supervisor, child: Making, tmp_path: Path
) -> None:
    await supervisor.start(child("api"))
    pid = supervisor.pids()["api"]
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(FileExistsError):
        await supervisor.start(Child("worker", ("true",), {}, blocked / "log"))
    with pytest.raises(FileExistsError):
        await supervisor.run_until(asyncio.Event())
    assert is_gone(pid)
