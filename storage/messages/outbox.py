"""What is known of every send: intended, attempted part by part, settled."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Case, ColumnElement, Connection, Row, and_, case, func, or_, select, update

from domain.facts import Via
from domain.ledger import Entry, Page
from domain.message_events import DeliveryReported
from domain.meter import Meter, NobodyListens, Written
from domain.sending import (
    A_WHILE,
    MOST_IN_A_THREAD,
    MOST_TO_AN_ADDRESS,
    OUT,
    TOO_MANY,
    Attempt,
    Calling,
    PartSoFar,
    Progress,
    pause,
)
from domain.stores import Missing, Send
from domain.vocabulary import DeliveryState
from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.keys.sealing import RegionSecrets
from storage.messages import reports
from storage.people import marks
from storage.people.customers import identities
from storage.tables.region import OutboxRow, table_of
from storage.tickets import pages
from storage.tickets.projection import messages

outbox = table_of(OutboxRow)
UNTRIED = {"settled": False, "attempts": 0, "in_call": False, "reason": "", "provider_id": ""}
IN_TURN = (outbox.c.sent_at, outbox.c.sequence, outbox.c.part)


class SqlOutbox:
    """A record of what was sent, not a queue."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        secrets: RegionSecrets,
        meter: Meter | None = None,
    ) -> None:
        self._database = database
        self._writer = writer
        self._secrets = secrets
        self._names = reports.Names(secrets)
        self._meter = meter or NobodyListens()

    async def intend(self, send: Send, page: Page | None) -> Entry | None:
        """Commit the intent, and the page with it; the outcome's entry if there is one already."""
        settled, written = await self._writer.write(
            lambda connection: _intend(connection, send, page)
        )
        self._meter.wrote(written)
        return settled

    async def progress(self, send: Send) -> Progress:
        """What is known of all sends of the ticket."""
        query = select(outbox).where(outbox.c.ticket_id == send.ticket_id).order_by(*IN_TURN)
        rows = await self._database.read(lambda connection: list(connection.execute(query)))
        return Progress(tuple(_so_far(row) for row in rows))

    async def attempt(self, send: Send, call: Calling) -> Attempt:
        """Note that the call for a part is about to be made, unless the person gets too much.

        Raises Missing for a send that was never intended, and Erased where the ticket's customer is
        being erased, or was: then the call must not be made.
        """
        to = self._secrets.keyed_hash("sender", send.channel, send.account, call.recipient)
        return await self._writer.write(lambda connection: _attempt(connection, send, call, to))

    async def is_in_doubt(self, send: Send) -> bool:
        """Whether a call was made that nothing was heard of. Raises Missing as `attempt` does."""

        def look(connection: Connection) -> bool:
            _locked(connection, send)
            doubtful = select(outbox.c.part).where(*_of(send), outbox.c.in_call.is_(True))
            return connection.execute(doubtful).first() is not None

        return await self._writer.write(look)

    async def not_taken(self, send: Send, reason: str) -> None:
        """Note that the call came back and that the provider did not take the part.

        Until the send is settled, people read the reason beside the message.
        """

        def note(connection: Connection) -> None:
            change = update(outbox).where(*_is(send), outbox.c.settled.is_(False))
            connection.execute(change.values(in_call=False, reason=reason, sent_at=None))
            waits = (messages.c.id == send.message_id, messages.c.delivery == DeliveryState.QUEUED)
            connection.execute(update(messages).where(*waits).values(delivery_reason=reason))

        await self._writer.write(note)

    async def took(self, send: Send, provider_id: str, at: datetime) -> None:
        """Note that the provider took a part which others are to follow."""
        known = {"in_call": False, "provider_id": _called(provider_id), "sent_at": at}
        known |= {"channel": send.channel, "account": send.account}
        change = update(outbox).where(*_is(send), outbox.c.settled.is_(False))
        taken = change.values(**known, state=DeliveryState.SENT, reason="")
        await self._writer.write(lambda connection: connection.execute(taken) and None)

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
                _settle(connection, send, outcome, provider_id)
                reports.settled(connection, self._names, send, outcome.event.at)
            return written

        self._meter.wrote(await self._writer.write(note))


def _intend(connection: Connection, send: Send, page: Page | None) -> tuple[Entry | None, Written]:
    written = Written() if page is None else pages.write_page(connection, page)
    insert_new(connection, outbox, {**asdict(send), **UNTRIED})
    if not _locked(connection, send).settled:
        return None, written
    return pages.entry_at(connection, send.ticket_id, send.sequence), written


def _attempt(connection: Connection, send: Send, call: Calling, recipient_hash: str) -> Attempt:
    _locked(connection, send)
    marks.expect_alive(connection, send.ticket_id)
    insert_new(connection, outbox, {**asdict(send), **UNTRIED})
    standing = connection.execute(select(outbox).where(*_is(send))).one()
    found = Attempt(in_doubt=bool(standing.in_call))
    if not found.in_doubt:
        found = _held_up(connection, send, call, recipient_hash)
    if found.may_call:
        now = {"channel": send.channel, "account": send.account, "recipient_hash": recipient_hash}
        said = {"in_call": True, "automatic": call.automatic, "sent_at": call.at}
        change = update(outbox).where(*_is(send))
        connection.execute(change.values(**now, **said, attempts=standing.attempts + 1))
    return found


def _held_up(connection: Connection, send: Send, call: Calling, recipient_hash: str) -> Attempt:
    """Whether the person, or the thread, has had enough for now; of two at once one waits."""
    to = (
        outbox.c.channel == send.channel,
        outbox.c.account == send.account,
        outbox.c.recipient_hash == recipient_hash,
    )
    mine = [identities.c[name] for name in ("channel", "account", "sender_hash")]
    place = (send.channel, send.account, recipient_hash)
    same = [column == value for column, value in zip(mine, place, strict=True)]
    connection.execute(select(identities.c.customer_id).where(*same).with_for_update())
    if call.automatic and send.part == 0 and _too_many(connection, send, call, to):
        return Attempt(refused=TOO_MANY)
    since = () if call.rate is None else (outbox.c.sent_at > call.at - call.rate[1],)
    lately = select(outbox.c.sent_at).where(*to, *since) if since else None
    sent = [] if lately is None else list(connection.execute(lately).scalars())
    wait = pause(sent, call.rate, call.at)
    return Attempt(wait=wait) if wait else Attempt()


def _too_many(
    connection: Connection, send: Send, call: Calling, to: tuple[ColumnElement[bool], ...]
) -> bool:
    """Whether the desk has said as much by itself as it may, in the last hour."""
    another = or_(outbox.c.ticket_id != send.ticket_id, outbox.c.sequence != send.sequence)
    lately = (outbox.c.automatic.is_(True), outbox.c.sent_at > call.at - A_WHILE, another)
    counted = select(func.count()).select_from(outbox).where(*lately, outbox.c.part == 0)
    in_thread = connection.execute(counted.where(outbox.c.ticket_id == send.ticket_id))
    if in_thread.scalar_one() >= MOST_IN_A_THREAD:
        return True
    if not call.machines_answer:
        return False
    return bool(connection.execute(counted.where(*to)).scalar_one() >= MOST_TO_AN_ADDRESS)


def _settle(connection: Connection, send: Send, outcome: Entry, provider_id: str) -> None:
    event = outcome.event
    state = event.state if isinstance(event, DeliveryReported) else DeliveryState.SENT
    reason = event.reason if isinstance(event, DeliveryReported) else ""
    last = {"provider_id": _called(provider_id), "state": state, "reason": reason}
    if state not in (*OUT, DeliveryState.UNCERTAIN):
        last["sent_at"] = None
    connection.execute(update(outbox).where(*_is(send)).values(**last))
    done = {"settled": True, "in_call": False}
    connection.execute(update(outbox).where(*_of(send)).values(**done))


def _called(provider_id: str) -> Case[str]:
    """What the platform calls a part, unless whom it went to was erased while it was under way.

    An attempt notes whom it goes to, and an erasure empties that; the name may tell it again.
    """
    erased = and_(outbox.c.attempts > 0, outbox.c.recipient_hash == "")
    return case((erased, ""), else_=provider_id)


def _locked(connection: Connection, send: Send) -> Row[Any]:
    """The first part of a send, which nobody else changes meanwhile."""
    query = select(outbox).where(*_is(replace(send, part=0))).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        raise Missing(f"a send {send.key}")
    return row


def _of(send: Send) -> list[ColumnElement[bool]]:
    """All parts of a send."""
    return [outbox.c.ticket_id == send.ticket_id, outbox.c.sequence == send.sequence]


def _is(send: Send) -> list[ColumnElement[bool]]:
    return [*_of(send), outbox.c.part == send.part]


def _so_far(row: Row[Any]) -> PartSoFar:
    return PartSoFar(
        sequence=row.sequence,
        part=row.part,
        message_id=row.message_id,
        via=Via(row.channel, row.account),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        in_call=row.in_call,
        provider_id=row.provider_id,
        sent_at=row.sent_at,
    )
