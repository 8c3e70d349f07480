"""Runs the doors' commands within the test, and says how they ended."""

import runpy
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import runtime.logs  # noqa: F401 - it keeps the standard error of its import, and no test's own
from cli.main import main
from runtime.settings import ROOT

DOORS = {"api": ROOT / "api" / "__main__.py", "workers": ROOT / "workers" / "__main__.py"}
TRACEBACK = "Traceback"


@dataclass(frozen=True)
class Ended:
    """How a program ended: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


class Shell:
    """What a user types into one, in this process: a tenth of what starting another one costs."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured

    def __call__(self, *arguments: str) -> Ended:
        """`meridian …`."""
        return self._ended(lambda: main(list(arguments)))

    def python_m(self, door: str) -> Ended:
        """`python -m api` or `python -m workers`."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("os._exit", sys.exit)  # it would end the tests as well
            return self._ended(lambda: runpy.run_path(str(DOORS[door]), run_name="__main__"))

    def refuses(self, *arguments: str) -> str:
        """The sentence with which `meridian …` ends, by exit code 2."""
        return sentence(self(*arguments))

    def _ended(self, run: Callable[[], object]) -> Ended:
        self._captured.readouterr()
        code: object = 0
        try:
            run()
        except SystemExit as end:
            code = end.code or 0
        assert isinstance(code, int)
        return Ended(code, *self._captured.readouterr())


def sentence(ended: Ended, code: int = 2) -> str:
    """What a program that ended with that code had to say; nothing else, and no traceback."""
    assert ended.code == code, ended
    assert ended.out == ""
    assert ended.err
    assert TRACEBACK not in ended.err
    return ended.err


def desk_copy(folder: Path, file: str, old: str, new: str) -> Path:
    """The sample desk with one change to one of its files."""
    copied = shutil.copytree(ROOT / "desk", folder)
    before = (copied / file).read_text(encoding="utf-8")
    assert old in before
    (copied / file).write_text(before.replace(old, new, 1), encoding="utf-8")
    return copied
