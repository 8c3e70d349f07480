"""How far people have read: a table of a region's database."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class ReadMarkRow(RegionTable, table=True):
    """A ticket as far as somebody has read it: up to a version, and to a place in its ledger.

    It goes with the ticket's closing: nobody writes to a closed ticket any more.
    """

    __tablename__ = "read_marks"
    reader: str = Field(primary_key=True)  # an agent, or the key of somebody who is none
    ticket_id: str = Field(primary_key=True, index=True)
    version: int
    sequence: int
    at: datetime = Field(sa_type=Instant)
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy reads it
