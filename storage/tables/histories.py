"""Sealed histories: further tables of a region's database."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class HistoryRow(RegionTable, table=True):
    """One run of a ticket's workflow, as Temporal gave it. Payloads stay encrypted in it."""

    __tablename__ = "histories"
    run_id: str = Field(primary_key=True)
    ticket_id: str
    place: int  # in the ticket's chain of runs, from 1
    run_before: str | None = None
    ended: str
    closed_at: datetime = Field(sa_type=Instant)
    events: int
    sha256: str
    build: str
    timezones: str
    digest: str | None = None
    agrees: bool
    disagreement: str | None = None
    sealed_at: datetime = Field(sa_type=Instant)
    body: bytes  # JSON, gzip
    __table_args__ = (Index(None, "ticket_id", "place", unique=True), Index(None, "closed_at"))


class SealingRow(RegionTable, table=True):
    """How far the looks for ended runs have come; there is one row, or none yet."""

    __tablename__ = "sealing"
    name: str = Field(primary_key=True)
    until: datetime = Field(sa_type=Instant)
