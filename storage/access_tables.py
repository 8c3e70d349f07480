"""The table of what people of other regions did here: a further table of a region's database."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from storage.tables import Instant, RegionTable


class AccessRow(RegionTable, table=True):
    """One request of somebody of another region. It holds no personal text."""

    __tablename__ = "access"
    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    region: str
    key_id: str
    role: str
    agent: str | None = None
    ticket_id: str | None = None
    what: str
    outcome: int
    shown: str = Field(sa_type=Text)  # JSON: the tickets that a list showed
    __table_args__ = (Index(None, "ticket_id", "at", "id"), Index(None, "at", "id"))
