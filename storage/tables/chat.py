"""The chat's conversations, by keyed hashes of their visitors. No words: these are in the vault."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.region import Instant, RegionTable


class ChatConversationRow(RegionTable, table=True):
    """How one visitor's conversation stands.

    `goes_on_in` is another conversation where somebody unknown turned out to be a known visitor.
    """

    __tablename__ = "chat_conversations"
    visitor_hash: str = Field(primary_key=True)  # keyed, of account and visitor
    customer_id: str = Field(index=True)
    position: int = 0
    delivered: int = 0
    read: int = 0
    ticket_id: str | None = None
    typing_until: datetime | None = Field(default=None, sa_type=Instant)
    goes_on_in: str | None = None
    made_at: datetime = Field(sa_type=Instant)


class ChatLineRow(RegionTable, table=True):
    """Something that was said, in its place. Names are unique in a conversation."""

    __tablename__ = "chat_lines"
    visitor_hash: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    name: str
    customer_id: str = Field(index=True)
    direction: str
    ticket_id: str = Field(index=True)
    message_id: str
    text_id: str
    author_kind: str
    author_id: str
    at: datetime = Field(sa_type=Instant)
    language: str
    part: int = 0
    parts: int = 1
    fingerprint: str = ""
    __table_args__ = (Index(None, "visitor_hash", "name", unique=True),)


class ChatUploadRow(RegionTable, table=True):
    """A file that no message has named yet, and what it is called, under the customer's key."""

    __tablename__ = "chat_uploads"
    id: str = Field(primary_key=True)
    visitor_hash: str = Field(index=True)
    customer_id: str = Field(index=True)
    name: bytes
    content: bytes
    at: datetime = Field(sa_type=Instant, index=True)
