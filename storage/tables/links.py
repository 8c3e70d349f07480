"""The tables of who is one person: further ones of a region's database."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class HandleRow(RegionTable, table=True):
    """A number or an address as one identity told it, or its platform vouched for it."""

    __tablename__ = "handles"
    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    sender_hash: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    handle_hash: str
    verified: bool
    customer_id: str = Field(index=True)
    __table_args__ = (Index(None, "kind", "handle_hash"),)


class LinkRow(RegionTable, table=True):
    """What is held of two customers."""

    __tablename__ = "links"
    one: str = Field(primary_key=True)
    other: str = Field(primary_key=True)
    state: str
    reason: str
    at: datetime = Field(sa_type=Instant)
    by: str
    by_kind: str
    __table_args__ = (Index(None, "other"), Index(None, "state", "one", "other"))
