"""What happened to the tickets of a period, read again in batches. Nothing is written or decrypted.

Only the region's own database is opened: ledgers, tickets and frozen policies hold no words of
anybody's, so that neither a key nor the vault is needed.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, make_url, or_, select

from domain.ledger import Entry
from domain.policy import Policy
from domain.routing import MOST_CONTACTS, History
from domain.stores import Missing
from domain.vocabulary import Status
from storage.database.canonical import EVENT, POLICY
from storage.database.engine import Database, open_database
from storage.tickets.pages import ledger, tickets
from storage.tickets.policies import policies

AT_WORK = (Status.NEW, Status.OPEN)


@dataclass(frozen=True, slots=True)
class Period:
    """From an instant (aware), up to and without another."""

    since: datetime
    until: datetime


class SqlRecord:
    """A region's past."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, period: Period) -> int:
        """How many tickets were opened in the period."""
        return await self._value(select(func.count()).where(*_opened_in(period))) or 0

    async def span(self) -> tuple[datetime, datetime] | None:
        """When the first and the last ticket of the region were opened; None without any."""
        opened = tickets.c.opened_at
        query = select(func.min(opened).label("first"), func.max(opened).label("last"))
        row = await self._database.read(lambda connection: connection.execute(query).one())
        return None if row.first is None else (row.first, row.last)

    async def ends_at(self) -> datetime | None:
        """When the ledger was last written to; None where it is empty. What is due later is not
        known of any ticket.
        """
        body = await self._value(select(ledger.c.body).order_by(ledger.c.position.desc()).limit(1))
        if body is None:
            return None
        last = EVENT.validate_json(body)
        return last.noticed or last.at

    async def opened(self, period: Period, size: int) -> AsyncIterator[tuple[str, ...]]:
        """The tickets that were opened in the period, in that order, by so many at a time."""
        async for batch in self._batches(_opened_in(period), size):
            yield batch

    async def at_work_before(self, at: datetime, size: int) -> AsyncIterator[tuple[str, ...]]:
        """The tickets that were opened before an instant and may have been work from it on."""
        still = or_(tickets.c.updated_at >= at, tickets.c.status.in_(AT_WORK))
        async for batch in self._batches((tickets.c.opened_at < at, still), size):
            yield batch

    async def ledgers(
        self, ticket_ids: Sequence[str], *, without: Collection[str] = ()
    ) -> Mapping[str, list[Entry]]:
        """The ledger of each ticket, in order, without events of some kinds.

        Empty for an unknown ticket.
        """
        wanted = (ledger.c.ticket_id.in_(ticket_ids), ledger.c.kind.not_in(without))
        mine = select(ledger.c.ticket_id, ledger.c.sequence, ledger.c.body).where(*wanted)
        query = mine.order_by(ledger.c.ticket_id, ledger.c.sequence)
        rows = await self._database.read(partial(_rows, query=query))
        found: dict[str, list[Entry]] = {ticket_id: [] for ticket_id in ticket_ids}
        for ticket_id, sequence, body in rows:
            found[ticket_id].append(Entry(ticket_id, sequence, EVENT.validate_json(body)))
        return found

    async def histories(self, ticket_ids: Sequence[str]) -> Mapping[str, History]:
        """What was known, as each ticket opened, of its customer's earlier tickets.

        The last team is that of the earlier ticket which was written to last, before or after.
        """
        return await self._database.read(partial(_histories, ticket_ids=ticket_ids))

    async def policy(self, content_hash: str) -> Policy:
        """A policy as tickets froze it, or Missing."""
        body = await self._value(select(policies.c.body).where(policies.c.hash == content_hash))
        if body is None:
            raise Missing(f"policy {content_hash}")
        return POLICY.validate_json(body)

    async def _batches(
        self, wanted: tuple[ColumnElement[bool], ...], size: int
    ) -> AsyncIterator[tuple[str, ...]]:
        columns = tickets.c
        query = select(columns.id, columns.opened_at).where(*wanted)
        query = query.order_by(columns.opened_at, columns.id).limit(size)
        rows = await self._database.read(partial(_rows, query=query))
        while rows:
            yield tuple(row[0] for row in rows)
            last_id, last_at = rows[-1]
            later = or_(
                columns.opened_at > last_at,
                and_(columns.opened_at == last_at, columns.id > last_id),
            )
            following = query.where(columns.opened_at >= last_at, later)
            rows = await self._database.read(partial(_rows, query=following))

    async def _value(self, query: Select[Any]) -> Any:
        return await self._database.read(lambda connection: connection.execute(query).scalar())


@asynccontextmanager
async def open_record(url: str, *, busy_timeout: float = 5.0) -> AsyncIterator[SqlRecord]:
    """The record of a region's database, for as long as it is read. Raises Unavailable."""
    database = open_database(url, busy_timeout=busy_timeout, readers=1)
    try:
        yield SqlRecord(database)
    finally:
        await database.dispose()


def has_record(url: str) -> bool:
    """Whether there is a database to read; of a server only asking can tell."""
    address = make_url(url)
    return address.get_backend_name() != "sqlite" or Path(str(address.database)).is_file()


def _histories(connection: Connection, ticket_ids: Sequence[str]) -> Mapping[str, History]:
    columns = tickets.c
    own = select(columns.customer_id).where(columns.id.in_(ticket_ids))
    query = select(
        columns.customer_id, columns.id, columns.opened_at, columns.updated_at, columns.team
    ).where(columns.customer_id.in_(own))
    theirs: dict[str, list[Any]] = {}
    mine: dict[str, Any] = {}
    wanted = frozenset(ticket_ids)
    for row in connection.execute(query):
        theirs.setdefault(row.customer_id, []).append(row)
        if row.id in wanted:
            mine[row.id] = row
    return {one: _history(row, theirs[row.customer_id]) for one, row in mine.items()}


def _history(own: Any, theirs: Sequence[Any]) -> History:
    earlier = [one for one in theirs if (one.opened_at, one.id) < (own.opened_at, own.id)]
    had = [one for one in earlier if one.team is not None]
    last = max(had, key=lambda one: (one.updated_at, one.id), default=None)
    return History(min(len(earlier), MOST_CONTACTS), last and last.team)


def _opened_in(period: Period) -> tuple[ColumnElement[bool], ...]:
    opened = tickets.c.opened_at
    return opened >= period.since, opened < period.until


def _rows(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(query)]
