import os
import subprocess
import sys

import pytest

from runtime.settings import ROOT
from tests.patience import PATIENCE
from tests.runtime.watching import PROGRAMS


@pytest.mark.parametrize(("options", "is_quiet"), [((), True), (("--left-alone",), False)])
def test_the_sdk_writes_nothing_amid_what_a_command_says(
    options: tuple[str, ...], is_quiet: bool
) -> None:
    """Left alone it does, with the texts of failures: else this test would say nothing."""
    said = subprocess.run(
        [sys.executable, str(PROGRAMS / "refused_replay.py"), *options],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE.total_seconds(),
    )
    assert said.stdout.endswith("done\n")
    assert (said.stdout == "done\n") is is_quiet
    assert ("Nondeterminism" in said.stdout + said.stderr) is not is_quiet
