"""What platforms tell of messages afterwards: further tables of a region's database."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class AmendmentRow(RegionTable, table=True):
    """An edit or a deletion that was told of; without `message_id` it came before its message.

    What such an early one says waits in `sealed`, under its customer's key.
    """

    __tablename__ = "amendments"
    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    message_hash: str = Field(primary_key=True)
    edit_hash: str = Field(primary_key=True)
    kind: str  # edited or deleted, as news are
    sender_hash: str
    customer_id: str = Field(index=True)
    message_id: str | None = Field(default=None, index=True)  # ours
    sealed: bytes = b""
    at: datetime = Field(sa_type=Instant)  # by the platform
    accepted_at: datetime = Field(sa_type=Instant)
    __table_args__ = (Index(None, "accepted_at"),)


class EditRow(RegionTable, table=True):
    """Words that a customer gave a message in place of others; `at` by the platform."""

    __tablename__ = "message_edits"
    message_id: str = Field(primary_key=True)
    words_id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)


class EarlyReportRow(RegionTable, table=True):
    """A receipt of something that is not known to be sent yet.

    It names the message by a keyed hash: of the platform's id, or of whoever received all `until`.
    """

    __tablename__ = "early_reports"
    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    name_hash: str = Field(primary_key=True)
    state: str = Field(primary_key=True)
    until: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = ""
    at: datetime = Field(sa_type=Instant)
    accepted_at: datetime = Field(sa_type=Instant)
    __table_args__ = (Index(None, "accepted_at"),)
