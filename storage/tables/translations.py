"""What translations leave behind: those whose place was taken, and what people corrected."""

from sqlmodel import Field

from storage.tables.region import RegionTable


class BesideRow(RegionTable, table=True):
    """A translation of a message that is not the one shown, and is kept beside it."""

    __tablename__ = "translations_beside"
    message_id: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    text_id: str = Field(primary_key=True)
    sequence: int
    engine: str
    flags: str  # JSON


class MemoryRow(RegionTable, table=True):
    """How a person put one sentence: under a customer's key, or for all under the region's own.

    The hash is keyed, of whose it is, the languages and the sentence: nobody can tell from it that
    two customers said the same.
    """

    __tablename__ = "translation_memory"
    key_hash: str = Field(primary_key=True)
    customer_id: str | None = Field(default=None, index=True)
    sealed: bytes
    text_id: str | None = None  # of the text that was corrected; None for what is older than this
