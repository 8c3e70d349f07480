"""What happens in a region, for those who follow it: entries of the ledger, and who is where."""

import json
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select

from domain.ledger import TicketView
from domain.live import Attended, Happening, Notified, Present
from domain.vocabulary import Actor, ActorKind
from storage.database.canonical import VIEW
from storage.database.engine import Database
from storage.database.threads import CHANGED
from storage.live.presence import read as present_in
from storage.tables.notifications import NotificationRow
from storage.tables.region import table_of
from storage.tickets.pages import ledger, tickets

notifications = table_of(NotificationRow)
LAST: Final = select(func.coalesce(func.max(ledger.c.position), 0))
ENTRIES: Final[Select[Any]] = (
    select(
        ledger.c.position,
        ledger.c.ticket_id,
        ledger.c.sequence,
        ledger.c.kind,
        ledger.c.at,
        ledger.c.body,
        tickets.c.body.label("view"),
    )
    .join(tickets, tickets.c.id == ledger.c.ticket_id)
    .order_by(ledger.c.position)
)
LATELY: Final = 1_000  # notifications: it is looked at them whenever anything changes
TOLD: Final = (
    select(notifications.c.agent, notifications.c.id, notifications.c.seen_at.is_not(None))
    .order_by(notifications.c.at.desc(), notifications.c.id.desc())
    .limit(LATELY)
)


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
        bodies = {row.ticket_id: row.view for row in rows}
        views = {ticket: VIEW.validate_json(body) for ticket, body in bodies.items()}
        return [_happening(row, views[row.ticket_id]) for row in rows]

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

    async def notified(self) -> Mapping[str, Notified]:
        """As the Protocol says; of the last thousand in the region."""
        rows = await self._database.read(lambda connection: connection.execute(TOLD).all())
        found = defaultdict[str, set[tuple[str, bool]]](set)
        for agent, notification_id, is_seen in rows:
            found[agent].add((notification_id, bool(is_seen)))
        return {agent: frozenset(theirs) for agent, theirs in found.items()}


def _happening(row: Row[Any], view: TicketView) -> Happening:
    by = json.loads(row.body)["by"]
    actor = Actor(ActorKind(by["kind"]), by["id"])
    return Happening(row.position, row.sequence, row.kind, row.at, actor, view)
