import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, packages


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(program), "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages and their contracts, to plant faults in."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in packages():
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_imports_go_one_way() -> None:
    seen = lint_imports(ROOT)
    assert seen.returncode == 0, seen.stdout + seen.stderr


@pytest.mark.parametrize(
    ("place", "line", "contract"),
    [
        ("domain/planted.py", "import storage", "Imports go one way BROKEN"),
        ("domain/planted.py", "import asyncio", "The domain is pure Python BROKEN"),
        ("storage/planted.py", "import channels", "Imports go one way BROKEN"),
        ("storage/tables/planted.py", "import storage.keys", "Rooms of storage go one way BROKEN"),
        ("storage/live/planted.py", "import storage.numbers", "Rooms of storage go one way BROKEN"),
        ("workflows/planted.py", "import sqlmodel", "only through activities BROKEN"),
        ("language/planted.py", "import pydantic_settings", "Only the doors read settings BROKEN"),
    ],
)
def test_an_import_that_goes_the_wrong_way_breaks_a_contract(
    copy: Path, place: str, line: str, contract: str
) -> None:
    (copy / place).write_text(f"{line}\n", encoding="utf-8")

    seen = lint_imports(copy)

    assert seen.returncode != 0
    assert contract in " ".join(seen.stdout.split())
