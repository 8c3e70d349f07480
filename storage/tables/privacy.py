"""What the law asks of a desk: requests, consents and exports. No words of anybody in the clear."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class PrivacyRequestRow(RegionTable, table=True):
    """A request of a person about their own data; `due_at` is the year 9999 for what never is."""

    __tablename__ = "privacy_requests"
    id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    kind: str
    received_at: datetime = Field(sa_type=Instant)
    by: str
    by_kind: str
    law: str
    due_at: datetime = Field(sa_type=Instant)
    remind_at: datetime | None = Field(default=None, sa_type=Instant)
    state: str
    extended_at: datetime | None = Field(default=None, sa_type=Instant)
    extension_reason: str
    codes: int
    code_hash: str
    code_sent_at: datetime | None = Field(default=None, sa_type=Instant)
    code_until: datetime | None = Field(default=None, sa_type=Instant)
    code_state: str
    person_at: datetime | None = Field(default=None, sa_type=Instant)
    approved_at: datetime | None = Field(default=None, sa_type=Instant)
    approved_by: str
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: str
    refusal_reason: str
    __table_args__ = (Index(None, "due_at", "id"), Index(None, "state", "due_at", "id"))


class ConsentRow(RegionTable, table=True):
    """One change of what a person agreed to; none is ever changed."""

    __tablename__ = "consents"
    number: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite")
    )
    customer_id: str
    purpose: str
    given: bool
    at: datetime = Field(sa_type=Instant)
    by: str
    by_kind: str
    source: str
    __table_args__ = (
        Index(None, "customer_id", "purpose", "number"),
        {"sqlite_autoincrement": True},
    )


class PrivacyExportRow(RegionTable, table=True):
    """All that is known of a person, under their own key, until its link was used or is too old."""

    __tablename__ = "privacy_exports"
    id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    token_hash: str = Field(unique=True)
    sealed: bytes
    made_at: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant, index=True)
    taken_at: datetime | None = Field(default=None, sa_type=Instant)
