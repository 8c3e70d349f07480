"""Checkers that every exception to a check has its reason beside it."""

import ast
import io
import re
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import texts

CODES = r"[A-Z]+[0-9]+(?:\s*,\s*[A-Z]+[0-9]+)*"
SILENCERS = re.compile(
    rf"""\#\s*(?:
        (?:ruff:\s*)?noqa(?::\s*{CODES})?
        | type:\s*ignore(?:\[[^\]]*\])?
        | mypy:\s*[a-z-]+
        | pragma:\s*no\s(?:cover|branch)
    )""",
    re.VERBOSE,
)
WORD = re.compile(r"[^\W\d_]{2,}")
SKIPS = frozenset({"pytest.skip", "pytest.xfail", "pytest.importorskip"})
MARKS = frozenset({"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"})
SWITCH = re.compile(
    r"\b(ignore_missing_imports|ignore_errors|allow_indirect_imports)\s*=\s*true|\"ignore:|->"
)


def silenced_without_reason(root: Path) -> list[str]:
    """Comments that switch a linter or type checker off and do not say why."""
    return [
        f"{place}:{line} silences a check; say why, on the same line"
        for place, text in texts(root, ".py")
        for line, comment in _comments(text)
        if _unexplained(comment)
    ]


def skipped_without_reason(root: Path) -> list[str]:
    """Tests that are skipped or expected to fail and do not say why."""
    return [
        f"{place}:{line} skips a test; give it a reason"
        for place, text in texts(root, ".py")
        for line in _bare_skips(ast.parse(text))
    ]


def settings_without_reason(root: Path) -> list[str]:
    """Entries of pyproject.toml that excuse code from a check and do not say why."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    explained = Counter(re.findall(r'^\s*"([A-Z]+[0-9]*)",?\s*#\s*\S', text, re.MULTILINE))
    bare = [*(Counter(_excused(text)) - explained), *_bare_switches(text)]
    return [f"pyproject.toml excuses by {one}; say why, on the same line" for one in bare]


def _comments(text: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _unexplained(comment: str) -> bool:
    """A reason is at least two words after the last thing that is switched off."""
    found = list(SILENCERS.finditer(comment))
    return bool(found) and len(WORD.findall(comment[found[-1].end() :])) < 2


def _bare_skips(tree: ast.Module) -> Iterator[int]:
    called = {node.func: node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        name, call = ast.unparse(node), called.get(node)
        if name in SKIPS and call is not None and not _says_why(call, name):
            yield node.lineno
        if name in MARKS and (call is None or not _says_why(call, name)):
            yield node.lineno


def _says_why(call: ast.Call, name: str) -> bool:
    """By the keyword `reason`, or by the first argument where that is the reason."""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "reason"]
    if name in {"pytest.skip", "pytest.xfail", "pytest.mark.skip"}:
        given += call.args[:1]
    return any(not isinstance(reason, ast.Constant) or reason.value for reason in given)


def _excused(text: str) -> Iterator[str]:
    """Every code that ruff is told to pass over, as often as it is."""
    ruff = tomllib.loads(text).get("tool", {}).get("ruff", {}).get("lint", {})
    for name, value in ruff.items():
        if name in {"ignore", "extend-ignore"}:
            yield from value
        elif name in {"per-file-ignores", "extend-per-file-ignores"}:
            yield from (code for codes in value.values() for code in codes)


def _bare_switches(text: str) -> Iterator[str]:
    """Lines that excuse by a switch or a pair of modules, with no comment on them or above."""
    above = ""
    for line in text.splitlines():
        if SWITCH.search(line.partition("#")[0]) and "#" not in line + above:
            yield line.strip()
        above = line
