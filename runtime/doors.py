"""What the doors have in common: what keeps one from opening is a sentence, never a traceback."""

import contextlib
import sys
from collections.abc import Iterator

from domain.halting import CannotGoOn

USAGE_ERROR = 2


class CannotStart(CannotGoOn):
    """A door cannot be opened here; the sentence says why and what to do."""


@contextlib.contextmanager
def ending_in_a_sentence() -> Iterator[None]:
    """What is wrong with the input, the files or the place is a sentence and exit 2."""
    try:
        yield
    # OSError: a folder that cannot be written, an address that cannot be listened on.
    except (CannotGoOn, OSError) as problem:
        sys.stderr.write(f"{_sentence(problem)}\n")
        raise SystemExit(USAGE_ERROR) from None


def _sentence(problem: Exception) -> str:
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.filename}: {problem.strerror}" if problem.filename else problem.strerror
    return str(problem)
