"""Which tests show which of the forty attacks: docs/attacks.md, made from their marks.

`python -m tests.attacks_table` writes the page.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.architecture.tree import ROOT, modules
from tests.attack_list import ATTACKS, LATER, Attack

MARK = "pytest.mark.attack"
PAGE = ROOT / "docs" / "attacks.md"
HEAD = """# Forty attacks

What is tried on help desks, the answer that this one gives, and the tests that show it. Made by
`python -m tests.attacks_table` from the marks of the tests (`@pytest.mark.attack(12)`); a test
compares them. What stands under *later* cannot be shown yet, and says why.

| # | attack | answer | shown by |
|---|---|---|---|
"""

Shown = tuple[str, str, int]  # the file, the test, the number


def shown_in(root: Path) -> list[Shown]:
    """Each test with each number of its marks; what asserts nothing shows nothing."""
    return [
        (place, node.name, number)
        for place, tree in modules(root, "tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_test(node)
        for number in (*_of_all(tree), *_numbers(node.decorator_list))
    ]


def faults(
    shown: Iterable[Shown],
    attacks: Mapping[int, Attack] = ATTACKS,
    later: Mapping[int, str] = LATER,
) -> list[str]:
    """Attacks that no test shows and nothing excuses, and marks that name none."""
    found = list(shown)
    numbers = {number for *_, number in found}
    return [
        *(
            f"attack {number} has no test: mark one with @{MARK}({number})"
            for number in attacks
            if number not in numbers and number not in later
        ),
        *(
            f"{place}::{test} shows attack {number}, which is none"
            for place, test, number in found
            if number not in attacks
        ),
        *(f"attack {number} is later, and is none" for number in later if number not in attacks),
    ]


def written(shown: Iterable[Shown]) -> str:
    """The page."""
    found = list(shown)
    rows = (_row(number, attack, found) for number, attack in ATTACKS.items())
    return HEAD + "\n".join(rows) + "\n"


def _row(number: int, attack: Attack, shown: list[Shown]) -> str:
    files: dict[str, list[str]] = {}
    for place, test, one in shown:
        if one == number and test not in files.setdefault(place, []):
            files[place].append(test)
    parts = [f"[{place}](../{place}): {_names(tests)}" for place, tests in sorted(files.items())]
    if number in LATER:
        parts.append(f"*later*, {LATER[number]}")
    return f"| {number} | {attack.tried} | {attack.answer} | {'<br>'.join(parts)} |"


def _names(tests: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in tests)


def _is_test(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return node.name.startswith("test_") and any(_checks(each) for each in ast.walk(node))


def _checks(node: ast.AST) -> bool:
    """Whether it says what must hold: an `assert`, `pytest.raises`, or a function that does."""
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return called == "pytest.raises" or called.rpartition(".")[2].startswith("assert_")
    return isinstance(node, ast.Assert)


def _of_all(tree: ast.Module) -> Iterator[int]:
    """What a file says of all its tests: `pytestmark = …`."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            yield from _numbers([node.value])


def _numbers(marks: Iterable[ast.expr]) -> Iterator[int]:
    for call in (each for mark in marks for each in ast.walk(mark)):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == MARK:
            yield from (int(ast.literal_eval(each)) for each in call.args)


if __name__ == "__main__":
    PAGE.write_text(written(shown_in(ROOT)), encoding="utf-8")
