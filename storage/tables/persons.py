"""The tables of what is noted about customers as persons: further ones of a region's database."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class PersonMarkRow(RegionTable, table=True):
    """A hold, a restriction or an erasure; one of each kind for a person."""

    __tablename__ = "person_marks"
    customer_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    since: datetime = Field(sa_type=Instant)
    by: str
    by_kind: str
    reason: str  # an agreed code
    until: datetime | None = Field(default=None, sa_type=Instant)
    facts: str = Field(default="{}", sa_type=Text)  # JSON; of an erasure, what was counted
    certificate: str = Field(default="", sa_type=Text)  # a signed note


class PreferenceRow(RegionTable, table=True):
    """When and where a customer wants to be reached, under their key."""

    __tablename__ = "preferences"
    customer_id: str = Field(primary_key=True)
    sealed: bytes
    changed_at: datetime = Field(sa_type=Instant)
