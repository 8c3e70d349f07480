"""Who is at which ticket just now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, select

from domain.live import Doing, Present
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.tables.live import PresenceRow
from storage.tables.region import table_of

presence = table_of(PresenceRow)


class SqlPresence:
    """The port `Presence` of one region."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def note(self, present: Present) -> None:
        """As the Protocol says."""
        await self._writer.write(lambda connection: _note(connection, present))

    async def leave(self, ticket_id: str, who: str) -> None:
        """As the Protocol says."""
        gone = delete(presence).where(presence.c.ticket_id == ticket_id, presence.c.who == who)
        await self._writer.write(lambda connection: connection.execute(gone))

    async def at(self, now: datetime, ticket_id: str | None = None) -> Sequence[Present]:
        """As the Protocol says."""
        return await self._database.read(lambda connection: read(connection, now, ticket_id))


def read(connection: Connection, now: datetime, ticket_id: str | None = None) -> list[Present]:
    """Who is there at an instant, by ticket and since when."""
    wanted = select(presence).where(presence.c.until > now)
    if ticket_id is not None:
        wanted = wanted.where(presence.c.ticket_id == ticket_id)
    in_order = wanted.order_by(presence.c.ticket_id, presence.c.since, presence.c.who)
    return [_present(row) for row in connection.execute(in_order).mappings()]


def _present(row: RowMapping) -> Present:
    return Present(**{**row, "doing": Doing(row["doing"])})


def _note(connection: Connection, present: Present) -> None:
    connection.execute(delete(presence).where(presence.c.until <= present.since))
    own = (presence.c.ticket_id == present.ticket_id, presence.c.who == present.who)
    there = connection.execute(select(presence.c.since).where(*own)).scalar_one_or_none()
    connection.execute(delete(presence).where(*own))
    row = {
        "ticket_id": present.ticket_id,
        "who": present.who,
        "doing": present.doing.value,
        "since": there or present.since,
        "until": present.until,
    }
    connection.execute(presence.insert(), row)
