"""Which keys of the desk's files have a test that shows their effect, and which have none.

A setting that does nothing is the worst: people trust it. So each key of each shape is named by the
mark `shows_key` of a test that reads a desk with two values of it and sees two desks.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from enum import EnumType, StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from rulebook.schemas.exported import SHAPES
from tests.architecture.tree import modules

MARK = "pytest.mark.shows_key"


def every_key(shapes: Mapping[Any, type[BaseModel]] = SHAPES) -> list[str]:
    """The keys of every kind of file, each with those that lead to it: `policies.steps.at`."""
    return sorted(key for kind, shape in shapes.items() for key in _keys(str(kind), shape))


def shown_in(root: Path) -> list[tuple[str, str]]:
    """Each test with each key that its mark names; what asserts nothing shows nothing."""
    return [
        (f"{place}::{node.name}", key)
        for place, tree in modules(root, "tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_test(node)
        for key in _marked(node)
    ]


def keys_without_a_test(shown: list[tuple[str, str]], keys: list[str]) -> list[str]:
    """Keys of which no test shows what they do."""
    known = {key for _, key in shown}
    return [
        f"{key} has no test that shows its effect: mark one with @{MARK}({key!r})"
        for key in keys
        if key not in known
    ]


def marks_without_a_key(shown: list[tuple[str, str]], keys: list[str]) -> list[str]:
    """Marks that name what no file can say."""
    return [f"{test} shows {key}, which is no key" for test, key in shown if key not in keys]


def _keys(path: str, shape: type[BaseModel]) -> Iterator[str]:
    for name, field in shape.model_fields.items():
        key = f"{path}.{field.alias or name}"
        yield key
        yield from _keys_within(key, field.annotation)


def _keys_within(key: str, annotation: Any) -> Iterator[str]:
    """Of the parts that a value is made of; names of one's own are no keys, those of a list are."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _keys(key, annotation)
        return
    inner = get_args(annotation)
    if get_origin(annotation) is dict and isinstance(inner[0], EnumType):
        names: Iterable[StrEnum] = inner[0]
        yield from (f"{key}.{one}" for one in names)
    for each in inner:
        yield from _keys_within(key, each)


def _is_test(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    checks = any(isinstance(each, ast.Assert) for each in ast.walk(node))
    return node.name.startswith("test_") and checks


def _marked(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for decorator in node.decorator_list:
        for call in ast.walk(decorator):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == MARK:
                yield from (ast.literal_eval(each) for each in call.args)
