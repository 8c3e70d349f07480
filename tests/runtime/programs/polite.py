"""Adds `NAME begins` to the file named, and `NAME ends` when it is asked to end."""

import signal
import sys
from pathlib import Path
from types import FrameType


def note(word: str) -> None:
    with Path(sys.argv[1]).open("a", encoding="utf-8") as diary:
        diary.write(f"{sys.argv[2]} {word}\n")


def end(number: int, frame: FrameType | None) -> None:
    note("ends")
    sys.exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end)
    note("begins")
    while True:
        signal.pause()
