"""Checkers of settings: few, each shown to have its effect, and read at the doors only."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import modules, packages

DOORS = frozenset({"api", "cli", "workers"})
HOME = "runtime/settings.py"  # what doors read settings with
MOST = 25
ENVIRONMENT = frozenset({"os.environ", "os.environb", "os.getenv", "os.getenvb"})
READERS = frozenset({"Settings", "Settings.read"})


def too_many_settings(root: Path) -> list[str]:
    """More settings than a person keeps in mind."""
    count = len(list(settings(root)))
    return [f"{HOME} has {count} settings; {MOST} is the most"] if count > MOST else []


def settings_without_effect(root: Path) -> list[str]:
    """Settings of which no test shows what they do, by its name `test_setting_<name>_…`."""
    tests = list(_tests(root))
    return [
        f"no test shows the effect of the setting {name}: write `test_setting_{name}_…`"
        for name in settings(root)
        if not any(f"_setting_{name}_" in test for test in tests)
    ]


def settings_read_elsewhere(root: Path) -> list[str]:
    """Places that are no door and read settings or the environment."""
    return [
        f"{place}:{line} reads {what}; only a door does, and hands on what others need"
        for place, tree in modules(root, *packages(root))
        if place.split("/", 1)[0] not in DOORS and place != HOME
        for line, what in _readings(tree)
    ]


def settings(root: Path) -> Iterator[str]:
    """The names of all settings."""
    for place, tree in modules(root, "runtime"):
        for node in ast.walk(tree) if place == HOME else ():
            if isinstance(node, ast.ClassDef) and node.name == "Settings":
                yield from (
                    part.target.id
                    for part in node.body
                    if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
                )


def _tests(root: Path) -> Iterator[str]:
    for _, tree in modules(root, "tests"):
        for node in ast.walk(tree):
            function = ast.FunctionDef | ast.AsyncFunctionDef
            if isinstance(node, function) and node.name.startswith("test_"):
                yield node.name


def _readings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in READERS:
            yield node.lineno, "settings"
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in ENVIRONMENT:
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((node.lineno, what) for what in _imported(node) if _is_read(what))


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names]


def _is_read(name: str) -> bool:
    return name in ENVIRONMENT or name.split(".", 1)[0] == "pydantic_settings"
