"""Looking at processes and at the files that they write, until what they promise has happened."""

from collections.abc import Callable
from pathlib import Path

import psutil

from runtime.waiting import until
from tests.patience import PATIENCE

PROGRAMS = Path(__file__).parent / "programs"


def is_gone(pid: int) -> bool:
    """Whether the process has ended, even where nobody collects its exit code."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def lines(file: Path) -> list[str]:
    """The finished lines of a file that may not be there yet."""
    written = file.read_text(encoding="utf-8") if file.exists() else ""
    return written.splitlines() if written.endswith("\n") else written.splitlines()[:-1]


async def eventually(condition: Callable[[], bool], promise: str) -> None:
    """Wait until `condition` holds; fails where it never does."""

    async def asked() -> bool:
        return condition()

    await until(asked, PATIENCE, f"not kept: {promise}")
