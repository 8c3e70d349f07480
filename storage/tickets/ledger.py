"""The ordered events of the region's tickets, and how tickets end."""

from datetime import datetime

from sqlalchemy import Connection, select

from domain.arrivals import NewsKind
from domain.ledger import Entry, Page, TicketView
from domain.meter import Meter, NobodyListens, Written
from domain.stores import Merging
from domain.vocabulary import Status
from storage.database import counters
from storage.database.canonical import EVENT
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.tickets import bindings, leases, news, pages
from storage.tickets.news import Announcement
from storage.tickets.pages import ledger

NOTHING = Written()


class SqlLedger:
    """Writes pages, each in one transaction with the views and the inbox that follow from it."""

    def __init__(self, database: Database, writer: Writer, meter: Meter | None = None) -> None:
        self._database = database
        self._writer = writer
        self._meter = meter or NobodyListens()

    async def write(self, page: Page) -> None:
        """Write a page; what stands already is left alone. Raises Conflict."""
        written = await self._writer.write(lambda connection: pages.write_page(connection, page))
        self._meter.wrote(written)

    async def close(self, page: Page) -> bool:
        """Write the closing page and end the binding; False, writing nothing, if news wait."""
        closed, written = await self._writer.write(lambda connection: _close(connection, page))
        self._meter.wrote(written)
        return closed

    async def merge(self, page: Page, into: str) -> Merging:
        """Write the merging page and move the binding; nothing is written unless DONE."""
        merging, written = await self._writer.write(
            lambda connection: _merge(connection, page, into)
        )
        self._meter.wrote(written)
        return merging

    async def entry(self, ticket_id: str, sequence: int) -> Entry | None:
        """What stands at one place of a ticket's ledger."""
        return await self._database.read(
            lambda connection: pages.entry_at(connection, ticket_id, sequence)
        )

    async def entries(
        self, ticket_id: str, *, after: int = 0, limit: int | None = None
    ) -> list[Entry]:
        """The ticket's ledger in order, from a place on: at most `limit`; empty for an unknown."""
        mine = (ledger.c.ticket_id == ticket_id, ledger.c.sequence > after)
        stretch = select(ledger.c.sequence, ledger.c.body).where(*mine)
        in_order = stretch.order_by(ledger.c.sequence).limit(limit)
        rows = await self._database.read(
            lambda connection: [(row.sequence, row.body) for row in connection.execute(in_order)]
        )
        return [Entry(ticket_id, place, EVENT.validate_json(body)) for place, body in rows]


def _close(connection: Connection, page: Page) -> tuple[bool, Written]:
    view = _view(page)
    counters.held(connection, counters.LEDGER)
    bindings.lock(connection, view.id)
    if not pages.unwritten(connection, page.entries):
        return True, NOTHING
    if leases.has_news(connection, view.id):
        return False, NOTHING
    written = pages.write_page(connection, page)
    bindings.end(connection, view.id)
    return True, written


def _merge(connection: Connection, page: Page, into: str) -> tuple[Merging, Written]:
    source = _view(page)
    counters.held(connection, counters.LEDGER)
    bindings.lock(connection, source.id, into)
    if not pages.unwritten(connection, page.entries):
        return Merging.DONE, NOTHING
    hindrance = _hindrance(connection, source, into)
    if hindrance is not None:
        return hindrance, NOTHING
    written = pages.write_page(connection, page)
    bindings.move(connection, source.id, into)
    _announce(connection, source, into, page.entries[-1].event.at)
    return Merging.DONE, written


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
    news.announce(
        connection,
        Announcement(
            id=news.absorbed(source.id),
            kind=NewsKind.ABSORBED,
            ticket_id=into,
            at=at,
            customer_id=source.customer_id,
            channel=source.channel,
            account=source.account,
            absorbed_ticket=source.id,
        ),
    )


def _view(page: Page) -> TicketView:
    if page.view is None or not page.entries:
        raise ValueError("a ticket ends with an event and with how it stands after it")
    return page.view
