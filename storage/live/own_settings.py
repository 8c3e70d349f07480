"""What people have set for themselves."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from storage.database.engine import Database
from storage.database.writer import Writer
from storage.tables.live import OwnSettingsRow
from storage.tables.region import table_of

own_settings = table_of(OwnSettingsRow)


class SqlOwnSettings:
    """The port `OwnSettings` of one region."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def read(self, who: str) -> Mapping[str, Any]:
        """As the Protocol says."""
        wanted = select(own_settings.c.body).where(own_settings.c.who == who)
        body = await self._database.read(
            lambda connection: connection.execute(wanted).scalar_one_or_none()
        )
        found: Mapping[str, Any] = json.loads(body) if body else {}
        return found

    async def write(self, who: str, settings: Mapping[str, Any], at: datetime) -> None:
        """As the Protocol says."""
        row = {"who": who, "body": json.dumps(settings, ensure_ascii=False), "at": at}

        def put(connection: Connection) -> None:
            connection.execute(delete(own_settings).where(own_settings.c.who == who))
            connection.execute(own_settings.insert(), row)

        await self._writer.write(put)
