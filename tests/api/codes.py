"""Which codes the source gives to problems: read from the calls that make one."""

import ast
from collections.abc import Iterator
from pathlib import Path

from domain.stores import Merging
from tests.architecture.tree import modules

# Calls that name a code: at which place, and the status that they stand for.
BY_ITSELF = {
    "come_back": (0, 503),
    "_unauthenticated": (0, 401),
    "refused": (2, 401),
    "Refusal": (0, 409),
    "CommandRefused": (0, 409),
    "RequestRefuses": (0, 409),
}


def codes(root: Path) -> dict[str, int]:
    """Each code that stands in the source, with its status."""
    found = dict(_found(root))
    refused = {outcome.value: 409 for outcome in Merging}
    del refused[Merging.DONE], refused[Merging.NEWS_WAITING]  # neither is told to anybody
    return {**found, **refused}


def unreadable(root: Path) -> Iterator[str]:
    """Where a problem is made whose code does not stand there."""
    for place, tree in modules(root, "api"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _is_problem(node) and not _words(node.args[1]):
                yield place


def _is_problem(call: ast.Call) -> bool:
    return ast.unparse(call.func) == "Problem" and len(call.args) > 1


def _found(root: Path) -> Iterator[tuple[str, int]]:
    for _, tree in modules(root, "api", "domain", "workflows"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield from _of_call(node)


def _of_call(call: ast.Call) -> Iterator[tuple[str, int]]:
    name = ast.unparse(call.func).rpartition(".")[2]
    if _is_problem(call):
        for code in _words(call.args[1]):
            if isinstance(call.args[0], ast.Constant):
                yield code, int(str(call.args[0].value))
    elif name in BY_ITSELF:
        place, status = BY_ITSELF[name]
        for code in _words(call.args[place]) if len(call.args) > place else ():
            yield code, status


def _words(node: ast.expr) -> list[str]:
    """The texts that an argument may be: one, or one of two."""
    parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    return [
        part.value
        for part in parts
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
