"""Whose turn it is to tell a contact: one message at a time, and a storm in one digest.

All functions work within their caller's transaction.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, exists, select, update
from ulid import ULID

from domain.notifications import (
    Batch,
    Call,
    Contact,
    Notification,
    Turn,
    Way,
)
from domain.vocabulary import DeliveryState, NotificationKind
from storage.database.engine import insert_new
from storage.tables.notifications import CallRow, ContactRow, NotificationRow
from storage.tables.region import table_of

notifications = table_of(NotificationRow)
calls = table_of(CallRow)
contacts = table_of(ContactRow)
ASK_AGAIN = timedelta(seconds=1)  # while somebody else is telling the contact
FREE = {"batch_id": None, "in_doubt": False, "caller": None, "lease_until": None}
UNSETTLED = calls.c.state.is_(None)
STANDING = select(calls.c.state, calls.c.reason, contacts).join(
    contacts, and_(*(calls.c[column.name] == column for column in contacts.primary_key))
)


@dataclass(frozen=True, slots=True)
class Ask:
    """Who wants to make which call, and when; see `Notifications.turn`."""

    call: Call
    caller: str
    now: datetime
    window: timedelta
    lease: timedelta


def keep(connection: Connection, told: Notification) -> None:
    """Write a notification, unless it is there already."""
    insert_new(connection, notifications, asdict(told))


def notification(row: Row[Any]) -> Notification:
    """A notification as its row tells it."""
    facts = {column.name: getattr(row, column.name) for column in notifications.c}
    return Notification(**{**facts, "kind": NotificationKind(row.kind)})


def known(connection: Connection, ask: Ask) -> Turn | None:
    """The answer where the call is settled or waits; None where something has to be written."""
    row = connection.execute(STANDING.where(calls.c.key == ask.call.key)).first()
    if row is None or row.address != ask.call.contact.address:
        return None
    return _waits(row, ask)


def take(connection: Connection, ask: Ask) -> Turn:
    """Register the call if it is new, and take the turn if it has come."""
    _register(connection, ask.call)
    standing = STANDING.where(calls.c.key == ask.call.key).with_for_update(of=contacts)
    row = connection.execute(standing).one()
    waits = _waits(row, ask)
    if waits is not None:
        return waits
    contact, in_doubt = Contact(Way(row.way), row.address), row.batch_id is not None
    address, batch_id = _address(row.agent, contact), row.batch_id or f"b-{ULID()}"
    if not in_doubt:
        all_that_waits = update(calls).where(*_at(calls, address), UNSETTLED)
        connection.execute(all_that_waits.values(batch_id=batch_id))
    mine = update(contacts).where(*_at(contacts, address))
    held = {"batch_id": batch_id, "in_doubt": in_doubt, "caller": ask.caller}
    connection.execute(mine.values(**held, lease_until=ask.now + ask.lease))
    together = _calls_of(connection, batch_id, contact)
    return Turn(batch=Batch(batch_id, row.agent, contact, together), in_doubt=in_doubt)


def settle(
    connection: Connection, batch: Batch, state: DeliveryState, reason: str, now: datetime
) -> None:
    """Note what became of a batch, even of one that was put back before anybody heard of it."""
    under_way = update(contacts).where(contacts.c.batch_id == batch.id)
    connection.execute(under_way.values(**FREE))
    its_calls = update(calls).where(calls.c.batch_id == batch.id, UNSETTLED)
    settled = connection.execute(its_calls.values(state=state, reason=reason)).rowcount
    if settled and state is not DeliveryState.FAILED:
        told = update(contacts).where(*_at(contacts, _address(batch.agent, batch.contact)))
        connection.execute(told.values(told_at=now))


def put_back(connection: Connection, batch: Batch, reason: str, not_before: datetime) -> None:
    """Leave the contact alone until `not_before`; a batch in doubt stays as it is till then."""
    under_way = contacts.c.batch_id == batch.id
    row = connection.execute(select(contacts).where(under_way).with_for_update()).first()
    if row is None:
        return
    waiting = {"caller": None, "lease_until": not_before}
    dissolved = {**FREE, "not_before": not_before}
    change = update(contacts).where(under_way)
    connection.execute(change.values(**(waiting if row.in_doubt else dissolved)))
    its_calls = update(calls).where(calls.c.batch_id == batch.id, UNSETTLED)
    connection.execute(its_calls.values(reason=reason))


def _waits(row: Row[Any], ask: Ask) -> Turn | None:
    """The turn of a call that is settled or has to wait; None where it may be made now."""
    if row.state is not None:
        return Turn(state=DeliveryState(row.state), reason=row.reason)
    if row.batch_id is not None:
        if row.lease_until <= ask.now or row.caller == ask.caller:
            return None
        soon = ask.now + ASK_AGAIN if row.caller is not None else row.lease_until
        return Turn(again_at=min(soon, row.lease_until))
    paced = row.told_at and row.told_at + ask.window
    free_at = max((at for at in (paced, row.not_before) if at is not None), default=ask.now)
    return Turn(again_at=free_at) if free_at > ask.now else None


def _register(connection: Connection, call: Call) -> None:
    """Write down what is new: the notification, the call, its contact.

    The contact is the one that was named last, as long as the call is not under way to another.
    """
    keep(connection, call.notification)
    address = _address(call.notification.agent, call.contact)
    new = {**address, "key": call.key, "notification_id": call.notification.id, "reason": ""}
    insert_new(connection, contacts, {**address, "in_doubt": False})
    if insert_new(connection, calls, new):
        return
    under_way = exists().where(contacts.c.batch_id == calls.c.batch_id)
    moved = update(calls).where(calls.c.key == call.key, UNSETTLED, ~under_way)
    connection.execute(moved.values(address=call.contact.address))


def _calls_of(connection: Connection, batch_id: str, contact: Contact) -> tuple[Call, ...]:
    query = (
        select(notifications)
        .join(calls, calls.c.notification_id == notifications.c.id)
        .where(calls.c.batch_id == batch_id, UNSETTLED)
        .order_by(notifications.c.at, notifications.c.id)
    )
    return tuple(Call(notification(one), contact) for one in connection.execute(query))


def _address(agent: str, contact: Contact) -> dict[str, str]:
    return {"agent": agent, "way": contact.way, "address": contact.address}


def _at(table: Table, address: Mapping[str, str]) -> list[ColumnElement[bool]]:
    return [table.c[name] == part for name, part in address.items()]
