"""Messages that were accepted and wait to be told to their tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from domain.arrivals import Acceptance, AnotherBody, Arrival, Batch, Joining, NewsKind
from domain.audit import Action, Deed
from domain.stores import Erased, Text, Unavailable
from domain.vocabulary import ActorKind, Priority, Tier
from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.keys.sealing import RegionSecrets
from storage.messages import blobs
from storage.messages.amending import Place
from storage.messages.blobs import SealedFile, SqlBlobs
from storage.messages.early import CameMeanwhile, Early, follow, sealed, waiting_for
from storage.messages.vault import EncryptedVault, SealedText
from storage.people.customers import Customers, KnownSender
from storage.tables.region import InboxRow, table_of
from storage.tickets import bindings, leases
from storage.tickets.bindings import Bound, Conversation
from storage.tickets.news import AT_ONCE, PENDING, facts_of
from storage.trail import audit

inbox = table_of(InboxRow)
STANDING = select(inbox.c.ticket_id, inbox.c.fingerprint).where(
    inbox.c.channel == bindparam("channel"),
    inbox.c.account == bindparam("account"),
    inbox.c.message_hash == bindparam("message_hash"),
)
TRIES = (False, True, True, True)  # whether it looks for what came before its message: seldom any
PENDING_NEWS = select(func.count()).select_from(inbox).where(inbox.c.state == PENDING)


class _Overtaken(Exception):
    """Another process accepted the same message first."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An arrival with all that was worked out before its transaction began."""

    arrival: Arrival
    message_hash: str
    sender: KnownSender
    conversation: Conversation


class SqlInbox:
    """Keeps what a region accepted, each message once and in the order of acceptance."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        customers: Customers,
        texts: tuple[EncryptedVault, SqlBlobs],
        secrets: RegionSecrets,
    ) -> None:
        """`texts` are where what was said goes, and the files that came with it."""
        self._database = database
        self._writer = writer
        self._customers = customers
        self._vault, self._blobs = texts
        self._secrets = secrets

    async def accept(self, arrival: Arrival) -> Acceptance:
        """Commit the message and its binding to a ticket. Raises AnotherBody.

        The text is kept under the arrival's id, and with it what the client called the message
        and its thread: `message_id`, `thread` and `sender_id`.
        """
        name = self._secrets.keyed_hash(
            "message", arrival.channel, arrival.account, arrival.message_id
        )
        standing = await self._accepted_before(arrival, name)
        if standing is not None:
            return standing
        for looks in TRIES:
            try:
                return await self._accepted(arrival, name, looks=looks)
            except (Erased, CameMeanwhile):
                continue  # who writes now is somebody else to us, or has written it anew
            except _Overtaken:
                standing = await self._accepted_before(arrival, name)
                assert standing is not None, "the message that was in the way is there"
                return standing
        raise Unavailable("the message changes faster than it can be kept")

    async def lease(self, owner: str, now: datetime, until: datetime, limit: int) -> list[Batch]:
        """Up to `limit` tickets with news that nobody else has leased, oldest first."""
        if not await self._database.read(lambda connection: leases.ready(connection, now, 1)):
            return []  # looking often must not keep others from writing
        return await self._writer.write(
            lambda connection: leases.lease(connection, leases.Lease(owner, now, until, limit))
        )

    async def told(self, news_ids: Sequence[str], check_again_at: datetime) -> None:
        """Temporal has taken these; they are looked at again if no ticket applied them by then."""
        await self._writer.write(
            lambda connection: leases.told(connection, news_ids, check_again_at)
        )

    async def put_back(self, news_ids: Sequence[str], not_before: datetime) -> None:
        """Telling failed: end the lease and try again from that instant on."""
        await self._writer.write(
            lambda connection: leases.put_back(connection, news_ids, not_before)
        )

    async def waiting(self) -> int:
        """How many messages Temporal has not been told of."""
        return await self._database.read(
            lambda connection: connection.execute(PENDING_NEWS).scalar_one()
        )

    async def _accepted(self, arrival: Arrival, message_hash: str, *, looks: bool) -> Acceptance:
        """Commit the message. Raises Erased, _Overtaken, and CameMeanwhile where it must look."""
        sender = await self._customers.recognised(arrival)
        conversation = self._conversation(arrival, sender.customer_id)
        prepared = _Prepared(arrival, message_hash, sender, conversation)
        text = _text(arrival, sender.customer_id)
        place = Place(arrival.channel, arrival.account, message_hash)
        early = Early(place)
        if looks:
            early = await waiting_for(self._database, self._vault, place, sender.place[-1], text)
        said = await sealed(self._vault, early, text)
        files = [
            await self._blobs.sealed(one, sender.customer_id, arrival.id)
            for one in (() if early.is_deleted else arrival.files)
        ]

        def commit(connection: Connection) -> Acceptance:
            accepted = self._commit(connection, prepared, said, files)
            if not accepted.duplicate:
                follow(connection, self._vault, early, arrival, accepted.ticket_id)
            return accepted

        return await self._writer.write(commit)

    def _conversation(self, arrival: Arrival, customer_id: str) -> Conversation:
        kind, name = ("thread", arrival.thread) if arrival.thread else ("sender", arrival.sender.id)
        return Conversation(
            channel=arrival.channel,
            account=arrival.account,
            key_hash=self._secrets.keyed_hash(kind, arrival.channel, arrival.account, name),
            has_thread=bool(arrival.thread),
            customer_id=customer_id,
            own_hash=self._own_hash(arrival),
            joining=arrival.joining,
            ticket_id=arrival.ticket,
        )

    def _own_hash(self, arrival: Arrival) -> str:
        """Under what the sender goes on alone: with a ticket, in a thread, or for one message."""
        place = (arrival.channel, arrival.account)
        if arrival.joining is Joining.NOBODY:
            return self._secrets.keyed_hash("alone", *place, arrival.message_id)
        kind, name = ("ticket", arrival.ticket) if arrival.ticket else ("thread", arrival.thread)
        return self._secrets.keyed_hash(f"{kind} of", *place, name or "", arrival.sender.id)

    async def _accepted_before(self, arrival: Arrival, message_hash: str) -> Acceptance | None:
        return await self._database.read(
            lambda connection: _standing(connection, arrival, message_hash)
        )

    def _commit(
        self,
        connection: Connection,
        prepared: _Prepared,
        text: SealedText,
        files: Sequence[SealedFile],
    ) -> Acceptance:
        arrival = prepared.arrival
        standing = _standing(connection, arrival, prepared.message_hash)
        if standing is not None:
            return standing
        bound = bindings.bound(
            connection, prepared.conversation, arrival.new_ticket_id, arrival.accepted_at
        )
        if not insert_new(connection, inbox, _row(prepared, bound)):
            raise _Overtaken
        self._vault.keep(connection, text.of_ticket(bound.ticket_id))
        for file in files:
            blobs.keep(connection, file.of_ticket(bound.ticket_id))
        audit.append(connection, _deed(prepared, bound.ticket_id, text.commitment))
        prepared.sender.wrote(connection, min(arrival.sent_at, arrival.accepted_at))
        if prepared.sender.news is not None:
            prepared.sender.news.keep(connection)
        return Acceptance(bound.ticket_id, duplicate=False)


def _standing(connection: Connection, arrival: Arrival, message_hash: str) -> Acceptance | None:
    """The message's earlier acceptance, if there was one. Raises AnotherBody.

    Of a message whose sender was erased nobody knows the body any more: any is the same.
    """
    place = {"channel": arrival.channel, "account": arrival.account, "message_hash": message_hash}
    row = connection.execute(STANDING, place).first()
    if row is None:
        return None
    if row.fingerprint not in (arrival.fingerprint, ""):
        raise AnotherBody
    return Acceptance(row.ticket_id, duplicate=True)


def _text(arrival: Arrival, customer_id: str) -> Text:
    names = {
        "message_id": arrival.message_id,
        "thread": arrival.thread,
        "sender_id": arrival.sender.id,
    }
    return Text(
        id=arrival.id,
        customer_id=customer_id,
        ticket_id="",  # known once it is bound; no part of what is encrypted
        kind="message",
        language=arrival.language_hint or "und",
        content={**arrival.content, **names},
    )


def _deed(prepared: _Prepared, ticket_id: str, commitment: bytes) -> Deed:
    """That the message was accepted, and what it was: as long as its customer's key is there."""
    arrival = prepared.arrival
    facts = {"message": arrival.id, "channel": arrival.channel, "account": arrival.account}
    return Deed(
        at=arrival.accepted_at,
        action=Action.MESSAGE_ACCEPTED,
        by=prepared.sender.customer_id,
        by_kind=ActorKind.CUSTOMER,
        about=ticket_id,
        facts={**facts, "text": commitment.hex()},
    )


def _row(prepared: _Prepared, bound: Bound) -> dict[str, object]:
    arrival = prepared.arrival
    return {
        "id": arrival.id,
        "kind": NewsKind.MESSAGE,
        "ticket_id": bound.ticket_id,
        "state": PENDING,
        "ready_at": AT_ONCE,
        "accepted_at": arrival.accepted_at,
        "customer_id": prepared.sender.customer_id,
        "channel": arrival.channel,
        "account": arrival.account,
        "message_hash": prepared.message_hash,
        "fingerprint": arrival.fingerprint,
        "sent_at": arrival.sent_at,
        "language": arrival.language_hint or "und",
        "region_reason": arrival.region_reason,
        "priority": arrival.priority or Priority.NORMAL,
        "tier": arrival.tier or Tier.STANDARD,
        "topic": arrival.topic,
        "linked": bound.linked,
        "facts": facts_of(arrival),
    }
