"""The tables of published desks: further tables of a region's database. No personal text."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class DeskRow(RegionTable, table=True):
    """A desk as it was published."""

    __tablename__ = "desks"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    hash: str
    at: datetime = Field(sa_type=Instant)
    who: str
    why: str
    changes: str = Field(sa_type=Text)  # JSON: the change in words
    files: str = Field(sa_type=Text)  # JSON: path -> text
    request: str | None = None
    __table_args__ = (UniqueConstraint("request"),)


class NotTakenOverRow(RegionTable, table=True):
    """A process that could not take the newest desk over, and why."""

    __tablename__ = "desks_not_taken_over"
    process: str = Field(primary_key=True)
    number: int
    reason: str
    at: datetime = Field(sa_type=Instant)
