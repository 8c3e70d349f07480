"""The table of how far retention has come: a further one of a region's database."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class RetentionRow(RegionTable, table=True):
    """Up to when all that was over its time is done; there is one row, or none yet."""

    __tablename__ = "retention"
    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
