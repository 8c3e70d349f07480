import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

SKIPPING = """
import pytest

@pytest.mark.skip(reason="no Chromium on this machine")
def test_two(): pass

def test_three(): pytest.skip("no Chromium on this machine")
"""
MISSING = 'import pytest\n\npytest.importorskip("no_such_part", reason="the part is missing")\n'
EXPECTED = 'import pytest\n\n@pytest.mark.xfail(reason="known")\ndef test_four(): assert False\n'


def _surroundings() -> dict[str, str]:
    here = {name: value for name, value in os.environ.items() if name != "CI"}
    return here | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}


def run(folder: Path, content: str, **environment: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (folder / "test_fine.py").write_text("def test_one(): pass\n", encoding="utf-8")
    (folder / "test_planted.py").write_text(content, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(folder)],
        cwd=folder,
        env={**_surroundings(), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )


def test_a_skip_is_listed_with_its_reason_above_the_last_line(tmp_path: Path) -> None:
    seen = run(tmp_path, SKIPPING)

    assert seen.returncode == 0
    lines = seen.stdout.splitlines()
    headline = next(i for i, line in enumerate(lines) if "NOT PROVED HERE: 2 skipped" in line)
    assert lines[headline + 1 : headline + 4] == [
        "no Chromium on this machine",
        "    test_planted.py::test_three",
        "    test_planted.py::test_two",
    ]
    assert "1 passed, 2 skipped in" in lines[-1]


@pytest.mark.parametrize("content", [SKIPPING, MISSING])
def test_in_ci_a_skip_is_a_failure(tmp_path: Path, content: str) -> None:
    seen = run(tmp_path, content, CI="true")

    assert seen.returncode == 1, seen.stdout
    assert "a skip is a failure" in seen.stdout
    assert "skipped in" in seen.stdout.splitlines()[-1]


@pytest.mark.parametrize("content", ["def test_two(): pass\n", EXPECTED])
def test_in_ci_a_run_without_skips_passes(tmp_path: Path, content: str) -> None:
    seen = run(tmp_path, content, CI="true")

    assert seen.returncode == 0, seen.stdout
    assert "NOT PROVED" not in seen.stdout
