"""What counts of the tickets: a table of a region's database."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class CountedRow(RegionTable, table=True):
    """One thing that counts of a ticket, by all that it is grouped by.

    Made of the ledger alone, and made anew whenever a ticket's ledger goes on; what stands here is
    as it is true of the ticket now. NULL is what is not known, or not there.
    """

    __tablename__ = "counted"
    what: str = Field(primary_key=True)
    at: datetime = Field(primary_key=True, sa_type=Instant)
    ticket_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)  # among what counts of the ticket
    value: int | None = Field(default=None, sa_type=BigInteger)
    team: str | None = None
    channel: str
    country: str | None = None
    language: str | None = None
    topic: str | None = None
    __table_args__ = (Index(None, "ticket_id"), {"sqlite_with_rowid": False})
