"""How a program that spoke with Temporal ends: with its own code, whatever the SDK still does."""

import logging
import os
import sys
from collections.abc import Callable
from typing import Never


def as_program(work: Callable[[], None]) -> Never:
    """Do the work and leave with its code, once all that it wrote is written.

    Python is not taken apart first. The SDK's own threads may still be giving an answer back, and
    one that comes upon a Python that is half gone ends the process by SIGABRT, in place of the code
    that tells a script or an orchestrator how it went:
    https://github.com/temporalio/sdk-python/issues/300. What work opens it has to close itself.
    """
    try:
        work()
    except SystemExit as ended:
        leave(_code(ended))
    leave(0)


def leave(code: int) -> Never:
    """End this process now; only what is written already to standard streams and logs is kept."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:  # nobody reads on, which is no failure of ours
            continue
    os._exit(code)


def _code(ended: SystemExit) -> int:
    """As `sys.exit` has it: a number is itself, nothing is 0, and words are said and are 1."""
    if ended.code is None or isinstance(ended.code, int):
        return ended.code or 0
    sys.stderr.write(f"{ended.code}\n")
    return 1
