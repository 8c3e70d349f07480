"""Checkers of size, name and shape. Each takes a root and gives one sentence per fault."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import files, modules, texts

CODE = (".py", ".ts", ".tsx", ".js", ".css", ".sh")
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
MOST_STATEMENTS = 5

VAGUE = frozenset(
    {"service", "services", "util", "utils", "helper", "helpers", "manager", "managers", "common"}
)
ROUTES = frozenset({"get", "post", "put", "patch", "delete", "head", "websocket", "api_route"})
SLEEPERS = frozenset({"time.sleep", "asyncio.sleep", "anyio.sleep", "trio.sleep"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


def long_files(root: Path) -> list[str]:
    """Code that is longer than a person reads in one go."""
    return [
        f"{place} has {lines} lines; {LONGEST_FILE} is the most"
        for place, text in texts(root, *CODE)
        if (lines := len(text.splitlines())) > LONGEST_FILE
    ]


def long_functions(root: Path) -> list[str]:
    """Functions that do more than one thing."""
    return [
        f"{place}:{function.lineno} {function.name} has {lines} lines; "
        f"{LONGEST_FUNCTION} is the most"
        for place, tree in modules(root)
        for function in _functions(tree)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]


def vague_names(root: Path) -> list[str]:
    """Files and folders whose name says nothing, so that everything lands in them."""
    return [
        f"{place} has a name that says nothing: name it after what it does"
        for place in (path.relative_to(root) for path in files(root, *CODE))
        if any(VAGUE & set(part.lower().split("_")) for part in place.with_suffix("").parts)
    ]


def fat_handlers(root: Path) -> list[str]:
    """Handlers of the API that do more than parse, ask and answer."""
    return [
        f"{place}:{function.lineno} {function.name} has {count} statements; a handler parses, asks "
        f"and answers in at most {MOST_STATEMENTS}"
        for place, tree in modules(root, "api")
        for function in _functions(tree)
        if any(_is_route(decorator) for decorator in function.decorator_list)
        and (count := _statements(function)) > MOST_STATEMENTS
    ]


def sleeping_tests(root: Path) -> list[str]:
    """Tests that wait for time to pass instead of for what they want to see."""
    return [
        f"{place}:{call.lineno} sleeps; wait for what is to happen, or skip time"
        for place, tree in modules(root, "tests")
        for call in _calls_of(SLEEPERS, tree)
    ]


def _functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _calls_of(wanted: frozenset[str], tree: ast.Module) -> Iterator[ast.Call]:
    names = _imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _full_name(node.func, names) in wanted:
            yield node


def _is_route(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in ROUTES


def _statements(function: Function) -> int:
    """Statements at every depth, without the docstring."""
    inside = sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1
    return inside - (ast.get_docstring(function) is not None)


def _imported(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: `from time import sleep as nap` is nap -> time.sleep."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {
                alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names
            }
    return names


def _full_name(called: ast.expr, names: dict[str, str]) -> str:
    first, _, rest = ast.unparse(called).partition(".")
    known = names.get(first, first)
    return f"{known}.{rest}" if rest else known
