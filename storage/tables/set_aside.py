"""The table of what could not be read: a further one of a region's database."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class SetAsideRow(RegionTable, table=True):
    """One delivery, or a part of one; `sealed` is empty once it is settled."""

    __tablename__ = "set_aside"
    id: str = Field(primary_key=True)
    channel: str
    account: str
    reason: str
    at: datetime = Field(sa_type=Instant)
    size: int
    tries: int
    settled: str
    sealed: bytes
    __table_args__ = (Index(None, "settled", "at", "id"), Index(None, "at", "id"))
