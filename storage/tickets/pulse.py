"""How a region does, as far as its database knows: what waits, and how translating goes."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from domain.events import MessageTranslated
from domain.meter import Backlog
from storage.database.canonical import EVENT
from storage.database.engine import Database
from storage.tables.region import InboxRow, LedgerRow, table_of
from storage.tickets.news import AT_ONCE, PENDING

inbox = table_of(InboxRow)
ledger = table_of(LedgerRow)
LOOKED_BACK = 500  # entries: how old the newest translations may be
# What a ticket has applied is never ready again, so the index on that leaves it out.
WAITING = select(func.count(), func.min(inbox.c.accepted_at)).where(
    inbox.c.ready_at >= AT_ONCE, inbox.c.state == PENDING
)
LAST = select(func.max(ledger.c.position)).scalar_subquery()
TRANSLATED = (
    select(ledger.c.body)
    .where(ledger.c.position > LAST - LOOKED_BACK, ledger.c.kind == "message_translated")
    .order_by(ledger.c.position.desc())
)


class SqlPulse:
    """The port `Pulse` of one region; it reads, and writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def backlog(self) -> Backlog:
        """As the Protocol says."""

        def query(connection: Connection) -> tuple[int, datetime | None]:
            waiting, oldest = connection.execute(WAITING).one()
            return waiting, oldest

        return Backlog(*await self._database.read(query))

    async def latest_translations(self, most: int) -> list[MessageTranslated]:
        """As the Protocol says."""

        def query(connection: Connection) -> list[str]:
            return list(connection.execute(TRANSLATED.limit(most)).scalars())

        bodies = await self._database.read(query)
        events = (EVENT.validate_json(body) for body in bodies)
        return [event for event in events if isinstance(event, MessageTranslated)]
