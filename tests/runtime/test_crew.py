"""Processes side by side: every job is done once, failures are told, nobody is left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from runtime.crew import Crew, CrewLost
from runtime.settings import ROOT
from tests.patience import PATIENCE

SIZES = (0, 1, 2)


class Refuses(Exception):
    """Said by a worker."""


class Doubler:
    """Doubles numbers; refuses 13, and dies of 666."""

    def __init__(self) -> None:
        self._known = 0

    def __call__(self, job: int) -> tuple[int, int]:
        if job == 13:
            raise Refuses("thirteen")
        if job == 666:
            os._exit(1)
        if job < 0:
            self._known = -job
        return 2 * job, self._known

    def close(self) -> None:
        """Nothing is open."""


def crew(size: int) -> Crew[int, tuple[int, int]]:
    return Crew(size, Doubler, (Refuses,))


@pytest.mark.parametrize("size", SIZES)
def test_every_job_is_done_once(size: int) -> None:
    with crew(size) as workers:
        assert sorted(workers.results(range(9))) == [(2 * job, 0) for job in range(9)]
        assert list(workers.results([])) == []
        assert sorted(workers.results([4])) == [(8, 0)]


@pytest.mark.parametrize("size", SIZES)
def test_what_each_is_told_all_know(size: int) -> None:
    with crew(size) as workers:
        assert len(workers.each(-7)) == max(1, size)
        assert {known for _, known in workers.results(range(6))} == {7}


@pytest.mark.parametrize("size", SIZES)
def test_what_a_worker_refuses_is_raised_here(size: int) -> None:
    with crew(size) as workers, pytest.raises(Refuses, match="thirteen"):
        list(workers.results([1, 13, 2]))


def test_a_worker_that_dies_is_told() -> None:
    with crew(2) as workers, pytest.raises(CrewLost):
        list(workers.results([1, 666, 2]))


@pytest.mark.parametrize("size", SIZES)
def test_no_more_jobs_are_taken_than_are_begun(size: int) -> None:
    taken: list[int] = []

    def jobs() -> Iterator[int]:
        for job in range(100):
            taken.append(job)
            yield job

    with crew(size) as workers:
        results = workers.results(jobs())
        next(results)
        assert len(taken) <= size + 1


def test_nobody_outlives_whoever_started_them(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from tests.runtime.test_crew import crew\n"
        "if __name__ == '__main__':\n"
        "    with crew(2) as workers:\n"
        "        list(workers.results([1, 2]))\n"
        "        print('ready', flush=True)\n"
        "        input()\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(program)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == b"ready\n"
        family = psutil.Process(started.pid).children(recursive=True)
        assert len(family) >= 2
        started.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs(family, timeout=PATIENCE.total_seconds())
    assert alive == []
