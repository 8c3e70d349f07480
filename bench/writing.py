"""The storage writer: group commit beside one transaction a message, on one region's file.

Both are the same writer with the same work, which is what a message's acceptance inserts; one of
them may put no more than one unit into a transaction. They take turns.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import Connection
from ulid import ULID

from bench.records import rows
from bench.report import Figure, Progress, Report
from domain.arrivals import NewsKind
from runtime.clock import SystemClock
from storage.database.engine import Database, insert_new, open_database
from storage.database.sqlite import sqlite_url
from storage.database.writer import Writer
from storage.schema import Kind, upgrade
from storage.tables.region import InboxRow, TextRow, table_of
from storage.tickets.news import PENDING

LEAST = 3  # times as many, grouped
EACH = 20  # messages of a writer in a round
SEALED = b"s" * 400  # as long as a short message under its key
KEPT = "SELECT count(*) FROM inbox JOIN texts ON texts.id = inbox.id"
INBOX, TEXTS = table_of(InboxRow), table_of(TextRow)


@dataclass(frozen=True, slots=True)
class Pair:
    """Messages a second, written both ways one after the other."""

    grouped: float
    ungrouped: float

    @property
    def ratio(self) -> float:
        """How many times as many grouped."""
        return self.grouped / self.ungrouped


def message() -> Callable[[Connection], None]:
    """What one message's acceptance inserts."""
    name, now = str(ULID()), SystemClock().now()
    waiting = {
        "id": name,
        "kind": NewsKind.MESSAGE,
        "ticket_id": name,
        "state": PENDING,
        "ready_at": now,
        "accepted_at": now,
        "customer_id": name,
        "channel": "webhook",
        "account": "sample",
        "message_hash": name,
    }
    text = {"id": name, "customer_id": name, "ticket_id": name, "kind": "message"}

    def insert(connection: Connection) -> None:
        insert_new(connection, INBOX, waiting)
        insert_new(connection, TEXTS, text | {"language": "pt", "sealed": SEALED})

    return insert


async def rate(database: Database, writers: int, batch: int = 64) -> float:
    """How many messages a second so many writers get written, each waiting for its own."""
    writer = Writer(database, batch=batch)
    writer.start()
    messages = [[message() for _ in range(EACH)] for _ in range(writers)]

    async def write(own: Sequence[Callable[[Connection], None]]) -> None:
        for one in own:
            await writer.write(one)

    began = perf_counter()
    await asyncio.gather(*(write(own) for own in messages))
    seconds = perf_counter() - began
    await writer.close()
    return writers * EACH / seconds


def report(pairs: Sequence[Pair], writers: int, wanted: int, kept: int) -> Report:
    """The rates of both, and the ratio of each pair."""
    ratios = [pair.ratio for pair in pairs]
    figures = (
        Figure("grouped", median(pair.grouped for pair in pairs), "/s"),
        Figure("one transaction each", median(pair.ungrouped for pair in pairs), "/s"),
        Figure("least ratio of a pair", min(ratios)),
        Figure("most ratio of a pair", max(ratios)),
        Figure("median ratio", median(ratios), at_least=LEAST),
        Figure("written but not in the file", wanted - kept, at_least=0, at_most=0),
    )
    return Report(f"{writers} writers on one region's file, {len(pairs)} pairs", figures)


async def writing(folder: Path, writers: int, pairs: int, progress: Progress) -> Report:
    """Pairs of rounds on one file, after one round of each that is not counted."""
    file, found = folder / "region.sqlite", list[Pair]()
    async with AsyncExitStack() as stack:
        database = open_database(sqlite_url(file))
        stack.push_async_callback(database.dispose)
        await upgrade(database, Kind.REGION)
        for number in range(pairs + 1):
            progress("pairs of rounds at the writer", number, pairs + 1)
            grouped = await rate(database, writers)
            found.append(Pair(grouped, await rate(database, writers, batch=1)))
        [(kept,)] = await rows(file, KEPT)
    return report(found[1:], writers, 2 * len(found) * writers * EACH, int(kept))
