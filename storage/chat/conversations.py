"""What visitors and the desk said to each other: order and progress; the words are in the vault."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select

from domain.chat import CHANNEL, Accepted, Direction, Line, Standing, Upload, Visitor
from domain.ports import Outbound
from domain.stores import Missing, Text
from domain.vocabulary import ActorKind, DeliveryState
from storage.chat import uploads as files
from storage.chat.lines import (
    AFTER,
    CHANGE,
    NAMED,
    OWN,
    TICKET,
    append,
    conversations,
    join,
    line_of,
    marks_of,
    named,
    new_row,
    standing_of,
    standing_row,
)
from storage.chat.uploads import SealedUploads
from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.keys.customer_keys import CustomerKeys
from storage.keys.sealing import RegionSecrets
from storage.messages.inbox import inbox
from storage.messages.vault import EncryptedVault, SealedText
from storage.people import marks
from storage.people.customers import Customers

IN_INBOX: Final = select(inbox).where(
    inbox.c.channel == bindparam("own_channel"),
    inbox.c.account == bindparam("own_account"),
    inbox.c.message_hash == bindparam("own_message"),
)


class SqlConversations:
    """The port `Conversations` of one region."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        keys: CustomerKeys,
        secrets: RegionSecrets,
    ) -> None:
        self._database = database
        self._writer = writer
        self._secrets = secrets
        self._customers = Customers(database, writer, keys, secrets)
        self._vault = EncryptedVault(database, writer, keys, secrets)
        self._sealed = SealedUploads(keys, secrets)

    async def begin(self, visitor: Visitor, at: datetime) -> Standing:
        """As the Protocol says."""
        standing = await self.standing(visitor)
        return standing or standing_of(await self._begun(visitor, at), self._hash(visitor))

    async def standing(self, visitor: Visitor) -> Standing | None:
        """As the Protocol says."""
        own = self._hash(visitor)
        row = await self._database.read(lambda connection: standing_row(connection, own))
        return None if row is None else standing_of(row, own)

    async def follow(self, visitor: Visitor, accepted: Accepted, at: datetime) -> Line:
        """As the Protocol says."""
        own = self._hash(visitor)
        message = self._secrets.keyed_hash("message", CHANNEL, visitor.account, accepted.message_id)
        query = {"own_channel": CHANNEL, "own_account": visitor.account, "own_message": message}

        def commit(connection: Connection) -> Line:
            standing = named(connection, own, accepted.name)
            if standing is not None:
                return standing
            row = connection.execute(IN_INBOX, query).first()
            conversation = standing_row(connection, own)
            if row is None or conversation is None:
                raise Missing(accepted.name)
            return append(connection, conversation, row.customer_id, _came_in(row, accepted))

        return await self._writer.write(commit)

    async def say(self, message: Outbound) -> int:
        """As the Protocol says: the words and their place are there together, or neither is."""
        own = self._hash(Visitor(message.account, message.recipient))
        row = await self._database.read(lambda connection: standing_row(connection, own))
        if row is None:
            raise Missing("nobody is known by that name on the account")
        text = await self._vault.sealed(_said(message, row.customer_id))

        def commit(connection: Connection) -> int:
            conversation = standing_row(connection, own)
            if conversation is None:
                raise Missing("nobody is known by that name on the account")
            return self._said(connection, conversation, message, text)

        return await self._writer.write(commit)

    async def types(self, visitor: Visitor, until: datetime) -> None:
        """As the Protocol says."""
        await self._change(visitor, typing_until=until)

    async def named(self, visitor: Visitor, name: str) -> Line | None:
        """As the Protocol says."""
        own = self._hash(visitor)
        return await self._database.read(lambda connection: named(connection, own, name))

    async def lines(self, visitor: Visitor, after: int, limit: int) -> Sequence[Line]:
        """As the Protocol says."""
        own = self._hash(visitor)

        def query(connection: Connection) -> list[Line]:
            row = standing_row(connection, own)
            if row is None:
                return []
            values = {"own_hash": row.visitor_hash, "after": after, "most": limit}
            return [line_of(one) for one in connection.execute(AFTER, values)]

        return await self._database.read(query)

    async def marks(self, visitors: Collection[Visitor]) -> Mapping[Visitor, object]:
        """As the Protocol says."""
        hashes = {self._hash(one): one for one in visitors}
        found = await self._database.read(lambda connection: marks_of(connection, hashes))
        return {hashes[own]: mark for own, mark in found.items()}

    async def reached(self, visitor: Visitor, state: DeliveryState, position: int) -> None:
        """As the Protocol says."""
        own, columns = self._hash(visitor), ("delivered", "read")
        moved = columns if state is DeliveryState.READ else columns[:1]

        def change(connection: Connection) -> None:
            row = standing_row(connection, own)
            if row is None:
                return
            up_to = min(position, row.position)
            values = {name: max(up_to, getattr(row, name)) for name in moved}
            connection.execute(CHANGE.values(**values), {"own_hash": row.visitor_hash})

        await self._writer.write(change)

    async def join(self, unknown: Visitor, known: Visitor, at: datetime) -> tuple[str, str] | None:
        """As the Protocol says."""
        old = self._hash(unknown)
        mine = await self._database.read(lambda one: one.execute(OWN, {"own_hash": old}).first())
        if mine is None or mine.goes_on_in is not None:
            return None
        theirs = await self._begun(known, at)

        def commit(connection: Connection) -> tuple[str, str] | None:
            before = connection.execute(OWN, {"own_hash": old}).first()
            after = connection.execute(OWN, {"own_hash": theirs.visitor_hash}).first()
            if before is None or after is None or before.goes_on_in is not None:
                return None
            join(connection, before, after)
            return before.customer_id, after.customer_id

        return await self._writer.write(commit)

    async def keep(self, visitor: Visitor, upload: Upload, at: datetime) -> None:
        """As the Protocol says."""
        whose = await self.begin(visitor, at)
        row, own = await self._sealed.sealed(upload, whose.customer_id), self._hash(visitor)
        await self._writer.write(lambda connection: files.keep(connection, row, own, at))

    async def uploads(self, visitor: Visitor, ids: Sequence[str]) -> Sequence[Upload]:
        """As the Protocol says."""
        query = {"hashes": await self._hashes(visitor), "ids": list(ids)}
        rows = await self._database.read(lambda one: list(one.execute(files.FOUND, query)))
        found = await self._sealed.opened(rows)
        return [found[one] for one in ids if one in found]

    async def drop(self, visitor: Visitor, ids: Sequence[str]) -> None:
        """As the Protocol says."""
        query = {"hashes": await self._hashes(visitor), "ids": list(ids)}
        await self._writer.write(lambda connection: connection.execute(files.DROP, query))

    async def ticket_of(self, visitor: Visitor, message_id: str) -> str | None:
        """As the Protocol says."""
        own = self._hash(visitor)

        def query(connection: Connection) -> str | None:
            row = standing_row(connection, own)
            values = {"own_hash": row.visitor_hash if row else "", "own_message": message_id}
            return connection.execute(TICKET, values).scalar()

        return await self._database.read(query)

    async def _begun(self, visitor: Visitor, at: datetime) -> Row[Any]:
        """The visitor's conversation, made now if there is none. Raises Erased."""
        place, own = (CHANNEL, visitor.account), self._hash(visitor)
        identity = await self._customers.known(place, visitor.id, at)

        def commit(connection: Connection) -> Row[Any]:
            marks.expect_writable(connection, identity.customer_id)
            insert_new(connection, conversations, new_row(own, identity.customer_id, at))
            row = standing_row(connection, own)
            assert row is not None, "it was made, or it was there"
            return row

        return await self._writer.write(commit)

    async def _hashes(self, visitor: Visitor) -> list[str]:
        """By what the visitor's files may be known: from before it was known who they are, too."""
        own = self._hash(visitor)
        joined = select(conversations.c.visitor_hash).where(conversations.c.goes_on_in == own)
        before = await self._database.read(lambda one: list(one.execute(joined).scalars()))
        return [own, *before]

    async def _change(self, visitor: Visitor, **values: object) -> None:
        own = self._hash(visitor)

        def change(connection: Connection) -> None:
            row = standing_row(connection, own)
            if row is None:
                raise Missing("nobody is known by that name on the account")
            connection.execute(CHANGE.values(**values), {"own_hash": row.visitor_hash})

        await self._writer.write(change)

    def _said(
        self, connection: Connection, conversation: Row[Any], message: Outbound, text: SealedText
    ) -> int:
        query = {"own_hash": conversation.visitor_hash, "own_name": message.key}
        standing = connection.execute(NAMED, query).first()
        if standing is not None:
            return int(standing.position)
        self._vault.keep(connection, text)
        values = _went_out(message, text.text.id)
        return append(connection, conversation, conversation.customer_id, values).position

    def _hash(self, visitor: Visitor) -> str:
        return self._secrets.keyed_hash("chat", visitor.account, visitor.id)


def _came_in(row: Row[Any], accepted: Accepted) -> dict[str, object]:
    return {
        "name": accepted.name,
        "direction": Direction.IN.value,
        "ticket_id": row.ticket_id,
        "message_id": row.id,
        "text_id": row.id,
        "author_kind": ActorKind.CUSTOMER.value,
        "author_id": "",
        "at": row.accepted_at,
        "language": row.language,
        "part": 0,
        "parts": 1,
        "fingerprint": accepted.fingerprint,
    }


def _went_out(message: Outbound, text_id: str) -> dict[str, object]:
    return {
        "name": message.key,
        "direction": Direction.OUT.value,
        "ticket_id": message.ticket_id,
        "message_id": message.message_id,
        "text_id": text_id,
        "author_kind": message.author_kind,
        "author_id": message.author_id,
        "at": message.sent_at,
        "language": message.language,
        "part": message.part,
        "parts": message.parts,
        "fingerprint": "",
    }


def _said(message: Outbound, customer_id: str) -> Text:
    return Text(
        id=f"{message.key}:chat",
        customer_id=customer_id,
        ticket_id=message.ticket_id,
        kind="sent",
        language=message.language,
        content={"text": message.text},
    )
