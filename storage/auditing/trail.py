"""A region's trail as auditors read it: without a key, and without changing anything.

Only the region's own database is opened. What is read is not believed: columns come beside the
body that was hashed, and the ledger beside what the trail says of it.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Row,
    Select,
    String,
    bindparam,
    func,
    inspect,
    select,
    type_coerce,
)

from domain.audit import Action, Deed
from domain.merkle import Node
from domain.trail_check import Columns, Kept, LedgerLine, hash_of, read_body
from storage.database import counters
from storage.database.engine import Database, open_database
from storage.database.holding import Holds
from storage.tables.histories import HistoryRow
from storage.tables.region import table_of
from storage.tickets.pages import ledger
from storage.trail.audit import append, audit
from storage.trail.checkpoints import bytes_of, checkpoints, nodes, stored

histories = table_of(HistoryRow)
AS_IT_IS: Final = type_coerce(audit.c.at, String).label("at")  # whatever was put there
ENTRIES: Final = (
    select(
        audit.c.number,
        AS_IT_IS,
        audit.c.action,
        audit.c.by,
        audit.c.about,
        audit.c.body,
        audit.c.hash,
    )
    .where(audit.c.number > bindparam("after"))
    .order_by(audit.c.number)
    .limit(bindparam("limit"))
)
ABOUT: Final = ENTRIES.where(audit.c.about == bindparam("own_about"))
LISTS: Final = (  # the lists that showed a ticket name it in their facts
    ENTRIES.where(audit.c.action == Action.ACCESS.value, audit.c.about == "")
)
NOTES: Final = (
    select(checkpoints.c.size, checkpoints.c.note)
    .where(checkpoints.c.size > bindparam("after"))
    .order_by(checkpoints.c.size)
)
UP_TO: Final = NOTES.where(checkpoints.c.size <= bindparam("last"))
LEAVES: Final = (
    select(nodes.c.place, nodes.c.hash)
    .where(nodes.c.level == 0, nodes.c.place >= bindparam("first"))
    .order_by(nodes.c.place)
    .limit(bindparam("limit"))
)
LEDGER: Final = (
    select(ledger.c.position, ledger.c.ticket_id, ledger.c.sequence, ledger.c.body)
    .where(ledger.c.position.between(bindparam("first"), bindparam("last")))
    .order_by(ledger.c.position)
)
RETAINED: Final = ENTRIES.where(audit.c.action == Action.RETENTION_APPLIED.value)
ALL: Final = 1_000_000  # entries: of what is asked for there are fewer
STANDING: Final = (
    select(ledger.c.ticket_id)
    .where(ledger.c.ticket_id.in_(bindparam("tickets", expanding=True)))
    .distinct()
)
HISTORIES: Final = (
    select(histories.c.run_id, histories.c.sha256, histories.c.body)
    .where(histories.c.ticket_id == bindparam("own_ticket"))
    .order_by(histories.c.place)
)


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A signed note as the database has it, and of how many entries it says to be."""

    size: int
    note: str


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a trail goes, as it was at one instant."""

    counted: int  # the number that the last entry was given
    last: int  # the highest number that stands there
    positions: int  # the last position of the ledger
    beyond: tuple[StoredNote, ...]  # notes of more entries than were counted


@dataclass(frozen=True, slots=True)
class StoredHistory:
    """A sealed history: its run, what was said of it as it was sealed, and its bytes (gzip)."""

    run_id: str
    sha256: str
    packed: bytes


class NoTrail(Exception):
    """The database has no audit trail: it is of an older version, or of something else."""


class SqlTrail:
    """One region's trail, read by stretches. All of it raises Unavailable."""

    is_whole: bool = True

    def __init__(self, database: Database) -> None:
        self._database = database

    async def extent(self) -> Extent:
        """How far it goes. Raises NoTrail."""
        return await self._database.read(_extent)

    async def entries(self, after: int, limit: int) -> list[Kept]:
        """At most `limit` entries behind a number, with the columns that stand beside them."""
        return await self._kept(ENTRIES, after, limit)

    async def about(self, ticket_id: str, after: int, limit: int) -> list[Kept]:
        """The same of those alone that are about one id."""
        return await self._kept(ABOUT, after, limit, own_about=ticket_id)

    async def lists_with(self, ticket_id: str, after: int, limit: int) -> list[Kept]:
        """The same of the lists that showed a ticket, and of a few that did not."""
        query = LISTS.where(Holds(audit.c.body, f'"{ticket_id}"'.encode()))
        return await self._kept(query, after, limit)

    async def first_since(self, at: datetime) -> int | None:
        """The first entry of an instant (aware) or later; None without any."""
        query = select(func.min(audit.c.number)).where(audit.c.at >= at)
        return await self._database.read(lambda one: _number(one, query)) or None

    async def last_before(self, at: datetime) -> int | None:
        """The last entry from before an instant; None without any."""
        query = select(func.max(audit.c.number)).where(audit.c.at < at)
        return await self._database.read(lambda one: _number(one, query)) or None

    async def notes(self, after: int, last: int) -> list[StoredNote]:
        """The notes of more than so many entries, up to so many."""
        wanted = {"after": after, "last": last}
        return await self._database.read(lambda one: _notes(one, UP_TO, wanted))

    async def next_note(self, size: int) -> StoredNote | None:
        """The first note of at least so many entries."""
        query, wanted = NOTES.limit(1), {"after": size - 1}
        return next(iter(await self._database.read(lambda one: _notes(one, query, wanted))), None)

    async def newest_note(self) -> StoredNote | None:
        """The note of the most entries."""
        return next(iter(await self.newest_notes(None, 1)), None)

    async def newest_notes(self, before: int | None, limit: int) -> list[StoredNote]:
        """Notes from the longest trail down, of fewer entries than `before`."""
        size = checkpoints.c.size
        query = select(size, checkpoints.c.note).order_by(size.desc()).limit(limit)
        query = query if before is None else query.where(size < before)
        return await self._database.read(lambda one: _notes(one, query, {}))

    async def leaves(self, after: int, limit: int) -> Mapping[int, bytes]:
        """What the tree keeps of entries behind a number: each one's hash by its number."""
        wanted = {"first": after, "limit": limit}
        rows = await self._database.read(lambda one: one.execute(LEAVES, wanted).all())
        return {row.place + 1: bytes_of(row.hash) for row in rows}

    async def nodes(self, wanted: Iterable[Node]) -> Mapping[Node, bytes]:
        """Those of the tree's nodes that are kept."""
        asked = list(wanted)
        return await self._database.read(lambda connection: stored(connection, asked))

    async def ledger(self, first: int, last: int) -> list[tuple[LedgerLine, str]]:
        """The ledger from one position to another, each line with its body."""
        wanted = {"first": first, "last": last}
        rows = await self._database.read(lambda one: one.execute(LEDGER, wanted).all())
        return [_line(row) for row in rows]

    async def retained(self, tickets: Collection[str], after: int = 0) -> list[Kept]:
        """What the trail says that retention took out of these tickets; at most 2000 of them."""
        query = RETAINED.where(audit.c.about.in_(bindparam("tickets", expanding=True)))
        return await self._kept(query, after, ALL, tickets=sorted(tickets))

    async def all_retained(self, after: int, limit: int) -> list[Kept]:
        """The same of all tickets, at most `limit` entries behind a number."""
        return await self._kept(RETAINED, after, limit)

    async def has_ledger(self, tickets: Collection[str]) -> frozenset[str]:
        """Those of the tickets, at most 2000, of which something stands in the ledger."""
        wanted = {"tickets": sorted(tickets)}
        return await self._database.read(
            lambda one: frozenset(one.execute(STANDING, wanted).scalars())
        )

    async def histories(self, ticket_id: str) -> list[StoredHistory]:
        """The ticket's sealed histories in order; none in a database that keeps none."""
        wanted = {"own_ticket": ticket_id}
        rows = await self._database.read(
            lambda one: one.execute(HISTORIES, wanted).all() if _keeps_histories(one) else []
        )
        return [StoredHistory(row.run_id, row.sha256, bytes(row.body)) for row in rows]

    async def add(self, deed: Deed) -> None:
        """Put on the trail that somebody read it."""
        await self._database.write(lambda connection: append(connection, deed))

    async def _kept(self, query: Select[Any], after: int, limit: int, **more: object) -> list[Kept]:
        wanted = {"after": after, "limit": limit, **more}
        rows = await self._database.read(lambda connection: connection.execute(query, wanted).all())
        return [_entry(row) for row in rows]


@asynccontextmanager
async def open_trail(url: str, *, busy_timeout: float = 5.0) -> AsyncIterator[SqlTrail]:
    """The trail of a region's database, for as long as it is read. Raises Unavailable."""
    database = open_database(url, busy_timeout=busy_timeout, readers=1)
    try:
        yield SqlTrail(database)
    finally:
        await database.dispose()


def shown_to(kept: Kept) -> Sequence[str]:
    """The tickets that a list showed, as its entry says."""
    facts = (read_body(kept.body) or {}).get("facts")
    shown = facts.get("shown") if isinstance(facts, dict) else None
    return [str(one) for one in shown] if isinstance(shown, list) else []


def _extent(connection: Connection) -> Extent:
    if not inspect(connection).has_table(audit.name):
        raise NoTrail("the database has no audit trail; start the desk once, or name another")
    counted = _number(connection, counters.STANDING, own=counters.AUDIT)
    return Extent(
        counted,
        _number(connection, select(func.max(audit.c.number))),
        _number(connection, select(func.max(ledger.c.position))),
        tuple(_notes(connection, NOTES, {"after": counted})),
    )


def _number(connection: Connection, query: Select[Any], **wanted: object) -> int:
    found = connection.execute(query, wanted).scalar()
    return found if isinstance(found, int) else 0


def _notes(
    connection: Connection, query: Select[Any], wanted: Mapping[str, object]
) -> list[StoredNote]:
    return [StoredNote(row.size, str(row.note)) for row in connection.execute(query, wanted)]


def _line(row: Row[int, str, int, str]) -> tuple[LedgerLine, str]:
    body = str(row.body)
    return LedgerLine(row.position, row.ticket_id, row.sequence, hash_of(body)), body


def _keeps_histories(connection: Connection) -> bool:
    return inspect(connection).has_table(histories.name)


def _entry(row: Row[Any]) -> Kept:
    columns = Columns(_instant(row.at), row.action, row.by, row.about)
    return Kept(row.number, bytes_of(row.body), bytes_of(row.hash), columns)


def _instant(found: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(found) if isinstance(found, str) else found
    except ValueError:
        return None
    if not isinstance(at, datetime):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
