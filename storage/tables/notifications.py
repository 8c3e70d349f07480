"""The tables of what agents are told: further tables of a region's database."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class NotificationRow(RegionTable, table=True):
    """One thing that one agent is told. It holds no personal text."""

    __tablename__ = "notifications"
    id: str = Field(primary_key=True)
    region: str
    agent: str
    team: str
    kind: str
    text: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    ticket_id: str | None = None
    seen_at: datetime | None = Field(default=None, sa_type=Instant)
    __table_args__ = (Index(None, "agent", "at", "id"), Index(None, "at", "id"))


class CallRow(RegionTable, table=True):
    """A notification on its way to one contact, and what became of it."""

    __tablename__ = "calls"
    key: str = Field(primary_key=True)
    notification_id: str = Field(index=True)
    agent: str
    way: str
    address: str
    batch_id: str | None = Field(default=None, index=True)  # the last one that it went out in
    state: str | None = None  # None until it is settled
    reason: str = ""
    __table_args__ = (Index(None, "agent", "way", "address", "state"),)


class ContactRow(RegionTable, table=True):
    """How one contact does; the row is also what those who want to tell it wait for.

    At most one batch is under way to it, and where there is none, whatever is not settled waits.
    """

    __tablename__ = "contacts"
    agent: str = Field(primary_key=True)
    way: str = Field(primary_key=True)
    address: str = Field(primary_key=True)
    told_at: datetime | None = Field(default=None, sa_type=Instant)  # by the last message to it
    not_before: datetime | None = Field(default=None, sa_type=Instant)
    batch_id: str | None = Field(default=None, index=True)
    in_doubt: bool = False  # the batch was handed out more than once
    caller: str | None = None  # whose the batch is; None where it was put back in doubt
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
