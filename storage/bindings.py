"""Which ticket a conversation goes on in.

A binding is found by (channel, account, thread), or by the sender where the client names no
thread. All functions work within their caller's transaction and lock the bindings they read, so
that a message is never bound to a ticket while that ticket closes.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from storage.engine import insert_new
from storage.tables import BindingRow, table_of

bindings = table_of(BindingRow)
_own = tuple(column == bindparam(f"own_{column.name}") for column in bindings.primary_key)
OWN = select(bindings.c.ticket_id, bindings.c.closed_ticket_id).where(*_own).with_for_update()
BIND = update(bindings).where(*_own)
LATEST = (
    select(bindings.c.ticket_id)
    .where(bindings.c.customer_id == bindparam("customer_id"))
    .where(bindings.c.channel == bindparam("channel"))
    .where(bindings.c.account == bindparam("account"))
    .where(bindings.c.ticket_id.is_not(None))
    .order_by(bindings.c.bound_at.desc(), bindings.c.ticket_id.desc())
    .limit(1)
    .with_for_update()
)


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
    known = {**asdict(conversation), "bound_at": at}
    del known["has_thread"]
    insert_new(connection, bindings, known)
    own = {f"own_{column.name}": known[column.name] for column in bindings.primary_key}
    standing = connection.execute(OWN, own).one()
    if standing.ticket_id is not None:
        return Bound(standing.ticket_id)
    elsewhere = None if conversation.has_thread else connection.execute(LATEST, known).scalar()
    connection.execute(BIND, {**own, "ticket_id": elsewhere or new_ticket_id, "bound_at": at})
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
