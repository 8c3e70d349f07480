"""What is known of every send: intended, attempted, settled."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, update

from domain.ledger import Entry, Page
from domain.meter import Meter, NobodyListens, Written
from domain.stores import Missing, Send
from storage import marks, pages
from storage.engine import insert_new
from storage.tables import OutboxRow, table_of
from storage.writer import Writer

outbox = table_of(OutboxRow)


class SqlOutbox:
    """A record of what was sent, not a queue."""

    def __init__(self, writer: Writer, meter: Meter | None = None) -> None:
        self._writer = writer
        self._meter = meter or NobodyListens()

    async def intend(self, send: Send, page: Page | None) -> Entry | None:
        """Commit the intent, and the page with it; the outcome's entry if there is one already."""
        settled, written = await self._writer.write(
            lambda connection: _intend(connection, send, page)
        )
        self._meter.wrote(written)
        return settled

    async def attempt(self, send: Send) -> bool:
        """Note that the call is about to be made; whether an earlier one was never heard of.

        Raises Missing for a send that was never intended, and Erased where the ticket's customer is
        being erased, or was: then the call must not be made.
        """

        def note(connection: Connection) -> bool:
            standing = _locked(connection, send)
            marks.expect_alive(connection, send.ticket_id)
            change = update(outbox).where(*_is(send))
            connection.execute(change.values(in_call=True, attempts=standing.attempts + 1))
            return bool(standing.in_call)

        return await self._writer.write(note)

    async def is_in_doubt(self, send: Send) -> bool:
        """Whether a call was made that nothing was heard of. Raises Missing as `attempt` does."""
        return await self._writer.write(lambda connection: bool(_locked(connection, send).in_call))

    async def not_taken(self, send: Send, reason: str) -> None:
        """Note that the call came back and that the provider did not take the message."""

        def note(connection: Connection) -> None:
            change = update(outbox).where(*_is(send), outbox.c.settled.is_(False))
            connection.execute(change.values(in_call=False, reason=reason))

        await self._writer.write(note)

    async def settle(self, send: Send, outcome: Entry, provider_id: str) -> None:
        """Commit the outcome and its entry in one transaction. Again: changes nothing.

        Raises Conflict where the send has another outcome, and Missing as `attempt` does.
        """
        if (outcome.ticket_id, outcome.sequence) != (send.ticket_id, send.sequence):
            raise ValueError(f"the outcome of {send.key} belongs into another place")

        def note(connection: Connection) -> Written:
            settled = _locked(connection, send).settled
            written = pages.write_entries(connection, [outcome])
            if not settled:
                values = {"settled": True, "in_call": False, "provider_id": provider_id}
                connection.execute(update(outbox).where(*_is(send)).values(values))
            return written

        self._meter.wrote(await self._writer.write(note))


def _intend(connection: Connection, send: Send, page: Page | None) -> tuple[Entry | None, Written]:
    written = Written() if page is None else pages.write_page(connection, page)
    untried = {"settled": False, "attempts": 0, "in_call": False, "reason": "", "provider_id": ""}
    insert_new(connection, outbox, {**asdict(send), **untried})
    if not _locked(connection, send).settled:
        return None, written
    return pages.entry_at(connection, send.ticket_id, send.sequence), written


def _locked(connection: Connection, send: Send) -> Row[Any]:
    query = select(outbox).where(*_is(send)).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        raise Missing(f"a send {send.key}")
    return row


def _is(send: Send) -> list[ColumnElement[bool]]:
    names = (send.ticket_id, send.sequence, send.part)
    return [column == name for column, name in zip(outbox.primary_key, names, strict=True)]
