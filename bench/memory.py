"""What an open ticket keeps in memory, of the worker's and of Temporal's.

`python -m bench.memory [--tickets N] [--warm N]`. The desk is a whole one, as `meridian up` starts
it. Resident memory is read when some tickets are open and at rest, so that what is loaded once is
not counted, and again when so many more are. The server's is Go's: it is given back late.
"""

import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil

from bench.customers import allow_open_files, arrived
from bench.records import rows
from bench.report import Figure, Progress, Report, Sizes, command
from runtime.waiting import until
from tests.channels.receiver import Receiver
from tests.e2e.running import Desk, a_desk

PARTS = ("worker", "temporal")
PATIENCE = timedelta(minutes=5)
AT_REST = "SELECT ticket_id FROM ledger WHERE kind = 'delivery_reported'"
OPEN = "SELECT id FROM tickets WHERE status IN ('new', 'open')"


@dataclass(frozen=True, slots=True)
class Resident:
    """Bytes of each part while so many tickets were open."""

    tickets: int
    bytes: dict[str, int]


def report(before: Resident, after: Resident, wanted: int) -> Report:
    """What each ticket added, and whether all were open when it was read."""
    more = after.tickets - before.tickets
    figures = [Figure("open tickets more", more, at_least=wanted)]
    for part in PARTS:
        first, last = before.bytes[part], after.bytes[part]
        figures += [
            Figure(f"{part} with {before.tickets} open tickets", first / 2**20, "MiB"),
            Figure(f"{part} with {after.tickets} open tickets", last / 2**20, "MiB"),
            Figure(f"{part}, for each ticket", (last - first) / 2**10 / max(more, 1), "KiB"),
        ]
    return Report(f"memory of {wanted} open tickets", figures)


def files(data: Path) -> Sequence[Path]:
    """The regions' databases."""
    return sorted(data.glob("*/region.sqlite"))


async def open_tickets(data: Path) -> int:
    """How many tickets are open, in all regions."""
    return sum([len(await rows(file, OPEN)) for file in files(data)])


async def at_rest(data: Path) -> set[str]:
    """Tickets whose customers have been told that their message arrived."""
    found = [await rows(file, AT_REST) for file in files(data)]
    return {ticket for each in found for (ticket,) in each}


async def grown(desk: Desk, tickets: int, progress: Progress) -> Resident:
    """Have so many more opened; what is resident once they are at rest."""
    async with AsyncExitStack() as connections:
        url, key = desk.facts["url"], desk.facts["keys"]["channel"]
        customers = await arrived(connections, url, key, tickets)
        wanted = {(await customer.writes()).ticket_id for customer in customers}

    async def all_of_them() -> bool:
        left = wanted - await at_rest(desk.data)
        progress("tickets at rest", len(wanted) - len(left), tickets)
        return not left

    await until(all_of_them, PATIENCE, "not all tickets came to rest.")
    resident = {part: psutil.Process(desk.facts["pids"][part]) for part in PARTS}
    return Resident(
        await open_tickets(desk.data),
        {part: process.memory_info().rss for part, process in resident.items()},
    )


async def memory(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """The figures of that many tickets."""
    allow_open_files(sizes["tickets"])
    async with Receiver() as receiver, a_desk(folder, receiver) as desk:
        before = await grown(desk, sizes["warm"], progress)
        after = await grown(desk, sizes["tickets"], progress)
    return [report(before, after, sizes["tickets"])]


if __name__ == "__main__":
    sys.exit(command("bench.memory", __doc__, {"tickets": 400, "warm": 50}, memory))
