"""What the doors have in common: what keeps one from opening is a sentence, never a traceback."""

import contextlib
import sys
from collections.abc import Iterator

from domain.stores import Unavailable
from rulebook.reading.files import DeskError
from runtime.installation import UnknownRegion
from runtime.keys import KeyMissing
from runtime.settings import SettingsWrong
from storage.customer_keys import WrongRegionKey
from storage.erasure_list import BrokenList
from storage.restored import Restored

USAGE_ERROR = 2


class CannotStart(Exception):
    """A door cannot be opened here; the sentence says why and what to do."""


PROBLEMS = (
    BrokenList,
    CannotStart,
    DeskError,
    KeyMissing,
    OSError,  # a folder that cannot be written, an address that cannot be listened on
    Restored,
    SettingsWrong,
    Unavailable,
    UnknownRegion,
    WrongRegionKey,
)


@contextlib.contextmanager
def ending_in_a_sentence() -> Iterator[None]:
    """What is wrong with the input, the files or the place is a sentence and exit 2."""
    try:
        yield
    except PROBLEMS as problem:
        sys.stderr.write(f"{_sentence(problem)}\n")
        raise SystemExit(USAGE_ERROR) from None


def _sentence(problem: Exception) -> str:
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.filename}: {problem.strerror}" if problem.filename else problem.strerror
    return str(problem)
