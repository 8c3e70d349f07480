"""Exports that wait behind a link, under their person's key."""

import base64
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from domain.audit import Deed
from domain.exports import LinkUsed, NewExport, Taken
from domain.stores import Missing
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.keys.customer_keys import CustomerKeys
from storage.keys.sealing import RegionSecrets
from storage.people import marks
from storage.tables.privacy import PrivacyExportRow
from storage.tables.region import table_of
from storage.trail import audit

exports = table_of(PrivacyExportRow)
KEEP = insert(exports)
BEHIND = select(exports).where(exports.c.token_hash == bindparam("token"))
EMPTY = b""


class SqlExports:
    """The port `Exports` of one region."""

    def __init__(
        self, database: Database, writer: Writer, keys: CustomerKeys, secrets: RegionSecrets
    ) -> None:
        self._database = database
        self._writer = writer
        self._keys = keys
        self._secrets = secrets

    async def keep(self, export: NewExport, *deeds: Deed) -> None:
        """As the Protocol says."""
        key = await self._keys.ensured(export.customer_id)
        document = {"zip": base64.b64encode(export.content).decode()}
        sealed = self._secrets.seal(key, export.customer_id, _name(export.id), document)

        def write(connection: Connection) -> None:
            marks.standing(connection, export.customer_id)
            marks.expect_writable(connection, export.customer_id)
            over = exports.c.until <= export.made_at
            connection.execute(update(exports).where(over).values(sealed=EMPTY))
            connection.execute(KEEP, _row(export, sealed))
            audit.append(connection, *deeds)

        await self._writer.write(write)

    async def waits(self, token_hash: str, now: datetime) -> bool:
        """As the Protocol says."""
        row = await self._database.read(lambda connection: _behind(connection, token_hash))
        return _is_good(row, now)

    async def take(self, token_hash: str, now: datetime) -> Taken:
        """As the Protocol says."""
        row = await self._writer.write(lambda connection: _take(connection, token_hash, now))
        key = await self._keys.get(row.customer_id)
        document = self._secrets.open(key, row.customer_id, _name(row.id), bytes(row.sealed))
        return Taken(row.id, row.customer_id, base64.b64decode(str(document["zip"])))


def _behind(connection: Connection, token_hash: str) -> Row[Any]:
    row = connection.execute(BEHIND, {"token": token_hash}).first()
    if row is None:
        raise Missing("an export behind this link")
    return row


def _take(connection: Connection, token_hash: str, now: datetime) -> Row[Any]:
    row = _behind(connection, token_hash)
    if not _is_good(row, now):
        raise LinkUsed(row.id)
    marks.expect_writable(connection, row.customer_id)
    mine = update(exports).where(exports.c.id == row.id)
    connection.execute(mine.values(taken_at=now, sealed=EMPTY))
    return row


def _is_good(row: Row[Any], now: datetime) -> bool:
    return row.taken_at is None and now < row.until and bool(row.sealed)


def _row(export: NewExport, sealed: bytes) -> dict[str, object]:
    return {
        "id": export.id,
        "customer_id": export.customer_id,
        "token_hash": export.token_hash,
        "sealed": sealed,
        "made_at": export.made_at,
        "until": export.until,
    }


def _name(export_id: str) -> str:
    return f"export {export_id}"
