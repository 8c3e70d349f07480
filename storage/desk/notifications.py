"""What a region's agents were told."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, or_, select, update

from domain.notifications import Batch, Call, Notification, Turn
from domain.stores import Missing
from domain.vocabulary import DeliveryState
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.desk import notification_turns as turns
from storage.desk.notification_turns import notifications


class SqlNotifications:
    """Keeps notifications, and paces what goes outside."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def put(self, *told: Notification) -> None:
        """Show notifications on their agents' pages; one that is there already is left alone."""

        def insert(connection: Connection) -> None:
            for one in told:
                turns.keep(connection, one)

        await self._writer.write(insert)

    async def shown_to(
        self, agent: str, *, unseen: bool, before: tuple[datetime, str] | None, limit: int
    ) -> list[Notification]:
        """What an agent was told, the newest first, continuing before (`at`, `id`)."""
        query = _shown(agent, unseen, before).limit(limit)
        return await self._database.read(
            lambda connection: [turns.notification(row) for row in connection.execute(query)]
        )

    async def seen(self, notification_id: str, agent: str, at: datetime) -> Notification:
        """Note that the agent saw it; the first time counts. Missing where it is not theirs."""
        theirs = (notifications.c.id == notification_id, notifications.c.agent == agent)

        def note(connection: Connection) -> Row[Any] | None:
            first = update(notifications).where(*theirs, notifications.c.seen_at.is_(None))
            connection.execute(first.values(seen_at=at))
            return connection.execute(select(notifications).where(*theirs)).first()

        row = await self._writer.write(note)
        if row is None:
            raise Missing(f"notification {notification_id}")
        return turns.notification(row)

    async def turn(
        self, call: Call, caller: str, now: datetime, window: timedelta, lease: timedelta
    ) -> Turn:
        """Take the turn to make a call, together with all others that wait for the same contact.

        The batch that is handed out may be without this call, where it was left by somebody whose
        lease is over: settle it, and ask again.
        """
        ask = turns.Ask(call, caller, now, window, lease)
        # In a storm hundreds ask again and again: to tell them to wait, nothing is written.
        waits = await self._database.read(lambda connection: turns.known(connection, ask))
        if waits is not None:
            return waits
        return await self._writer.write(lambda connection: turns.take(connection, ask))

    async def settle(self, batch: Batch, state: DeliveryState, reason: str, now: datetime) -> None:
        """Note what became of a batch; the first that is noted stands."""
        await self._writer.write(
            lambda connection: turns.settle(connection, batch, state, reason, now)
        )

    async def put_back(self, batch: Batch, reason: str, not_before: datetime) -> None:
        """The receiver did not take the batch: its contact is left alone until `not_before`.

        Then its calls go with whatever waits. Only a batch that was in doubt goes again as it is,
        for its receiver may have had it from an earlier attempt.
        """
        await self._writer.write(
            lambda connection: turns.put_back(connection, batch, reason, not_before)
        )


def _shown(agent: str, unseen: bool, before: tuple[datetime, str] | None) -> Select[Any]:
    columns = notifications.c
    query = select(notifications).where(columns.agent == agent)
    if unseen:
        query = query.where(columns.seen_at.is_(None))
    if before is not None:
        at, notification_id = before
        same_instant = and_(columns.at == at, columns.id < notification_id)
        query = query.where(or_(columns.at < at, same_instant))
    return query.order_by(columns.at.desc(), columns.id.desc())
