"""What people of other regions read and did here."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, insert, or_, select

from domain.access import Access
from storage.access_tables import AccessRow
from storage.engine import Database
from storage.tables import table_of
from storage.writer import Writer

access = table_of(AccessRow)


class SqlAccessLog:
    """Keeps a region's log of access from elsewhere; nothing in it is ever changed."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def note(self, entry: Access) -> None:
        """Commit the entry. Raises Unavailable."""
        row = {
            "id": entry.id,
            "at": entry.at,
            "region": entry.region,
            "key_id": entry.key_id,
            "role": entry.role,
            "agent": entry.agent,
            "ticket_id": entry.ticket_id,
            "what": entry.what,
            "outcome": entry.outcome,
            "shown": json.dumps(entry.shown),
        }

        def keep(connection: Connection) -> None:
            connection.execute(insert(access).values(row))

        await self._writer.write(keep)

    async def page(
        self, *, ticket_id: str | None, before: tuple[datetime, str] | None, limit: int
    ) -> Sequence[Access]:
        """The newest entries first, of one ticket (lists that showed it, too) or of all."""
        query = _wanted(ticket_id, before).limit(limit)
        rows = await self._database.read(lambda connection: list(connection.execute(query)))
        return [_entry(row) for row in rows]


def _wanted(ticket_id: str | None, before: tuple[datetime, str] | None) -> Select[Any]:
    columns = access.c
    query = select(access).order_by(columns.at.desc(), columns.id.desc())
    if ticket_id is not None:
        # Lists are searched one by one: auditors ask rarely, and agents list all day.
        listed = and_(
            columns.ticket_id.is_(None),
            columns.shown.contains(json.dumps(ticket_id), autoescape=True),
        )
        query = query.where(or_(columns.ticket_id == ticket_id, listed))
    if before is not None:
        at, entry_id = before
        same_instant = and_(columns.at == at, columns.id < entry_id)
        query = query.where(or_(columns.at < at, same_instant))
    return query


def _entry(row: Row[Any]) -> Access:
    return Access(
        id=row.id,
        at=row.at,
        region=row.region,
        key_id=row.key_id,
        role=row.role,
        agent=row.agent,
        what=row.what,
        outcome=row.outcome,
        ticket_id=row.ticket_id,
        shown=tuple(json.loads(row.shown)),
    )
