"""The audit trail: entries are added in the transaction of the change that they tell of."""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, bindparam, insert, select

from domain.audit import GENESIS, AuditEntry, Deed, body_of, linked
from storage.database import counters
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.tables.audit import AuditRow
from storage.tables.region import table_of

audit = table_of(AuditRow)
APPEND = insert(audit)
LAST = select(audit.c.hash).where(audit.c.number == bindparam("own_number"))
STRETCH = (
    select(audit.c.number, audit.c.body, audit.c.hash)
    .where(audit.c.number > bindparam("after"))
    .order_by(audit.c.number)
    .limit(bindparam("limit"))
)
ABOUT = STRETCH.where(audit.c.about == bindparam("own_about"))


class SqlAuditTrail:
    """The port `AuditTrail` of one region."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def add(self, *deeds: Deed) -> None:
        """As the Protocol says."""
        await self._writer.write(lambda connection: append(connection, *deeds))

    async def size(self) -> int:
        """As the Protocol says."""
        return await self._database.read(size)

    async def entries(
        self, *, after: int = 0, limit: int, about: str | None = None
    ) -> Sequence[AuditEntry]:
        """As the Protocol says."""
        values: dict[str, object] = {"after": after, "limit": limit}
        query = STRETCH
        if about is not None:
            query, values = ABOUT, {**values, "own_about": about}
        rows = await self._database.read(lambda connection: list(connection.execute(query, values)))
        return [entry_of(row) for row in rows]

    async def newest(
        self,
        *,
        before: int | None = None,
        limit: int,
        about: str | None = None,
        action: str | None = None,
    ) -> Sequence[AuditEntry]:
        """As the Protocol says."""
        columns = audit.c
        query = select(columns.number, columns.body, columns.hash).order_by(columns.number.desc())
        wanted = {columns.about: about, columns.action: action}
        for column, value in wanted.items():
            query = query if value is None else query.where(column == value)
        query = query if before is None else query.where(columns.number < before)
        rows = await self._database.read(lambda one: list(one.execute(query.limit(limit))))
        return [entry_of(row) for row in rows]


def append(connection: Connection, *deeds: Deed) -> None:
    """Put deeds on the trail, within the caller's transaction."""
    if not deeds:
        return
    number = counters.held(connection, counters.AUDIT)
    previous = _hash_of(connection, number)
    rows = []
    for place, deed in enumerate(deeds, start=number + 1):
        body = body_of(place, deed)
        previous = linked(previous, body)
        rows.append(_row(place, deed, body, previous))
    connection.execute(APPEND, rows)
    counters.advance(connection, counters.AUDIT, number + len(rows))


def size(connection: Connection) -> int:
    """The number of the last entry that was given; a trail that was cut is shorter."""
    return counters.standing(connection, counters.AUDIT)


def entry_of(row: Row[int, bytes, bytes]) -> AuditEntry:
    """A row with `number`, `body` and `hash` as an entry."""
    return AuditEntry(row.number, bytes(row.body), bytes(row.hash))


def _hash_of(connection: Connection, number: int) -> bytes:
    """What the next entry is linked to. Where the last was taken out by force, verifying tells."""
    return bytes(connection.execute(LAST, {"own_number": number}).scalar() or GENESIS)


def _row(number: int, deed: Deed, body: bytes, its_hash: bytes) -> dict[str, object]:
    return {
        "number": number,
        "at": deed.at,
        "action": deed.action.value,
        "by": deed.by,
        "about": deed.about,
        "body": body,
        "hash": its_hash,
    }
