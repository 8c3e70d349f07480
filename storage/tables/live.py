"""Who is where, and what people set for themselves: tables of a region's database."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class PresenceRow(RegionTable, table=True):
    """Somebody at a ticket, until an instant; over, the row goes with the next that is written."""

    __tablename__ = "presence"
    ticket_id: str = Field(primary_key=True)
    who: str = Field(primary_key=True)  # an agent; `customer`
    doing: str
    since: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant, index=True)


class OwnSettingsRow(RegionTable, table=True):
    """What somebody of the staff has set for themselves, as JSON."""

    __tablename__ = "own_settings"
    who: str = Field(primary_key=True)  # an agent, or the key of somebody who is none
    body: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
