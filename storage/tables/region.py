"""The tables of a region's database.

What identifies a person stands here only as a keyed hash or as a ciphertext. The classes say what
a row holds; queries are written over the tables themselves, without an identity map, because many
units of work share a transaction.
"""

from datetime import UTC, datetime
from typing import ClassVar, Final

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlmodel import Field, SQLModel

_NO: Final = {"server_default": false()}
_NO_FACTS: Final = {"server_default": "{}"}  # JSON


def named_constraints() -> MetaData:
    """Metadata that names constraints alike everywhere, so that a migration can find them."""
    return MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept and returned in UTC: SQLite would forget the offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without an offset: nobody could say when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its offset from UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back what SQLite keeps without an offset."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class RegionTable(SQLModel):
    """A table of the region's database."""

    metadata: ClassVar[MetaData] = named_constraints()


class CounterRow(RegionTable, table=True):
    """A number that is counted without gaps; its row is also what those who count wait for."""

    __tablename__ = "counters"
    name: str = Field(primary_key=True)
    value: int = Field(sa_type=BigInteger)


class CustomerRow(RegionTable, table=True):
    """Somebody who wrote."""

    __tablename__ = "customers"
    id: str = Field(primary_key=True)
    made_at: datetime = Field(sa_type=Instant)


class IdentityRow(RegionTable, table=True):
    """How a customer appears on one account of one channel, with the profile as last told."""

    __tablename__ = "identities"
    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    sender_hash: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    profile: bytes | None = None  # a Sender, under the customer's key
    profile_hash: str = ""  # keyed: tells whether what a client says now was said before
    wrote_at: datetime | None = Field(default=None, sa_type=Instant)  # last: windows go by it
    blocked_since: datetime | None = Field(default=None, sa_type=Instant)  # us, or gone


class BindingRow(RegionTable, table=True):
    """The open ticket of a conversation, if there is one, and the last one that was closed."""

    __tablename__ = "bindings"
    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    key_hash: str = Field(primary_key=True)  # of the thread, or else of the sender
    customer_id: str
    ticket_id: str | None = Field(default=None, index=True)
    closed_ticket_id: str | None = None
    bound_at: datetime = Field(sa_type=Instant)
    alone: bool = Field(default=False, sa_column_kwargs=_NO)  # others do not join it
    __table_args__ = (Index(None, "customer_id", "channel", "account"),)


class InboxRow(RegionTable, table=True):
    """Something that a ticket has to hear of, with all that a new ticket starts from.

    `ready_at` is when somebody should look at it: at once, when its lease ends, when telling is
    tried again, or when it is looked whether a ticket applied it; never again once one has.
    """

    __tablename__ = "inbox"
    number: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite")
    )
    id: str
    kind: str
    ticket_id: str
    state: str  # pending, told, applied
    ready_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    leased_by: str | None = None
    accepted_at: datetime = Field(sa_type=Instant)
    customer_id: str
    channel: str
    account: str
    message_hash: str | None = None
    fingerprint: str = ""
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    language: str = "und"
    region_reason: str = ""
    priority: str = ""
    tier: str = ""
    topic: str | None = None
    linked: str | None = None
    absorbed_ticket: str | None = None
    facts: str = Field(default="{}", sa_type=Text, sa_column_kwargs=_NO_FACTS)
    __table_args__ = (
        UniqueConstraint("id"),
        UniqueConstraint("channel", "account", "message_hash"),
        Index(None, "ticket_id", "state", "number"),
        {"sqlite_autoincrement": True},
    )


class TextRow(RegionTable, table=True):
    """A personal text under its customer's key; `indexed` tells that its words can be found."""

    __tablename__ = "texts"
    id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    ticket_id: str = Field(index=True)
    kind: str
    language: str
    sealed: bytes
    commitment: bytes | None = None  # None for what was kept before there was an audit trail
    indexed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    __table_args__ = (
        Index(
            "ix_texts_not_indexed",
            "id",
            sqlite_where=text("indexed = 0"),
            postgresql_where=text("indexed = false"),
        ),
        Index(
            "ix_texts_readable",
            "ticket_id",
            sqlite_where=text("length(sealed) > 0"),
            postgresql_where=text("length(sealed) > 0"),
        ),
    )


class LedgerRow(RegionTable, table=True):
    """One event in its place."""

    __tablename__ = "ledger"
    ticket_id: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    position: int = Field(sa_type=BigInteger)  # in the region, from 1 without gaps
    kind: str
    at: datetime = Field(sa_type=Instant)
    body: str = Field(sa_type=Text)  # canonical JSON
    __table_args__ = (UniqueConstraint("position"),)


class MessageRow(RegionTable, table=True):
    """A message without its words: these are under `words_id` once it was edited, else its own id.

    It is shown by `ordered_at`, then `sent_order`, then its place in the ledger.
    """

    __tablename__ = "messages"
    id: str = Field(primary_key=True)
    ticket_id: str
    sequence: int
    direction: str
    author_kind: str
    author_id: str
    sent_at: datetime = Field(sa_type=Instant)
    language: str
    delivery: str | None = None
    delivery_reason: str = ""
    ordered_at: datetime = Field(sa_type=Instant)
    sent_order: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    words_id: str | None = Field(default=None, index=True)
    edited_at: datetime | None = Field(default=None, sa_type=Instant)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)
    files_given_up: bool = Field(default=False, sa_column_kwargs=_NO)
    __table_args__ = (Index(None, "ticket_id", "ordered_at", "sent_order", "sequence"),)


class TranslationRow(RegionTable, table=True):
    """A translation that stands beside its original."""

    __tablename__ = "translations"
    message_id: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    sequence: int  # of the event that told of it; a later one replaces it
    engine: str
    text_id: str
    flags: str  # JSON


class OutboxRow(RegionTable, table=True):
    """What is known of one part of a send.

    `settled` says that the send's outcome is in the ledger; `state` how far this part has come: it
    is queued until the platform took it. Channel and account are those that it went out on, and
    `recipient_hash` is the `sender_hash` of whoever it went to.
    """

    __tablename__ = "outbox"
    ticket_id: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    part: int = Field(primary_key=True)
    message_id: str = Field(index=True)
    channel: str
    account: str
    settled: bool = False
    attempts: int = 0
    in_call: bool = False  # an attempt began and nothing was heard of it
    reason: str = ""
    provider_id: str = Field(default="", index=True)
    recipient_hash: str = Field(default="", sa_column_kwargs={"server_default": ""})
    state: str = Field(default="queued", sa_column_kwargs={"server_default": "queued"})
    sent_at: datetime | None = Field(default=None, sa_type=Instant)  # when the platform took it
    automatic: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    __table_args__ = (Index(None, "channel", "account", "recipient_hash", "sent_at"),)


class PolicyRow(RegionTable, table=True):
    """A policy as tickets froze it."""

    __tablename__ = "policies"
    hash: str = Field(primary_key=True)
    name: str
    version: int
    body: str = Field(sa_type=Text)


class ApiKeyRow(RegionTable, table=True):
    """An API key, of which only the hash of its secret is known."""

    __tablename__ = "api_keys"
    id: str = Field(primary_key=True)
    region: str | None = None
    role: str
    teams: str | None = None  # JSON; None is any team
    agent_id: str | None = None
    peers: str | None = None  # JSON; of a service key the regions that it speaks for
    secret_hash: str
    made_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class IdempotencyRow(RegionTable, table=True):
    """The request that a client first used an idempotency key for."""

    __tablename__ = "idempotency_keys"
    key_hash: str = Field(primary_key=True)
    fingerprint: str
    made_at: datetime = Field(sa_type=Instant, index=True)


def table_of(row: type[SQLModel]) -> Table:
    """The table that a class of rows describes."""
    return row.metadata.tables[str(row.__tablename__)]
