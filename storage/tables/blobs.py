"""The tables of files: further tables of a region's database."""

from sqlmodel import Field

from storage.tables.region import RegionTable


class BlobRow(RegionTable, table=True):
    """A file that came with a message; it is there once all of it is."""

    __tablename__ = "blobs"
    id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    ticket_id: str
    message_id: str
    size: int


class BlobPartRow(RegionTable, table=True):
    """A part of a file, under its customer's key."""

    __tablename__ = "blob_parts"
    blob_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    customer_id: str = Field(index=True)
    sealed: bytes
