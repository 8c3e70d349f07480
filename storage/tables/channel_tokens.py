"""The tables of what accounts of channels show to their platforms, and of who acts for them."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class ChannelTokenRow(RegionTable, table=True):
    """The last token of an account, under the region's own key; none is a person's."""

    __tablename__ = "channel_tokens"
    name: str = Field(primary_key=True)
    sealed: bytes
    value_hash: str  # keyed: tells whether a value that was refused is this one
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    since: datetime = Field(sa_type=Instant)
    refused: bool = False


class ChannelLeaseRow(RegionTable, table=True):
    """Who may do something alone, and until when."""

    __tablename__ = "channel_leases"
    name: str = Field(primary_key=True)
    owner: str
    until: datetime = Field(sa_type=Instant)
