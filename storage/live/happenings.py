"""What happens in a region, for those who follow it: entries of the ledger, and who is where."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from domain.ledger import Entry
from domain.live import Attended, Happening, Present
from storage.canonical import EVENT, VIEW
from storage.engine import Database
from storage.live.presence import read as present_in
from storage.notification_tables import NotificationRow
from storage.pages import ledger, tickets
from storage.tables import table_of
from storage.threads import CHANGED

notifications = table_of(NotificationRow)
LAST: Final = select(func.coalesce(func.max(ledger.c.position), 0))
ENTRIES: Final = (
    select(
        ledger.c.position,
        ledger.c.ticket_id,
        ledger.c.sequence,
        ledger.c.body,
        tickets.c.body.label("view"),
    )
    .join(tickets, tickets.c.id == ledger.c.ticket_id)
    .order_by(ledger.c.position)
)
# The newest of what an agent was told and of what they saw of it: either changes their list.
TOLD: Final = select(
    notifications.c.agent, func.max(notifications.c.at), func.max(notifications.c.seen_at)
).group_by(notifications.c.agent)


class SqlHappenings:
    """The port `Happenings` of one region."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def changes(self) -> AsyncGenerator[None, None]:
        """As the Protocol says."""
        async with aclosing(self._database.hints(CHANGED)) as hints:
            async for _ in hints:
                yield None

    async def last(self) -> int:
        """As the Protocol says."""
        return await self._database.read(
            lambda connection: int(connection.execute(LAST).scalar_one())
        )

    async def after(self, position: int, limit: int) -> Sequence[Happening]:
        """As the Protocol says."""
        wanted = ENTRIES.where(ledger.c.position > position).limit(limit)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [
            Happening(
                row.position,
                Entry(row.ticket_id, row.sequence, EVENT.validate_json(row.body)),
                VIEW.validate_json(row.view),
            )
            for row in rows
        ]

    async def attended(self, now: datetime) -> Mapping[str, Attended]:
        """As the Protocol says."""

        def query(connection: Connection) -> tuple[list[Present], dict[str, str]]:
            present = present_in(connection, now)
            ids = {one.ticket_id for one in present}
            found = select(tickets.c.id, tickets.c.body).where(tickets.c.id.in_(ids))
            return present, {row.id: row.body for row in connection.execute(found)}

        present, bodies = await self._database.read(query)
        return {
            ticket_id: Attended(
                VIEW.validate_json(body),
                tuple(one for one in present if one.ticket_id == ticket_id),
            )
            for ticket_id, body in bodies.items()
        }

    async def told(self) -> Mapping[str, datetime]:
        """As the Protocol says."""
        rows = await self._database.read(lambda connection: connection.execute(TOLD).all())
        return {agent: max(at, seen or at) for agent, at, seen in rows}
