"""Which tests show which ability of which channel, as pytest itself sees their marks.

A mark may stand at a test, its class, its file or one of its parameters: only pytest knows them
all. It collects in a process of its own, for tests ask for this, too.
"""

import ast
import inspect
import json
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.tree import ROOT, files

Shown = tuple[str, str, str, str]  # the channel, the ability, the file, the test


class Collected:
    """A plugin of pytest that keeps the marks of what is collected."""

    def __init__(self) -> None:
        self.shown: set[Shown] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Read the marks of every test that says what must hold."""
        for item in session.items:
            if isinstance(item, pytest.Function) and says_something(item.function):
                self.shown.update(_of(item))


def _of(item: pytest.Function) -> Iterator[Shown]:
    place = item.path.relative_to(ROOT).as_posix()
    name = ".".join(filter(None, (item.cls and item.cls.__name__, item.originalname)))
    for mark in item.iter_markers("channel"):
        channel, *abilities = mark.args
        yield from ((channel, ability, place, name) for ability in abilities)


def says_something(function: Any) -> bool:
    """Whether a test has an `assert`, `pytest.raises`, or calls a function that checks."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return any(_checks(node) for node in ast.walk(tree))


def _checks(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return called == "pytest.raises" or called.rpartition(".")[2].startswith(
            ("assert_", "check_")
        )
    return isinstance(node, ast.Assert)


def shown_here() -> list[Shown]:
    """All of this tree, in order."""
    with tempfile.NamedTemporaryFile(suffix=".json") as kept:
        command = [sys.executable, "-m", "tests.channel_marks", kept.name]
        subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
        told = json.loads(Path(kept.name).read_text(encoding="utf-8"))
    return sorted((channel, ability, place, test) for channel, ability, place, test in told)


def _where() -> Sequence[str]:
    """The folder of the channels' tests, and files elsewhere that have such a mark."""
    folder = ROOT / "tests" / "channels"
    marked = (
        str(path)
        for path in files(ROOT, ".py")
        if path.name.startswith("test_")
        and folder not in path.parents
        and "mark.channel(" in path.read_text(encoding="utf-8")
    )
    return str(folder), *marked


def _collect(into: Path) -> int:
    plugin = Collected()
    options = ["--collect-only", "-qq", "--no-header", "-p", "no:cacheprovider"]
    ended = pytest.main([*options, *_where()], plugins=[plugin])
    into.write_text(json.dumps(sorted(plugin.shown)), encoding="utf-8")
    return int(ended)


if __name__ == "__main__":
    sys.exit(_collect(Path(sys.argv[1])))
