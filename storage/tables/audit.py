"""The audit trail's tables: further tables of a region's database."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class AuditRow(RegionTable, table=True):
    """One entry. Triggers let nobody change it or take it out.

    The columns beside the body say again what is looked for; what counts is the body.
    """

    __tablename__ = "audit"
    number: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    at: datetime = Field(sa_type=Instant)
    action: str
    by: str
    about: str
    body: bytes  # canonical JSON, as it was hashed
    hash: bytes
    __table_args__ = (Index(None, "about", "number"), Index(None, "action", "number"))


class AuditNodeRow(RegionTable, table=True):
    """A complete node of the tree: the root of 2^level entries, the `place`th of its level."""

    __tablename__ = "audit_nodes"
    level: int = Field(primary_key=True)
    place: int = Field(primary_key=True, sa_type=BigInteger)
    hash: bytes


class AuditCheckpointRow(RegionTable, table=True):
    """What was signed of the trail when it had so many entries."""

    __tablename__ = "audit_checkpoints"
    size: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    root: bytes
    note: str  # a signed note
