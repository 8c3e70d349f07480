"""Each checker is shown red on a planted fault, and green on the same thing done right.

What would be a fault in this very file is put together from pieces, or they would bite here.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import (
    console_rooms,
    leaks,
    packaging_rules,
    reasons,
    shape,
    workers_register,
)

Checker = Callable[[Path], list[str]]

NOQA = "# no" + "qa"
IGNORE = "# type" + ": ignore"
MACHINE = "/".join(["", "home", "somebody", "desk"])
HOST = ".".join(["https://files", "pythonhosted", "org/packages/a.whl"])

HANDLER = """
@router.post("/tickets")
async def claim(ticket):
    '''Claim it.'''
    parsed = parse(ticket)
    if parsed:
        asked = ask(parsed)
    other = more(asked)
    return answer({last})
"""

# checker, file, what it must refuse, what it must let pass
FAULTS: list[tuple[Checker, str, str, str]] = [
    (
        console_rooms.upward_imports,
        "console/source/parts/Button.tsx",
        'import { claim } from "../ticket/actions";\n',
        'import { say } from "../words";\n',
    ),
    (
        console_rooms.upward_imports,
        "console/source/chat/queue/sender.ts",
        'const list = await import("../../inbox/feed");\n',
        'import { kept } from "../kept";\n',
    ),
    (
        console_rooms.upward_imports,
        "console/source/person/Person.tsx",
        'import type { Ticket } from "../ticket/types";\n',
        'import type { Ticket } from "../api/schema";\n',
    ),
    (shape.long_files, "api/long.py", "x = 1\n" * 301, "x = 1\n" * 300),
    (
        shape.long_functions,
        "api/long.py",
        "def f():\n" + "    x = 1\n" * 40,
        "def f():\n" + "    x = 1\n" * 39,
    ),
    (
        shape.fat_handlers,
        "api/tickets.py",
        HANDLER.format(last="log(other)").replace("other =", "other = 1\n    another ="),
        HANDLER.format(last="other"),
    ),
    (shape.sleeping_tests, "tests/test_a.py", "import time\ntime.sleep(1)\n", "import time\n"),
    (
        shape.sleeping_tests,
        "tests/test_a.py",
        "from asyncio import sleep as nap\nnap(1)\n",
        "from workflow import sleep as nap\nnap(1)\n",
    ),
    (
        reasons.silenced_without_reason,
        "domain/a.py",
        f"import os  {NOQA}: F401\n",
        f"import os  {NOQA}: F401 - the guard needs it\n",
    ),
    (
        reasons.silenced_without_reason,
        "domain/a.py",
        f"x: int = f()  {IGNORE}[no-any-return]\n",
        f"x: int = f()  {IGNORE}[no-any-return] # the library has no types\n",
    ),
    (reasons.silenced_without_reason, "domain/a.py", f"import os  {NOQA}\n", "text = 'noqa'\n"),
    (
        reasons.skipped_without_reason,
        "tests/test_a.py",
        "@pytest.mark.skip\ndef test_a(): ...\n",
        "@pytest.mark.skip(reason='no such part here')\ndef test_a(): ...\n",
    ),
    (
        reasons.skipped_without_reason,
        "tests/test_a.py",
        "@pytest.mark.xfail(strict=True)\ndef test_a(): ...\n",
        "@pytest.mark.xfail(reason='known', strict=True)\ndef test_a(): ...\n",
    ),
    (
        reasons.skipped_without_reason,
        "tests/test_a.py",
        "pytest.skip()\n",
        "pytest.skip('no such part here')\n",
    ),
    (
        reasons.settings_without_reason,
        "pyproject.toml",
        '[tool.ruff.lint]\nignore = [\n  "S101",\n]\n',
        '[tool.ruff.lint]\nignore = [\n  "S101", # asserts are how tests speak\n]\n',
    ),
    (
        reasons.settings_without_reason,
        "pyproject.toml",
        '[tool.ruff.lint.per-file-ignores]\n"cli/**" = ["T201"] # in one line\n',
        '[tool.ruff.lint.per-file-ignores]\n"cli/**" = [\n  "T201", # it prints\n]\n',
    ),
    (
        reasons.settings_without_reason,
        "pyproject.toml",
        "[[tool.mypy.overrides]]\nignore_missing_imports = true\n",
        "[[tool.mypy.overrides]]\nignore_missing_imports = true # it ships no types\n",
    ),
    (leaks.machine_paths, "docs/run.md", f"cd {MACHINE}/here\n", "cd ~/desk\n"),
    (leaks.download_hosts, "requirements.lock", f"a @ {HOST}\n", "a==1 --hash=sha256:0\n"),
    (leaks.untidy_files, "README.md", "two spaces  \n", "none\n"),
    (leaks.untidy_files, "README.md", "no line break", "a line break\n"),
    (leaks.untidy_files, "README.md", "too many\n\n", "one\n\nand one\n"),
    (leaks.heavy_files, "desk/big.csv", "x" * 1_000_001, "x" * 1_000_000),
]


def write(root: Path, place: str, text: str) -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("checker", "place", "wrong", "right"), FAULTS, ids=[fault[0].__name__ for fault in FAULTS]
)
def test_a_checker_refuses_the_fault_and_nothing_else(
    tmp_path: Path, checker: Checker, place: str, wrong: str, right: str
) -> None:
    write(tmp_path, place, wrong)
    assert len(checker(tmp_path)) == 1

    write(tmp_path, place, right)
    assert checker(tmp_path) == []


@pytest.mark.parametrize("place", ["storage/utils.py", "api/ticket_service.py", "common/a.py"])
def test_a_name_that_says_nothing_is_refused(tmp_path: Path, place: str) -> None:
    write(tmp_path, "storage/ledger.py", "")
    assert shape.vague_names(tmp_path) == []

    write(tmp_path, place, "")
    assert len(shape.vague_names(tmp_path)) == 1


def test_a_folder_without_init_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "storage/ledger.py", "")
    assert packaging_rules.folders_without_init(tmp_path) == ["storage has no __init__.py"]


PACKAGES = """
[tool.hatch.build.targets.wheel]
packages = ["{first}"]
[tool.importlinter]
root_packages = ["{first}"]
"""


def test_a_package_that_nobody_lists_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", PACKAGES.format(first="domain"))
    write(tmp_path, "domain/__init__.py", "")
    assert packaging_rules.unlisted_packages(tmp_path) == []

    write(tmp_path, "storage/__init__.py", "")
    assert len(packaging_rules.unlisted_packages(tmp_path)) == 1


@pytest.mark.parametrize("name", ["pytest", "calendar"])
def test_a_package_named_like_somebody_elses_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, "pyproject.toml", PACKAGES.format(first=name))
    assert len(packaging_rules.names_of_others(tmp_path)) == 1


def test_a_room_of_the_console_without_a_place_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "console/source/strip/Strip.tsx", "")
    assert console_rooms.upward_imports(tmp_path) == []

    write(tmp_path, "console/source/misc/some.ts", "")
    assert len(console_rooms.upward_imports(tmp_path)) == 1


def test_an_activity_that_no_worker_registers_is_refused(tmp_path: Path) -> None:
    story = "workflow.start_activity_method(LedgerActivities.{}, page)\n"
    known = {"LedgerActivities.record"}
    write(tmp_path, "workflows/ticket.py", story.format("record"))
    assert workers_register.unregistered_activities(tmp_path, known) == []

    write(tmp_path, "workflows/ticket.py", story.format("forget"))
    assert len(workers_register.unregistered_activities(tmp_path, known)) == 1
