import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from cli.main import app
from tests.architecture.tree import ROOT, files

DOCUMENTS = sorted(files(ROOT, ".md"))
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
HEADINGS = ["Context", "Decision", "Consequences", "Enforced by"]

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
each_decision = pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)


def spans(text: str) -> Iterator[str]:
    return iter(re.findall(r"`([^`\n]+)`", text))


@each_document
def test_every_link_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    inside = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if ":" not in link]
    assert [link for link in inside if not (document.parent / link).exists()] == []


@each_document
def test_every_verb_that_is_named_is_in_the_makefile(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)
    assert sorted(set(named) - targets) == []


@each_document
def test_every_command_that_is_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"(?:^|`)(?:\S*/)?meridian ([a-z][a-z -]*)", text, re.MULTILINE)
    assert [line for line in named if not _is_command(line.split())] == []


def _is_command(words: list[str]) -> bool:
    """Whether the words lead to a command, group by group; after it come its arguments."""
    found = typer.main.get_command(app)
    for word in words:
        if not hasattr(found, "commands"):
            return True
        if word not in found.commands:
            return False
        found = found.commands[word]
    return not hasattr(found, "commands")


def test_help_explains_every_verb() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    explained = re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE)
    assert phony is not None
    assert explained == phony[1].split()


def test_the_map_shows_every_folder_of_the_house() -> None:
    mapped = set(re.findall(r"^\| `([a-z]+)/` \|", README, re.MULTILINE))
    kept = {path.relative_to(ROOT).parts[0] for path in files(ROOT) if path.parent != ROOT}
    assert {folder for folder in kept if not folder.startswith(".")} == mapped


def test_decisions_are_numbered_without_gaps() -> None:
    assert [path.name[:4] for path in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]


@each_decision
def test_a_decision_is_one_page_in_four_parts(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    assert text.startswith(f"# {decision.name[:4]}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert len(text.splitlines()) <= 70


@each_decision
def test_what_enforces_a_decision_exists(decision: Path) -> None:
    enforced = decision.read_text(encoding="utf-8").partition("## Enforced by")[2]
    named = [span for span in spans(enforced) if "/" in span and not span.startswith("/")]
    assert named or "`pyproject.toml`" in enforced
    assert [span for span in named if not _exists(span)] == []


def _exists(span: str) -> bool:
    """A file or folder, and the test in it where `path::test` names one."""
    place, _, test = span.partition("::")
    path = ROOT / place
    if not path.exists() or not test:
        return path.exists()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return any(isinstance(node, functions) and node.name == test for node in ast.walk(tree))


def test_every_dependency_has_its_sentence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(name for extra in extras for name in extra)]
    console = json.loads((ROOT / "console" / "package.json").read_text(encoding="utf-8"))
    wanted += [*console["dependencies"], *console["devDependencies"]]
    node = (ROOT / "deploy" / "node.lock").read_text(encoding="utf-8")
    wanted += re.findall(r"^([a-z-]+)==", node, re.MULTILINE)
    pages = sorted((ROOT / "docs" / "decisions").glob("*-libraries*.md"))
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    explained = set(re.findall(r"\*\*([@a-z0-9/-]+)\*\*", text))
    assert {re.split(r"[\[<>=~! ]", name)[0] for name in wanted} == explained
