"""What tickets are found by: further tables of a region's database."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable

FACETS = ("language", "topic", "channel", "tier")  # of which a value may be rare
IS_DUE = text("due_at IS NOT NULL")
IS_AWAITED = text("acknowledge_by IS NOT NULL")


class TicketRow(RegionTable, table=True):
    """A ticket as it was last written; the columns are what lists are filtered and sorted by."""

    __tablename__ = "tickets"
    id: str = Field(primary_key=True)
    version: int
    status: str
    priority: str
    topic: str | None = None
    language: str
    tier: str
    channel: str
    team: str | None = None
    assignee: str | None = None
    customer_id: str
    opened_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    breached: bool
    acknowledge_by: datetime | None = Field(default=None, sa_type=Instant)  # while it is awaited
    body: str = Field(sa_type=Text)
    __table_args__ = (
        Index(None, "updated_at", "id"),
        # What is rare there is looked for in the index, without going to the rows.
        Index(None, "status", "updated_at", "id", "breached"),
        Index(None, "team", "status", "updated_at", "id", "breached"),
        Index(None, "customer_id", "updated_at", "id"),
        *(Index(None, one, "status", "updated_at", "id", "team") for one in ("assignee", *FACETS)),
        Index(None, "opened_at", "id"),
        Index(None, "status", "opened_at", "id"),
        Index(None, "team", "status", "opened_at", "id"),
        *(
            Index(None, *led, "due_at", "id", sqlite_where=IS_DUE, postgresql_where=IS_DUE)
            for led in ((), ("team", "status"))
        ),
        Index(
            None,
            *("team", "status", "updated_at", "id"),
            sqlite_where=IS_AWAITED,
            postgresql_where=IS_AWAITED,
        ),
    )


class WordRow(RegionTable, table=True):
    """A word that stands in some text of a ticket, as a keyed hash.

    It is found by its customer too, because it goes when the customer is erased.
    """

    __tablename__ = "words"
    word: int = Field(primary_key=True, sa_type=BigInteger)
    ticket_id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy reads it
