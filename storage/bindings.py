"""Which ticket a conversation goes on in.

A binding is found by (channel, account, thread), or by the sender where the client names no
thread. All functions work within their caller's transaction and lock the bindings they read, so
that a message is never bound to a ticket while that ticket closes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, update

from storage.engine import insert_into
from storage.tables import BindingRow, table_of

bindings = table_of(BindingRow)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a message belongs. `key_hash` names the thread, or the sender without one."""

    channel: str
    account: str
    key_hash: str
    has_thread: bool
    customer_id: str


@dataclass(frozen=True, slots=True)
class Bound:
    """The ticket of a message, and the closed ticket that a new one goes on from."""

    ticket_id: str
    linked: str | None = None


def bound(
    connection: Connection, conversation: Conversation, new_ticket_id: str, at: datetime
) -> Bound:
    """The open ticket of the conversation, or a new one.

    Without a thread a message joins whatever the customer has open on that account.
    """
    _make(connection, conversation, at)
    standing = _locked(connection, conversation)
    if standing.ticket_id is not None:
        return Bound(standing.ticket_id)
    elsewhere = None if conversation.has_thread else _latest(connection, conversation)
    own = update(bindings).where(*_at(conversation))
    connection.execute(own.values(ticket_id=elsewhere or new_ticket_id, bound_at=at))
    if elsewhere is not None:
        return Bound(elsewhere)
    return Bound(new_ticket_id, linked=standing.closed_ticket_id)


def lock(connection: Connection, *ticket_ids: str) -> None:
    """Wait for messages that are being bound to these tickets, and hold back further ones."""
    mine = bindings.c.ticket_id.in_(ticket_ids)
    rows = select(bindings.c.key_hash).where(mine).order_by(*bindings.primary_key)
    connection.execute(rows.with_for_update()).all()


def end(connection: Connection, ticket_id: str) -> None:
    """The ticket is closed: a later message opens one that links to it."""
    mine = update(bindings).where(bindings.c.ticket_id == ticket_id)
    connection.execute(mine.values(ticket_id=None, closed_ticket_id=ticket_id))


def move(connection: Connection, source: str, target: str) -> None:
    """The conversations of one ticket go on in another."""
    mine = update(bindings).where(bindings.c.ticket_id == source)
    connection.execute(mine.values(ticket_id=target))


def _make(connection: Connection, conversation: Conversation, at: datetime) -> None:
    row = BindingRow(
        channel=conversation.channel,
        account=conversation.account,
        key_hash=conversation.key_hash,
        customer_id=conversation.customer_id,
        bound_at=at,
    )
    insert = insert_into(connection, bindings).values(row.model_dump())
    connection.execute(insert.on_conflict_do_nothing())


def _locked(connection: Connection, conversation: Conversation) -> BindingRow:
    query = select(bindings).where(*_at(conversation)).with_for_update()
    return BindingRow(**connection.execute(query).mappings().one())


def _latest(connection: Connection, conversation: Conversation) -> str | None:
    columns = bindings.c
    query = (
        select(columns.ticket_id)
        .where(columns.customer_id == conversation.customer_id)
        .where(columns.channel == conversation.channel)
        .where(columns.account == conversation.account)
        .where(columns.ticket_id.is_not(None))
        .order_by(columns.bound_at.desc(), columns.ticket_id.desc())
        .limit(1)
        .with_for_update()
    )
    ticket_id: str | None = connection.execute(query).scalar()
    return ticket_id


def _at(conversation: Conversation) -> Sequence[ColumnElement[bool]]:
    names = (conversation.channel, conversation.account, conversation.key_hash)
    return [column == name for column, name in zip(bindings.primary_key, names, strict=True)]
