"""Who tells a ticket its news: one dispatcher at a time, as they came, messages as written.

All functions work within their caller's transaction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, and_, bindparam, case, func, or_, select, update

from domain.arrivals import Batch, News, NewsKind, Opening
from domain.vocabulary import Priority, Tier
from storage.database import counters
from storage.tables.region import InboxRow, table_of
from storage.tickets import news
from storage.tickets.news import PENDING

Item = TypeVar("Item")
inbox = table_of(InboxRow)
TOLD, APPLIED = "told", "applied"
NEWS_AT_ONCE = 100
ROWS_AT_ONCE = 500  # how many a statement names: databases limit their parameters
APPLY = update(inbox).where(
    inbox.c.id == bindparam("own_id"), inbox.c.ticket_id == bindparam("own_ticket")
)
NEWS = (
    select(inbox.c.number)
    .where(inbox.c.ticket_id == bindparam("own_ticket"), inbox.c.state.in_((PENDING, TOLD)))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who wants to tell up to `limit` tickets their news, from `now` on and `until` when."""

    owner: str
    now: datetime
    until: datetime
    limit: int


@dataclass(frozen=True, slots=True)
class Ready:
    """A ticket whose turn it is; `overdue` where it was told of something and never applied it."""

    ticket_id: str
    overdue: bool


def ready(connection: Connection, now: datetime, limit: int) -> list[Ready]:
    """Tickets with news, the oldest first, without those that somebody is telling now.

    A ticket whose news were put back waits as a whole: later news must not overtake them.
    """
    rows = inbox.c
    busy = select(rows.ticket_id).where(
        rows.ready_at > now, or_(rows.state == PENDING, rows.leased_by.is_not(None))
    )
    query = (
        select(rows.ticket_id, func.max(case((rows.state == TOLD, 1), else_=0)).label("overdue"))
        .where(rows.ready_at <= now, rows.ticket_id.not_in(busy))
        .group_by(rows.ticket_id)
        .order_by(func.min(rows.number))
        .limit(limit)
    )
    return [Ready(row.ticket_id, bool(row.overdue)) for row in connection.execute(query)]


def lease(connection: Connection, wanted: Lease) -> list[Batch]:
    """Lease the news of the tickets whose turn it is; each gets at most a hundred at once."""
    counters.held(connection, counters.LEASES)
    tickets = ready(connection, wanted.now, wanted.limit)
    if not tickets:
        return []
    rows = _news_of(connection, tickets)
    for some in _parts([row.number for row in rows]):
        mine = update(inbox).where(inbox.c.number.in_(some))
        connection.execute(mine.values(leased_by=wanted.owner, ready_at=wanted.until))
    begun = _begun(connection, tickets)
    by_ticket: dict[str, list[Row[Any]]] = {}
    for row in rows:
        by_ticket.setdefault(row.ticket_id, []).append(row)
    return [
        Batch(ticket_id, None if ticket_id in begun else _opening(found[0]), _told(found))
        for ticket_id, found in by_ticket.items()
    ]


def told(connection: Connection, news_ids: Sequence[str], check_again_at: datetime) -> None:
    """End the lease of news that Temporal has taken."""
    for some in _parts(news_ids):
        mine = update(inbox).where(inbox.c.id.in_(some), inbox.c.state != APPLIED)
        connection.execute(mine.values(state=TOLD, leased_by=None, ready_at=check_again_at))


def put_back(connection: Connection, news_ids: Sequence[str], not_before: datetime) -> None:
    """End the lease of news that could not be told."""
    for some in _parts(news_ids):
        mine = update(inbox).where(inbox.c.id.in_(some), inbox.c.state != APPLIED)
        connection.execute(mine.values(leased_by=None, ready_at=not_before))


def applied(connection: Connection, ticket_id: str, news_id: str) -> None:
    """The ticket's ledger tells of it: nobody has to look at it again."""
    own = {"own_id": news_id, "own_ticket": ticket_id}
    connection.execute(APPLY, {**own, "state": APPLIED, "leased_by": None, "ready_at": None})


def reported(connection: Connection, ticket_id: str, beginning: str) -> None:
    """The ledger tells how far a message has come: so much of every send of it is known."""
    begins = inbox.c.id.startswith(beginning, autoescape=True)
    mine = update(inbox).where(inbox.c.ticket_id == ticket_id, inbox.c.state != APPLIED, begins)
    connection.execute(mine.values(state=APPLIED, leased_by=None, ready_at=None))


def has_news(connection: Connection, ticket_id: str) -> bool:
    """Whether something waits here that the ticket has not applied."""
    return connection.execute(NEWS, {"own_ticket": ticket_id}).first() is not None


def _news_of(connection: Connection, tickets: Sequence[Ready]) -> list[Row[Any]]:
    """What each ticket is to be told: what is new, and before it what it seems to have lost."""
    rows = inbox.c
    overdue = [ticket.ticket_id for ticket in tickets if ticket.overdue]
    place = func.row_number().over(partition_by=rows.ticket_id, order_by=rows.number)
    ranked = (
        select(inbox, place.label("place"))
        .where(rows.ticket_id.in_([ticket.ticket_id for ticket in tickets]))
        .where(or_(rows.state == PENDING, and_(rows.state == TOLD, rows.ticket_id.in_(overdue))))
        .subquery()
    )
    columns = [ranked.c[column.name] for column in inbox.c]
    query = select(*columns).where(ranked.c.place <= NEWS_AT_ONCE).order_by(ranked.c.number)
    return list(connection.execute(query))


def _begun(connection: Connection, tickets: Sequence[Ready]) -> set[str]:
    """Those of the tickets that were told of something before."""
    query = select(inbox.c.ticket_id).where(
        inbox.c.ticket_id.in_([ticket.ticket_id for ticket in tickets]),
        inbox.c.state.in_((TOLD, APPLIED)),
    )
    return set(connection.execute(query.distinct()).scalars())


def _told(rows: Sequence[Row[Any]]) -> tuple[News, ...]:
    return tuple(news.news_of(row) for row in news.in_order(rows))


def _opening(row: Row[Any]) -> Opening | None:
    if row.kind != NewsKind.MESSAGE:
        return None
    return Opening(
        channel=row.channel,
        account=row.account,
        customer_id=row.customer_id,
        accepted_at=row.accepted_at,
        region_reason=row.region_reason,
        priority=Priority(row.priority),
        tier=Tier(row.tier),
        topic=row.topic,
        linked=(row.linked,) if row.linked else (),
        country=news.country_of(row),
    )


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), ROWS_AT_ONCE):
        yield items[start : start + ROWS_AT_ONCE]
