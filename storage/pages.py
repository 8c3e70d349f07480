"""Writing pages of the ledger, and the views with them, within a caller's transaction."""

from collections.abc import Sequence
from functools import singledispatch

from sqlalchemy import Connection, bindparam, select

from domain import events as happened
from domain.events import Event
from domain.ledger import Entry, Page, TicketView
from domain.stores import Conflict
from storage import counters, leases
from storage.canonical import EVENT, VIEW, written
from storage.engine import insert_new, put_newer
from storage.projection import project
from storage.tables import LedgerRow, TicketRow, table_of

ledger = table_of(LedgerRow)
tickets = table_of(TicketRow)
ENTRY = select(ledger.c.body).where(
    ledger.c.ticket_id == bindparam("own_ticket"), ledger.c.sequence == bindparam("own_sequence")
)


def write_page(connection: Connection, page: Page) -> None:
    """Write what is new of a page. Raises Conflict where another entry stands."""
    write_entries(connection, page.entries)
    if page.view is not None:
        _write_view(connection, page.view)


def write_entries(connection: Connection, entries: Sequence[Entry]) -> None:
    """Give new entries their positions in the region, and let the views and the inbox follow.

    Entries that stand already are left alone. Raises Conflict where they say something else.
    """
    position = counters.held(connection, counters.LEDGER)
    new = [entry for entry in entries if not is_written(connection, entry)]
    for entry in new:
        position += 1
        if not insert_new(connection, ledger, _row(entry, position)):
            raise Conflict(f"another event stands at {entry.ticket_id} {entry.sequence}")
        project(connection, entry)
    if new:
        counters.advance(connection, counters.LEDGER, position)
    for entry in entries:
        _tick_off(entry.event, connection, entry.ticket_id)


def is_written(connection: Connection, entry: Entry) -> bool:
    """Whether the entry stands in its place. Raises Conflict where another one does.

    Events are compared, not their bytes: a field that was added since has its default.
    """
    standing = entry_at(connection, entry.ticket_id, entry.sequence)
    if standing is not None and standing != entry:
        raise Conflict(f"another event stands at {entry.ticket_id} {entry.sequence}")
    return standing is not None


def entry_at(connection: Connection, ticket_id: str, sequence: int) -> Entry | None:
    """What stands at one place of a ticket's ledger."""
    place = {"own_ticket": ticket_id, "own_sequence": sequence}
    body = connection.execute(ENTRY, place).scalar()
    return None if body is None else Entry(ticket_id, sequence, EVENT.validate_json(body))


def view_of(connection: Connection, ticket_id: str) -> TicketView | None:
    """The ticket as it was last written."""
    body = connection.execute(select(tickets.c.body).where(tickets.c.id == ticket_id)).scalar()
    return None if body is None else VIEW.validate_json(body)


def _row(entry: Entry, position: int) -> dict[str, object]:
    return {
        "ticket_id": entry.ticket_id,
        "sequence": entry.sequence,
        "position": position,
        "kind": entry.event.kind,
        "at": entry.event.at,
        "body": written(EVENT, entry.event),
    }


def _write_view(connection: Connection, view: TicketView) -> None:
    row = {
        "id": view.id,
        "version": view.version,
        "status": view.status,
        "team": view.team,
        "assignee": view.assignee,
        "customer_id": view.customer_id,
        "updated_at": view.updated_at,
        "body": written(VIEW, view),
    }
    put_newer(connection, tickets, row, counted_by="version")


@singledispatch
def _tick_off(event: Event, connection: Connection, ticket_id: str) -> None:
    """Most events are no news from the inbox."""


@_tick_off.register
def _(event: happened.MessageReceived, connection: Connection, ticket_id: str) -> None:
    leases.applied(connection, ticket_id, event.message.id)


@_tick_off.register
def _(event: happened.TicketAbsorbed, connection: Connection, ticket_id: str) -> None:
    leases.applied(connection, ticket_id, leases.absorbed(event.ticket_id))
