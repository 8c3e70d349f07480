"""Which ticket a conversation goes on in.

A binding is found by (channel, account, thread), or by the sender where the client names no
thread. All functions work within their caller's transaction and lock the bindings they read, so
that a message is never bound to a ticket while that ticket closes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, false, select, update

from domain.arrivals import Joining
from storage.database.engine import insert_new
from storage.people import marks
from storage.tables.region import BindingRow, InboxRow, table_of
from storage.tickets import pages

bindings, inbox = table_of(BindingRow), table_of(InboxRow)
MOST_MERGES = 20  # that are followed from a ticket that somebody names
_own = tuple(column == bindparam(f"own_{column.name}") for column in bindings.primary_key)
OWN = select(bindings).where(*_own).with_for_update()
BIND = update(bindings).where(*_own)
LATEST = (
    select(bindings.c.ticket_id)
    .where(bindings.c.customer_id == bindparam("customer_id"))
    .where(bindings.c.channel == bindparam("channel"))
    .where(bindings.c.account == bindparam("account"))
    .where(bindings.c.ticket_id.is_not(None), bindings.c.alone == false())
    .order_by(bindings.c.bound_at.desc(), bindings.c.ticket_id.desc())
    .limit(1)
    .with_for_update()
)
OPEN = (
    select(bindings.c.ticket_id)
    .where(bindings.c.ticket_id == bindparam("own_ticket"))
    .with_for_update()
)
BEGAN = (
    select(inbox.c.customer_id)
    .where(inbox.c.ticket_id == bindparam("own_ticket"))
    .order_by(inbox.c.number)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a message belongs. `key_hash` names the thread, or the sender without one.

    `own_hash` names what the sender goes on with alone, where the thread or the ticket that the
    message names is not theirs to join; of a message that stands by itself, the message.
    """

    channel: str
    account: str
    key_hash: str
    has_thread: bool
    customer_id: str
    own_hash: str = ""
    joining: Joining = Joining.ANYBODY
    ticket_id: str | None = None  # that the message proves to be an answer in

    def may_join(self, customer_id: str) -> bool:
        """Whether the sender goes on in what a customer began."""
        if self.joining is Joining.NOBODY:
            return False
        return self.joining is Joining.ANYBODY or customer_id == self.customer_id


@dataclass(frozen=True, slots=True)
class Bound:
    """The ticket of a message, and the ticket that a new one goes on from."""

    ticket_id: str
    linked: str | None = None


@dataclass(frozen=True, slots=True)
class _New:
    """What a message opens, where it joins nothing."""

    ticket_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Named:
    """A ticket that a message names, whose it is, and whether it goes on."""

    ticket_id: str
    customer_id: str
    is_open: bool


def bound(
    connection: Connection, conversation: Conversation, new_ticket_id: str, at: datetime
) -> Bound:
    """The open ticket of the conversation, or a new one.

    A ticket that the message names comes first, and the ticket that it goes on in after a merge;
    what is closed, or another customer's, is linked to alone. Without a thread a message joins
    whatever the customer has open on that account.
    """
    new = _New(new_ticket_id, at)
    named = _named(connection, conversation.ticket_id)
    if named is not None:
        if named.is_open and conversation.may_join(named.customer_id):
            return Bound(named.ticket_id)
        return _alone(connection, conversation, new, named.ticket_id)
    if conversation.joining is Joining.NOBODY:
        return _alone(connection, conversation, new, None)
    return _going_on(connection, conversation, new)


def _going_on(connection: Connection, conversation: Conversation, new: _New) -> Bound:
    """The open ticket of the thread or the sender, or a new one."""
    standing = _standing(connection, conversation, conversation.key_hash, new.at)
    if not conversation.may_join(standing.customer_id):
        goes_on_from = standing.ticket_id or standing.closed_ticket_id
        return _alone(connection, conversation, new, goes_on_from)
    if standing.ticket_id is not None:
        return Bound(standing.ticket_id)
    theirs = {
        "customer_id": conversation.customer_id,
        "channel": conversation.channel,
        "account": conversation.account,
    }
    elsewhere = None if conversation.has_thread else connection.execute(LATEST, theirs).scalar()
    if elsewhere is not None:
        _bind(connection, standing, conversation, _New(elsewhere, new.at))
        return Bound(elsewhere)
    _bind(connection, standing, conversation, new)
    return Bound(new.ticket_id, linked=standing.closed_ticket_id)


def _alone(
    connection: Connection, conversation: Conversation, new: _New, linked: str | None
) -> Bound:
    """The ticket in which the sender goes on alone; only its link tells of the other."""
    standing = _standing(connection, conversation, conversation.own_hash, new.at)
    if standing.ticket_id is not None:
        return Bound(standing.ticket_id)
    _bind(connection, standing, conversation, new)
    return Bound(new.ticket_id, linked=standing.closed_ticket_id or linked)


def _standing(
    connection: Connection, conversation: Conversation, key_hash: str, at: datetime
) -> Row[Any]:
    """The binding under a name, made now if there is none."""
    row = {
        "channel": conversation.channel,
        "account": conversation.account,
        "key_hash": key_hash,
        "customer_id": conversation.customer_id,
        "bound_at": at,
        "alone": conversation.joining is Joining.NOBODY,
    }
    insert_new(connection, bindings, row)
    own = {f"own_{column.name}": row[column.name] for column in bindings.primary_key}
    return connection.execute(OWN, own).one()


def _bind(
    connection: Connection, standing: Row[Any], conversation: Conversation, new: _New
) -> None:
    """Whoever begins a ticket is whose conversation it is from then on."""
    own = {f"own_{column.name}": standing._mapping[column] for column in bindings.primary_key}
    theirs = {"ticket_id": new.ticket_id, "bound_at": new.at}
    connection.execute(BIND, {**own, **theirs, "customer_id": conversation.customer_id})


def _named(connection: Connection, ticket_id: str | None) -> _Named | None:
    """The ticket, or the one in which it goes on; None for one that nobody knows of, or may."""
    for _ in range(MOST_MERGES):
        if ticket_id is None:
            return None
        own = {"own_ticket": ticket_id}
        is_open = connection.execute(OPEN, own).first() is not None
        customer_id = connection.execute(BEGAN, own).scalar()
        if customer_id is None or marks.is_gone(connection, customer_id):
            return None
        view = None if is_open else pages.view_of(connection, ticket_id)
        if view is None or view.merged_into is None:
            return _Named(ticket_id, customer_id, is_open)
        ticket_id = view.merged_into
    return None


def is_open(connection: Connection, ticket_id: str) -> bool:
    """Whether a ticket still hears of what is told to it; it does not end meanwhile."""
    return connection.execute(OPEN, {"own_ticket": ticket_id}).first() is not None


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
