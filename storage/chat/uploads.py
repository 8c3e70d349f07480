"""Files of visitors that no message has named yet, under their customers' keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from domain.chat import MOST_UPLOADS, UPLOADS_WAIT, Upload
from storage.keys.customer_keys import CustomerKeys
from storage.keys.sealing import RegionSecrets
from storage.people import marks
from storage.tables.chat import ChatUploadRow
from storage.tables.region import table_of

uploads = table_of(ChatUploadRow)
THEIRS: Final = (
    uploads.c.visitor_hash.in_(bindparam("hashes", expanding=True)),
    uploads.c.id.in_(bindparam("ids", expanding=True)),
)
FOUND: Final = select(uploads).where(*THEIRS)
DROP: Final = delete(uploads).where(*THEIRS)
TOO_MANY: Final = (
    select(uploads.c.id)
    .where(uploads.c.visitor_hash == bindparam("own_hash"), uploads.c.id != bindparam("own_id"))
    .order_by(uploads.c.at.desc(), uploads.c.id)
    .limit(MOST_UPLOADS)
    .offset(MOST_UPLOADS - 1)
)


class SealedUploads:
    """Seals and opens them."""

    def __init__(self, keys: CustomerKeys, secrets: RegionSecrets) -> None:
        self._keys = keys
        self._secrets = secrets

    async def sealed(self, upload: Upload, customer_id: str) -> dict[str, object]:
        """The columns that tell of the file."""
        key, place = await self._keys.ensured(customer_id), f"upload|{upload.id}"
        name = {"name": upload.name}
        return {
            "id": upload.id,
            "customer_id": customer_id,
            "name": self._secrets.seal(key, customer_id, f"{place}|name", name),
            "content": self._secrets.seal_bytes(key, customer_id, place, upload.content),
        }

    async def opened(self, rows: Sequence[Row[Any]]) -> dict[str, Upload]:
        """Those whose keys are there, by their ids."""
        keys = await self._keys.found(row.customer_id for row in rows)
        return {
            row.id: self._opened(row, keys[row.customer_id])
            for row in rows
            if row.customer_id in keys
        }

    def _opened(self, row: Row[Any], key: bytes) -> Upload:
        whose, place = row.customer_id, f"upload|{row.id}"
        name = self._secrets.open(key, whose, f"{place}|name", bytes(row.name))["name"]
        content = self._secrets.open_bytes(key, whose, place, bytes(row.content))
        return Upload(row.id, str(name), content)


def keep(connection: Connection, row: dict[str, object], visitor_hash: str, at: datetime) -> None:
    """Write a file, in place of the visitor's oldest where too many wait. Raises Erased."""
    marks.expect_writable(connection, str(row["customer_id"]))
    connection.execute(insert(uploads), {**row, "visitor_hash": visitor_hash, "at": at})
    own = {"own_hash": visitor_hash, "own_id": row["id"]}
    too_many = connection.execute(TOO_MANY, own).scalars().all()
    connection.execute(DROP, {"hashes": [visitor_hash], "ids": too_many})


def forget(connection: Connection, at: datetime) -> int:
    """Take out those that no message has named within a day; how many."""
    over = uploads.c.at < at - UPLOADS_WAIT
    return connection.execute(delete(uploads).where(over)).rowcount
