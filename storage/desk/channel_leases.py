"""Who does for an account what only one process may do at a time."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, or_, update

from storage.database.engine import insert_new
from storage.database.writer import Writer
from storage.tables.channel_tokens import ChannelLeaseRow
from storage.tables.region import table_of

leases = table_of(ChannelLeaseRow)
TAKE = update(leases).where(
    leases.c.name == bindparam("own_name"),
    or_(leases.c.owner == bindparam("own"), leases.c.until <= bindparam("now")),
)
RELEASE = delete(leases).where(
    leases.c.name == bindparam("own_name"), leases.c.owner == bindparam("own")
)


class SqlLeases:
    """The port `Leases` of one region."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def hold(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """As the Protocol says."""
        return await self._writer.write(lambda one: _hold(one, name, owner, (now, until)))

    async def release(self, name: str, owner: str) -> None:
        """As the Protocol says."""
        own = {"own_name": name, "own": owner}
        await self._writer.write(lambda one: one.execute(RELEASE, own))


def _hold(connection: Connection, name: str, owner: str, span: tuple[datetime, datetime]) -> bool:
    now, until = span
    if insert_new(connection, leases, {"name": name, "owner": owner, "until": until}):
        return True
    named = {"own_name": name, "own": owner, "now": now, "owner": owner, "until": until}
    return connection.execute(TAKE, named).rowcount > 0
