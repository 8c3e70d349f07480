"""What accounts show to their platforms: one token of each, under the region's own key."""

from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from domain.channel_tokens import KeptToken, Token
from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.keys.sealing import RegionSecrets, Unreadable
from storage.tables.channel_tokens import ChannelTokenRow
from storage.tables.region import table_of

tokens = table_of(ChannelTokenRow)
PLACE: Final = "channel-token"
NOBODY: Final = ""  # no customer's: what is sealed is the region's own
FOUND = select(tokens).where(tokens.c.name == bindparam("own_name"))
REPLACED = update(tokens).where(tokens.c.name == bindparam("own_name"))
REFUSED = (
    update(tokens)
    .where(tokens.c.name == bindparam("own_name"), tokens.c.value_hash == bindparam("own_hash"))
    .values(refused=True)
)


class SqlTokens:
    """The port `KeptTokens` of one region."""

    def __init__(self, database: Database, writer: Writer, secrets: RegionSecrets) -> None:
        self._database = database
        self._writer = writer
        self._secrets = secrets

    async def find(self, name: str) -> KeptToken | None:
        """As the Protocol says."""
        own = {"own_name": name}
        row = await self._database.read(lambda one: one.execute(FOUND, own).first())
        return None if row is None else self._opened(row)

    async def keep(self, name: str, token: Token, since: datetime) -> None:
        """As the Protocol says."""
        row = {
            "name": name,
            "sealed": self._sealed(name, token.value),
            "value_hash": self._hash(name, token.value),
            "expires_at": token.expires_at,
            "since": since,
            "refused": False,
        }

        def replace(connection: Connection) -> None:
            if not insert_new(connection, tokens, row):
                connection.execute(REPLACED, {"own_name": name, **row})

        await self._writer.write(replace)

    async def refuse(self, name: str, value: str) -> None:
        """As the Protocol says."""
        own = {"own_name": name, "own_hash": self._hash(name, value)}
        await self._writer.write(lambda one: one.execute(REFUSED, own))

    def _hash(self, name: str, value: str) -> str:
        return self._secrets.keyed_hash(PLACE, name, value)

    def _sealed(self, name: str, value: str) -> bytes:
        place = f"{PLACE}|{name}"
        return self._secrets.seal(self._secrets.own, NOBODY, place, {"value": value})

    def _opened(self, row: Row[Any]) -> KeptToken | None:
        place = f"{PLACE}|{row.name}"
        with suppress(Unreadable):  # such as after a restore under another key: it is renewed
            content = self._secrets.open(self._secrets.own, NOBODY, place, bytes(row.sealed))
            return KeptToken(Token(str(content["value"]), row.expires_at), row.since, row.refused)
        return None
