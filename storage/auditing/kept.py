"""What auditors read of a region: its own database, without anybody's key.

Only payloads of histories need the region's key, and whoever replays them has it. The database of
the customers' keys is not looked for, so all this works where it is gone.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Connection, inspect

from domain.audit import AuditTrail
from domain.desks import Desks
from domain.glass import GlassStore
from domain.histories import Histories
from domain.stores import FrozenPolicies, Ledger
from storage.auditing.histories import SqlHistories, histories
from storage.database.engine import Database, open_database
from storage.database.writer import Writer
from storage.desk.api_keys import ApiKeys
from storage.desk.desks import SqlDesks
from storage.tickets.ledger import SqlLedger
from storage.tickets.policies import SqlPolicies
from storage.trail.audit import SqlAuditTrail
from storage.trail.glass import SqlGlass


class NothingSealed(Exception):
    """The database has no place for histories: it is older than they are, or is no desk's."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Facts, hashes and histories of one region; nothing that anybody wrote."""

    histories: Histories
    ledger: Ledger
    audit: AuditTrail
    policies: FrozenPolicies
    desks: Desks
    glass: GlassStore
    api_keys: ApiKeys

    @classmethod
    def of(cls, database: Database, writer: Writer) -> Self:
        """All that is kept in a database."""
        return cls(
            SqlHistories(database, writer),
            SqlLedger(database, writer),
            SqlAuditTrail(database, writer),
            SqlPolicies(database, writer),
            SqlDesks(database, writer),
            SqlGlass(database, writer),
            ApiKeys(database, writer),
        )


@asynccontextmanager
async def open_kept(url: str, *, busy_timeout: float = 5.0) -> AsyncIterator[Kept]:
    """What a region's database keeps, for as long as it is read; its shape is left as it is.

    Raises NothingSealed, and Unavailable where the database does not answer.
    """
    async with AsyncExitStack() as opening:
        database = open_database(url, busy_timeout=busy_timeout, readers=1)
        opening.push_async_callback(database.dispose)
        if not await database.read(_has_histories):
            raise NothingSealed("no history was sealed here: `meridian prepare` makes the place")
        writer = Writer(database)
        writer.start()
        opening.push_async_callback(writer.close)
        yield Kept.of(database, writer)


def _has_histories(connection: Connection) -> bool:
    return inspect(connection).has_table(histories.name)
