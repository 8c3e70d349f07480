"""An inbox of a hundred thousand tickets is scrolled in a real browser: does the page keep up?

`python -m bench.scrolling [--tickets N]`. The desk is a whole one; the tickets come page by page,
as any do, and are made of one. The trace is kept, for the browser's own viewer of performance.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.report import Figure, Progress, Report, Sizes, command
from tests.channels.receiver import Receiver
from tests.console.at_a_ticket import wrote
from tests.console.browsing import a_browser, missing
from tests.console.scrolling import TICKETS, Scrolled, scrolled
from tests.e2e.running import a_desk

LONG: Final = 50.0  # milliseconds; what the W3C calls a long task
TRACE: Final = Path(tempfile.gettempdir()) / "meridian-scrolling.json"


def report(found: Scrolled) -> Report:
    """What was seen, with how long a task may be."""
    figures = [
        Figure("tickets in the list", found.tickets),
        Figure("tickets that were seen", found.seen),
        Figure("rows that are there at once", found.rows, at_most=60),
        Figure("longest task, of the processor's time", found.longest, "ms", at_most=LONG),
        Figure("longest task, on the wall", found.longest_on_the_wall, "ms"),
        Figure("long tasks, as the page is told", found.long_tasks),
    ]
    return Report(f"An inbox is scrolled; the trace is in {TRACE}", figures)


async def scrolling(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """Scroll once through a list of so many tickets."""
    async with (
        Receiver() as receiver,
        a_desk(folder, receiver) as desk,
        a_browser() as browser,
    ):
        await wrote(desk, "Where is my parcel?")
        progress("tickets", 0, sizes["tickets"])
        found = await scrolled(browser, desk, sizes["tickets"])
    TRACE.write_bytes(found.trace)
    return [report(found)]


if __name__ == "__main__":
    if lacking := missing():
        print(lacking, file=sys.stderr)
        sys.exit(2)
    sys.exit(command("bench.scrolling", __doc__, {"tickets": TICKETS}, scrolling))
