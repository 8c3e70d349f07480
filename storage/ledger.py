"""The ordered events of the region's tickets, and how tickets end."""

from datetime import datetime

from sqlalchemy import Connection, select

from domain.arrivals import NewsKind
from domain.ledger import Entry, Page, TicketView
from domain.stores import Merging
from domain.vocabulary import Status
from storage import bindings, counters, leases, pages
from storage.canonical import EVENT
from storage.engine import Database, insert_new
from storage.pages import ledger
from storage.writer import Writer


class SqlLedger:
    """Writes pages, each in one transaction with the views and the inbox that follow from it."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def write(self, page: Page) -> None:
        """Write a page; what stands already is left alone. Raises Conflict."""
        await self._writer.write(lambda connection: pages.write_page(connection, page))

    async def close(self, page: Page) -> bool:
        """Write the closing page and end the binding; False, writing nothing, if news wait."""
        return await self._writer.write(lambda connection: _close(connection, page))

    async def merge(self, page: Page, into: str) -> Merging:
        """Write the merging page and move the binding; nothing is written unless DONE."""
        return await self._writer.write(lambda connection: _merge(connection, page, into))

    async def entry(self, ticket_id: str, sequence: int) -> Entry | None:
        """What stands at one place of a ticket's ledger."""
        return await self._database.read(
            lambda connection: pages.entry_at(connection, ticket_id, sequence)
        )

    async def entries(self, ticket_id: str) -> list[Entry]:
        """The ticket's ledger in order; empty for an unknown ticket."""

        def query(connection: Connection) -> list[tuple[int, str]]:
            mine = select(ledger.c.sequence, ledger.c.body).where(ledger.c.ticket_id == ticket_id)
            rows = connection.execute(mine.order_by(ledger.c.sequence))
            return [(row.sequence, row.body) for row in rows]

        rows = await self._database.read(query)
        return [Entry(ticket_id, place, EVENT.validate_json(body)) for place, body in rows]


def _close(connection: Connection, page: Page) -> bool:
    view = _view(page)
    counters.held(connection, counters.LEDGER)
    bindings.lock(connection, view.id)
    if not pages.unwritten(connection, page.entries):
        return True
    if leases.has_news(connection, view.id):
        return False
    pages.write_page(connection, page)
    bindings.end(connection, view.id)
    return True


def _merge(connection: Connection, page: Page, into: str) -> Merging:
    source = _view(page)
    counters.held(connection, counters.LEDGER)
    bindings.lock(connection, source.id, into)
    if not pages.unwritten(connection, page.entries):
        return Merging.DONE
    hindrance = _hindrance(connection, source, into)
    if hindrance is not None:
        return hindrance
    pages.write_page(connection, page)
    bindings.move(connection, source.id, into)
    _announce(connection, source, into, page.entries[-1].event.at)
    return Merging.DONE


def _hindrance(connection: Connection, source: TicketView, into: str) -> Merging | None:
    target = pages.view_of(connection, into)
    if target is None:
        return Merging.TARGET_UNKNOWN
    if target.status is Status.CLOSED:
        return Merging.TARGET_CLOSED
    if target.customer_id != source.customer_id:
        return Merging.OTHER_CUSTOMER
    return Merging.NEWS_WAITING if leases.has_news(connection, source.id) else None


def _announce(connection: Connection, source: TicketView, into: str, at: datetime) -> None:
    news = {
        "id": leases.absorbed(source.id),
        "kind": NewsKind.ABSORBED,
        "ticket_id": into,
        "state": leases.PENDING,
        "ready_at": leases.AT_ONCE,
        "accepted_at": at,
        "customer_id": source.customer_id,
        "channel": source.channel,
        "account": source.account,
        "absorbed_ticket": source.id,
    }
    unsaid = dict.fromkeys(("fingerprint", "region_reason", "priority", "tier"), "")
    insert_new(connection, leases.inbox, {**unsaid, "language": "und", **news})


def _view(page: Page) -> TicketView:
    if page.view is None or not page.entries:
        raise ValueError("a ticket ends with an event and with how it stands after it")
    return page.view
