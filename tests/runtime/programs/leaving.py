"""Says a word that stays in a buffer, ends as it is asked to, and tells of Python taken apart."""

import atexit
import os
import sys

from runtime.leaving import as_program

ENDS = {"nothing": None, "a code": 3, "words": "no such place"}


def main() -> None:
    sys.stdout.write("said")
    match sys.argv[1]:
        case "late":
            sys.stdin.read()
        case "fault":
            _ = 1 / 0
        case "nothing" | "a code" | "words" as end:
            raise SystemExit(ENDS[end])
        case _:
            return


atexit.register(os.write, 2, b"taken apart\n")
as_program(main)
