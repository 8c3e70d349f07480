"""Which request each client first used its idempotency keys for."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.tables.region import IdempotencyRow, table_of

idempotency_keys = table_of(IdempotencyRow)
KEPT_FOR = timedelta(days=1)


class SqlIdempotencyKeys:
    """Keeps a request's fingerprint for a day; of the key itself only a hash."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def remember(self, principal: str, key: str, fingerprint: str, now: datetime) -> bool:
        """False where the key stands for a request with another fingerprint."""
        hashed = hashlib.sha256(f"{principal}\n{key}".encode()).hexdigest()
        row = {"key_hash": hashed, "fingerprint": fingerprint, "made_at": now}
        kept = select(idempotency_keys.c.fingerprint).where(idempotency_keys.c.key_hash == hashed)

        def insert(connection: Connection) -> str | None:
            old = delete(idempotency_keys).where(idempotency_keys.c.made_at < now - KEPT_FOR)
            connection.execute(old)
            insert_new(connection, idempotency_keys, row)
            return connection.execute(kept).scalar()

        return await self._writer.write(insert) == fingerprint
