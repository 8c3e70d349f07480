"""The SDK's threads end a program by SIGABRT where Python is taken apart under them."""

import subprocess
import sys

import pytest

from runtime.settings import ROOT
from tests.patience import PATIENCE
from tests.runtime.watching import PROGRAMS


@pytest.mark.parametrize(
    ("end", "code", "words"),
    [
        ("at its last line", 0, ""),
        ("nothing", 0, ""),
        ("a code", 3, ""),
        ("words", 1, "no such place\n"),
    ],
)
def test_a_program_leaves_with_its_code_and_all_that_it_said(
    end: str, code: int, words: str
) -> None:
    left = _left(end)
    assert (left.returncode, left.stdout, left.stderr) == (code, "said", words)


def test_a_fault_is_shown_as_python_shows_it() -> None:
    left = _left("fault")
    assert left.returncode == 1
    assert left.stderr.endswith("ZeroDivisionError: division by zero\ntaken apart\n")


def _left(end: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROGRAMS / "leaving.py"), end],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE.total_seconds(),
    )


def test_a_program_whose_reader_has_gone_leaves_all_the_same() -> None:
    """`meridian audit … | head -1` has what it wanted."""
    with subprocess.Popen(
        [sys.executable, str(PROGRAMS / "leaving.py"), "late"],
        env={"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdout.close()
        program.stdin.close()  # from here on it may leave
        assert program.wait(PATIENCE.total_seconds()) == 0
        assert program.stderr is not None
        assert program.stderr.read() == b""
