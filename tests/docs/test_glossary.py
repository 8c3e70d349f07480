import ast
import inspect
import re
from dataclasses import fields
from enum import StrEnum
from typing import get_args

import pytest

from domain import (
    arrivals,
    commands,
    events,
    ledger,
    moves,
    relay,
    relay_events,
    stores,
    ticket,
    vocabulary,
)
from tests.architecture.tree import ROOT, modules, packages

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
SPANS = set(re.findall(r"`([^`\n]+)`", GLOSSARY))
NAMED = SPANS | {word for span in SPANS for word in re.findall(r"[A-Za-z_]+", span)}
WORDS_OF = (
    *(arrivals, commands, events, ledger, moves, relay, relay_events),
    *(stores, ticket, vocabulary),
)


def public_classes() -> dict[str, type]:
    return {
        name: found
        for module in WORDS_OF
        for name, found in inspect.getmembers(module, inspect.isclass)
        if found.__module__ == module.__name__ and not name.startswith("_")
    }


def kinds(union: object) -> list[str]:
    """What events and commands are tagged with."""
    return [
        str(field.default)
        for one in get_args(union)
        for field in fields(one)
        if field.name == "kind"
    ]


def values() -> list[str]:
    """The statuses and every other closed list of words."""
    return [
        word for enum in public_classes().values() if issubclass(enum, StrEnum) for word in enum
    ]


@pytest.mark.parametrize(
    "words",
    [list(public_classes()), kinds(events.Event), kinds(commands.Command), values()],
    ids=["classes", "events", "commands", "values"],
)
def test_every_word_of_the_code_is_in_the_glossary(words: list[str]) -> None:
    assert len(words) > 10
    assert sorted(set(words) - NAMED) == []


def test_every_class_that_the_glossary_names_is_in_the_code() -> None:
    defined = {
        node.name
        for _, tree in modules(ROOT, *packages())
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    named = (word for word in NAMED if word[0].isupper() and word.isidentifier())
    assert sorted(word for word in named if word not in defined) == []


def test_no_word_is_defined_twice() -> None:
    defined = re.findall(r"^- \*\*(.+?)\*\*", GLOSSARY, re.MULTILINE)
    assert sorted(word for word in set(defined) if defined.count(word) > 1) == []
