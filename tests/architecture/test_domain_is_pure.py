"""The rules stand on the standard library alone and remember nothing between two calls."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, modules

# What knows the world or the hour: the rules are told both.
WORLDLY = frozenset(
    {"asyncio", "io", "logging", "os", "pathlib", "random", "secrets", "socket", "subprocess"}
    | {"sys", "threading", "time", "urllib", "uuid"}
)
MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
MAKERS = frozenset(
    {"list", "dict", "set", "bytearray", "deque", "defaultdict", "Counter", "OrderedDict", "count"}
    | {"ChainMap", "WeakKeyDictionary", "WeakValueDictionary", "iter", "ContextVar"}
)
CACHES = frozenset({"cache", "lru_cache", "cached_property"})


def foreign_imports(root: Path) -> list[str]:
    """Imports of anything but the standard library's pure parts and the domain itself."""
    return [
        f"{place} imports {name}"
        for place, tree in modules(root, "domain")
        for name in _imported(tree)
        if name != "domain" and (name in WORLDLY or name not in sys.stdlib_module_names)
    ]


def remembered_state(root: Path) -> list[str]:
    """Module state that a call could change, and caches: a replay would see what others left."""
    return [
        f"{place}:{node.lineno} keeps state between calls"
        for place, tree in modules(root, "domain")
        for node in (*_shared(tree.body), *_caches(tree))
    ]


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else (node.module or "").partition(".")[0]


def _shared(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """What is assigned once for all: in a module or in the body of a class."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _shared(node.body)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and _is_mutable(node.value):
            yield node


def _is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        maker = ast.unparse(value.func).partition("(")[0].rpartition(".")[2]
        return maker in MAKERS or maker in CACHES
    return isinstance(value, MUTABLE)


def _caches(tree: ast.Module) -> Iterator[ast.stmt]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield node
        if isinstance(node, ast.FunctionDef):
            names = (ast.unparse(each).partition("(")[0] for each in node.decorator_list)
            if any(name.rpartition(".")[2] in CACHES for name in names):
                yield node


@pytest.mark.parametrize("rule", [foreign_imports, remembered_state], ids=lambda one: one.__name__)
def test_the_domain_is_pure(rule: object) -> None:
    assert callable(rule)
    assert rule(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "import os.path",
        "from random import random",
        "import pydantic",
        "from . import ticket",
        "from storage import tables",
        "def f():\n    import time",
    ],
)
def test_a_foreign_import_is_found(tmp_path: Path, line: str) -> None:
    assert len(foreign_imports(a_domain(tmp_path, line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "SEEN = []",
        "SEEN: dict[str, str] = {}",
        "SEEN = {word for word in WORDS}",
        "SEEN = collections.deque()",
        "class Ticket:\n    seen = set()",
        "@functools.lru_cache(maxsize=9)\ndef f(): ...",
        "kept = lru_cache(maxsize=9)(f)",
        "def f():\n    global seen",
    ],
)
def test_state_that_is_kept_between_calls_is_found(tmp_path: Path, line: str) -> None:
    assert len(remembered_state(a_domain(tmp_path, line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "import datetime",
        "from zoneinfo import ZoneInfo",
        "from domain.ticket import Ticket",
        "STEPS = (1, 2)",
        "class Ticket:\n    seen: dict[str, str] = field(default_factory=dict)",
        "def f():\n    seen = []",
    ],
)
def test_what_is_pure_is_left_alone(tmp_path: Path, line: str) -> None:
    root = a_domain(tmp_path, line)
    assert foreign_imports(root) + remembered_state(root) == []


def a_domain(root: Path, text: str) -> Path:
    (root / "domain").mkdir()
    (root / "domain" / "rule.py").write_text(text, encoding="utf-8")
    return root
