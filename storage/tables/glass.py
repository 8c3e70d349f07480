"""The table of broken glass: a further table of a region's database."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class GlassRow(RegionTable, table=True):
    """One request to read a ticket in the clear. Its reason is a text of the vault."""

    __tablename__ = "glass"
    id: str = Field(primary_key=True)
    ticket_id: str
    customer_id: str = Field(index=True)
    key_id: str
    role: str
    agent: str | None = None
    region: str | None = None
    asked_at: datetime = Field(sa_type=Instant)
    seconds: int  # that it lasts
    reason_id: str
    needs_agreement: bool
    agreed_by: str | None = None
    since: datetime | None = Field(default=None, sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant)
    mended_at: datetime | None = Field(default=None, sa_type=Instant)
    mended_by: str | None = None
    __table_args__ = (
        Index(None, "key_id", "until"),
        Index(None, "ticket_id", "asked_at", "id"),
        Index(None, "asked_at", "id"),
    )
