"""A checker that no workflow names a verb that no worker can do."""

import ast
from collections.abc import Iterator, Set
from pathlib import Path

from tests.architecture.tree import modules

STARTERS = frozenset(
    f"{verb}_{kind}{form}"
    for verb in ("start", "execute")
    for kind in ("activity", "local_activity")
    for form in ("", "_method", "_class")
)


def unregistered_activities(root: Path, registered: Set[str]) -> list[str]:
    """Activities that workflows name and `registered` (`Class.method`) does not hold."""
    return [
        f"{place} names the activity {name}, which no worker registers"
        for place, name in named_activities(root)
        if name not in registered
    ]


def named_activities(root: Path) -> Iterator[tuple[str, str]]:
    """Where an activity is started, and its name as it stands there."""
    for place, tree in modules(root, "workflows"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _starts(node.func):
                yield f"{place}:{node.lineno}", ast.unparse(node.args[0])


def workflow_classes(root: Path) -> Iterator[str]:
    """The names of the classes that are workflows."""
    for _, tree in modules(root, "workflows"):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and any(
                ast.unparse(decorator).startswith("workflow.defn")
                for decorator in node.decorator_list
            ):
                yield node.name


def _starts(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and called.attr in STARTERS
