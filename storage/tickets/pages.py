"""Writing pages of the ledger, and the views with them, within a caller's transaction."""

from collections.abc import Sequence
from functools import singledispatch

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from domain import events as happened
from domain.erasure_events import CustomerErased
from domain.events import Event
from domain.ledger import Entry, Page, TicketView
from domain.message_events import DeliveryReported, MessageDeleted, MessageEdited
from domain.meter import Written
from domain.stores import Conflict
from domain.vocabulary import ClockState, Target
from storage.database import counters
from storage.database.canonical import EVENT, VIEW, written
from storage.database.engine import put_newer
from storage.tables.lists import TicketRow
from storage.tables.region import LedgerRow, table_of
from storage.tickets import leases, news
from storage.tickets.projection import project
from storage.trail import deeds

ledger = table_of(LedgerRow)
tickets = table_of(TicketRow)
ENTRY = select(ledger.c.body).where(
    ledger.c.ticket_id == bindparam("own_ticket"), ledger.c.sequence == bindparam("own_sequence")
)
STRETCH = select(ledger.c.sequence, ledger.c.body).where(
    ledger.c.ticket_id == bindparam("own_ticket"),
    ledger.c.sequence.between(bindparam("first"), bindparam("last")),
)
APPEND = insert(ledger)


def write_page(connection: Connection, page: Page) -> Written:
    """Write what is new of a page, and say what that was. Raises Conflict where another stands."""
    written = write_entries(connection, page.entries)
    if page.view is None:
        return written
    met = _met(connection, page.view) if written.entries else ()
    put_newer(connection, tickets, _ticket_row(page.view), counted_by="version")
    return Written(written.entries, met)


def write_entries(connection: Connection, entries: Sequence[Entry]) -> Written:
    """Give new entries of a ticket their positions in the region; views and inbox follow.

    Entries that stand already are left alone. Raises Conflict where they say something else.
    """
    position = counters.held(connection, counters.LEDGER)
    new = unwritten(connection, entries)
    if new:
        bodies = _append(connection, new, position)
        deeds.ledger_written(connection, list(zip(new, bodies, strict=True)), position + 1)
        counters.advance(connection, counters.LEDGER, position + len(new))
    for entry in new:
        project(connection, entry)
    for entry in entries:
        _tick_off(entry.event, connection, entry.ticket_id)
    return Written(tuple(new))


def unwritten(connection: Connection, entries: Sequence[Entry]) -> list[Entry]:
    """Those entries of a ticket that do not stand yet. Raises Conflict where others stand there.

    Events are compared, not their bytes: a field that was added since has its default.
    """
    if not entries:
        return []
    (ticket_id,) = {entry.ticket_id for entry in entries}
    places = [entry.sequence for entry in entries]
    stretch = {"own_ticket": ticket_id, "first": min(places), "last": max(places)}
    standing = {row.sequence: row.body for row in connection.execute(STRETCH, stretch)}
    for entry in (entry for entry in entries if entry.sequence in standing):
        if EVENT.validate_json(standing[entry.sequence]) != entry.event:
            raise Conflict(f"another event stands at {ticket_id} {entry.sequence}")
    return [entry for entry in entries if entry.sequence not in standing]


def entry_at(connection: Connection, ticket_id: str, sequence: int) -> Entry | None:
    """What stands at one place of a ticket's ledger."""
    place = {"own_ticket": ticket_id, "own_sequence": sequence}
    body = connection.execute(ENTRY, place).scalar()
    return None if body is None else Entry(ticket_id, sequence, EVENT.validate_json(body))


def view_of(connection: Connection, ticket_id: str) -> TicketView | None:
    """The ticket as it was last written."""
    body = connection.execute(select(tickets.c.body).where(tickets.c.id == ticket_id)).scalar()
    return None if body is None else VIEW.validate_json(body)


def _met(connection: Connection, view: TicketView) -> tuple[Target, ...]:
    """The targets that were kept in time by what is being written; each cycle of one counts."""
    kept = _kept(view)
    if not kept:
        return ()
    before = view_of(connection, view.id)
    if before is None:
        return tuple(target for target, _ in kept)
    if before.version >= view.version:
        return ()
    standing = _kept(before)
    return tuple(target for target, cycle in kept if (target, cycle) not in standing)


def _kept(view: TicketView) -> list[tuple[Target, int]]:
    return [(one.target, one.cycle) for one in view.clocks if one.state is ClockState.MET]


def _append(connection: Connection, new: Sequence[Entry], position: int) -> list[str]:
    """Write them, and say how they stand there."""
    rows = [_row(entry, place) for place, entry in enumerate(new, start=position + 1)]
    try:
        connection.execute(APPEND, rows)
    except IntegrityError as taken:
        places = [entry.sequence for entry in new]
        raise Conflict(f"another event stands at {new[0].ticket_id} {places}") from taken
    return [str(row["body"]) for row in rows]


def _row(entry: Entry, position: int) -> dict[str, object]:
    return {
        "ticket_id": entry.ticket_id,
        "sequence": entry.sequence,
        "position": position,
        "kind": entry.event.kind,
        "at": entry.event.at,
        "body": written(EVENT, entry.event),
    }


def columns_of(view: TicketView) -> dict[str, object]:
    """A ticket as lists find it; how they show it is its body."""
    return {
        "id": view.id,
        "version": view.version,
        "status": view.status,
        "priority": view.priority,
        "topic": view.topic,
        "language": view.language,
        "tier": view.tier,
        "channel": view.channel,
        "team": view.team,
        "assignee": view.assignee,
        "customer_id": view.customer_id,
        "opened_at": view.opened_at,
        "updated_at": view.updated_at,
        "due_at": view.due_at,
        "breached": view.is_breached,
        "acknowledge_by": view.acknowledge_by,
    }


def _ticket_row(view: TicketView) -> dict[str, object]:
    return {**columns_of(view), "body": written(VIEW, view)}


@singledispatch
def _tick_off(event: Event, connection: Connection, ticket_id: str) -> None:
    """Most events are no news from the inbox."""


@_tick_off.register
def _(event: happened.MessageReceived, connection: Connection, ticket_id: str) -> None:
    leases.applied(connection, ticket_id, event.message.id)


@_tick_off.register
def _(event: happened.TicketAbsorbed, connection: Connection, ticket_id: str) -> None:
    leases.applied(connection, ticket_id, news.absorbed(event.ticket_id))


@_tick_off.register
def _(event: CustomerErased, connection: Connection, ticket_id: str) -> None:
    leases.applied(connection, ticket_id, news.erased(ticket_id))


@_tick_off.register
def _(event: MessageEdited, connection: Connection, ticket_id: str) -> None:
    leases.applied(connection, ticket_id, event.words.id)


@_tick_off.register
def _(event: MessageDeleted, connection: Connection, ticket_id: str) -> None:
    leases.applied(connection, ticket_id, news.deleted(event.message_id))


@_tick_off.register
def _(event: DeliveryReported, connection: Connection, ticket_id: str) -> None:
    leases.reported(connection, ticket_id, news.reported(event.message_id, event.state))
