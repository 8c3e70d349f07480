import subprocess
import sys

import pytest

from runtime.settings import ROOT

HEAVY = {"fastapi", "pandas", "sqlalchemy", "temporalio"}
LOADED = """
import sys, contextlib
from cli.main import app
with contextlib.suppress(SystemExit):
    app(sys.argv[1:], prog_name="meridian")
sys.stderr.write("LOADED " + " ".join(sys.modules))
"""


def loaded(*arguments: str) -> set[str]:
    """The modules that are there once `meridian …` has ended."""
    command = [sys.executable, "-c", LOADED, *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ended.stderr.partition("LOADED ")[2].split())


@pytest.mark.parametrize("arguments", [("nonsense",), ("desk", "nonsense"), ("desk", "schema")])
def test_a_command_loads_only_what_it_needs(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) & HEAVY == set()


def test_what_a_command_needs_is_loaded_for_it() -> None:
    assert loaded("audit", "verify", "--help") & HEAVY == {"sqlalchemy", "temporalio"}
