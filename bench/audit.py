"""A trail of a million entries: to fill and sign it, to verify it, and to prove one ticket.

`python -m bench.audit [--entries N] [--small N]`. Half of the entries tell of the ledger, which is
there, too. Verifying and proving are the commands that an auditor types, each a process of its own:
memory is what it had at most, and has to be the same for a small trail.
"""

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import DEVNULL, Popen
from time import perf_counter

from sqlalchemy import Connection, insert

from bench.report import Figure, Progress, Report, Sizes, command
from domain.audit import Action, Deed
from domain.trail_check import hash_of
from runtime.audit_keys import make_audit_key, read_audit_signer
from runtime.checkpoint_files import NoteFolder
from runtime.clock import SystemClock
from runtime.notary import ENTRIES, Notary
from runtime.settings import ROOT, variable
from storage.database.engine import Database, open_database
from storage.database.writer import Writer
from storage.open import Place
from storage.schema import Kind, upgrade
from storage.tickets.pages import ledger
from storage.trail.audit import append
from storage.trail.checkpoints import SqlCheckpoints

REGION = "eu"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
MORE_MEMORY = 1.3  # times what a small trail takes
BODY = '{"at":"2026-01-01T00:00:00Z","by":{"id":"ana","kind":"agent"},"kind":"bench","n":%d}'


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds, MiB at most, and how it ended."""

    seconds: float
    mebibytes: float
    code: int


@dataclass(frozen=True, slots=True)
class Trail:
    """A desk's folders, with a trail of so many entries."""

    folder: Path
    entries: int

    @property
    def place(self) -> Place:
        """Where the region's databases are."""
        return Place.in_folder(self.folder / "data" / REGION)

    def environment(self) -> Mapping[str, str]:
        """As a command of this desk is started."""
        folders = {"data": self.folder / "data", "keys": self.folder / "keys"}
        named = {variable(name): str(path) for name, path in folders.items()}
        return {**os.environ, **named, "PYTHONPATH": str(ROOT)}


async def fill(trail: Trail, progress: Progress) -> float:
    """Write and sign its entries, a thousand at a time; how many seconds that took."""
    make_audit_key(trail.folder / "keys", REGION, {})
    signer = read_audit_signer(trail.folder / "keys", REGION, {})
    database = open_database(trail.place.url)
    await upgrade(database, Kind.REGION)
    writer = Writer(database)
    writer.start()
    notes = NoteFolder(trail.folder / "keys" / "checkpoints" / REGION)
    checkpoints = SqlCheckpoints(database, writer)
    notary = Notary(REGION, checkpoints, signer, signer.verifier, notes, SystemClock())
    began = perf_counter()
    for first in range(0, trail.entries, ENTRIES):
        await _write(database, first, min(first + ENTRIES, trail.entries))
        await notary.sign()
        progress("entries", first, trail.entries)
    took = perf_counter() - began
    await writer.close()
    await database.dispose()
    return took


async def cost(trail: Trail, *arguments: str) -> Cost:
    """Run `meridian …` and say what it took."""
    return await asyncio.to_thread(_cost, trail, arguments)


async def audit(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """The figures of a small trail and of a long one."""
    small = Trail(folder / "small", sizes["small"])
    await fill(small, progress)
    before = await cost(small, "audit", "verify", "--json")
    trail = Trail(folder / "many", sizes["entries"])
    filled = await fill(trail, progress)
    progress("verifying", 0, trail.entries)
    verified = await cost(trail, "audit", "verify", "--json")
    period = "--from", str(trail.entries // 2), "--to", str(trail.entries // 2 + ENTRIES)
    some = await cost(trail, "audit", "verify", "--no-note", *period)
    proved = await cost(trail, "audit", "prove", "eu-7", "--out", str(folder / "proof.zip"))
    count, size = trail.entries, (trail.folder / "data" / REGION / "region.sqlite").stat().st_size
    figures = [
        Figure("entries", count),
        Figure("to write and sign them", filled, "s"),
        Figure("written and signed", count / filled, "a second"),
        Figure("the region's file", size / 2**20, "MiB"),
        Figure("meridian audit verify", verified.seconds, "s"),
        Figure("verified", count / verified.seconds, "a second"),
        Figure("its memory at most", verified.mebibytes, "MiB"),
        Figure(f"its memory for {small.entries:,} entries", before.mebibytes, "MiB"),
        Figure(
            "its memory, times as much", verified.mebibytes / before.mebibytes, at_most=MORE_MEMORY
        ),
        Figure("to verify a period of a thousand", some.seconds, "s"),
        Figure("meridian audit prove", proved.seconds, "s"),
    ]
    ended = {"small": before, "verify": verified, "period": some, "prove": proved}
    faults = [f"{name} ended with {one.code}" for name, one in ended.items() if one.code]
    return [Report(f"a trail of {count:,} entries", figures, faults)]


async def _write(database: Database, first: int, last: int) -> None:
    def work(connection: Connection) -> None:
        rows = list(_ledger(first, last))
        connection.execute(insert(ledger), rows)
        append(connection, *_deeds(first, last))

    await database.write(work)


def _ledger(first: int, last: int) -> Iterator[dict[str, object]]:
    for number in range(first, last, 2):
        position = number // 2 + 1
        yield {
            "ticket_id": f"eu-{position % 100_000}",
            "sequence": position // 100_000 + 1,
            "position": position,
            "kind": "bench",
            "at": BEGAN,
            "body": BODY % position,
        }


def _deeds(first: int, last: int) -> Iterator[Deed]:
    for number in range(first, last):
        at, position = BEGAN + timedelta(seconds=number), number // 2 + 1
        ticket, sequence = f"eu-{position % 100_000}", position // 100_000 + 1
        if number % 2 == 0:
            told = [[sequence, "bench", hash_of(BODY % position)]]
            facts = {"position": position, "entries": told}
            yield Deed(at, Action.LEDGER_WRITTEN, "ana", "agent", ticket, facts=facts)
        else:
            facts = {"what": "read_ticket", "outcome": 200, "region": "eu", "key": "k-ana"}
            yield Deed(at, Action.ACCESS, "ana", "agent", ticket, facts=facts)


def _cost(trail: Trail, arguments: Sequence[str]) -> Cost:
    began = perf_counter()
    process = Popen(
        [sys.executable, "-m", "cli", *arguments],
        env=dict(trail.environment()),
        cwd=trail.folder,
        stdout=DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(perf_counter() - began, used.ru_maxrss / 2**10, process.returncode)


if __name__ == "__main__":
    sys.exit(command("bench.audit", __doc__, {"entries": 1_000_000, "small": 20_000}, audit))
