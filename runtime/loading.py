"""How a program of ours imports what it is made of."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def all_at_once() -> Iterator[None]:
    """Import within it.

    What is loaded stays for good, and Python's search for unreachable cycles would go through all
    of it again and again while it grows: a quarter of the time of a start. It is put off, and what
    was there by then is never searched afterwards, which makes each later search short
    (`gc.freeze`, https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
