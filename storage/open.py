"""Opens all that one region remembers, and closes it again."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from domain.stores import RegionStores
from storage.api_keys import ApiKeys
from storage.customer_keys import CustomerKeys, KeyCache
from storage.customers import Customers
from storage.engine import Database, open_database, sqlite_url
from storage.idempotency import SqlIdempotencyKeys
from storage.inbox import SqlInbox
from storage.ledger import SqlLedger
from storage.notifications import SqlNotifications
from storage.outbox import SqlOutbox
from storage.policies import SqlPolicies
from storage.schema import Kind, upgrade
from storage.sealing import RegionSecrets
from storage.vault import EncryptedVault
from storage.views import SqlViews
from storage.writer import Writer


@dataclass(frozen=True, slots=True)
class Place:
    """Where a region's two databases are."""

    url: str
    keys_url: str

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """One folder for each region, made when it is opened."""
        return cls(sqlite_url(folder / "region.sqlite"), sqlite_url(folder / "keys.sqlite"))


@dataclass(frozen=True, slots=True)
class OpenRegion:
    """A region whose databases are open; close it, or use it as an async context manager."""

    stores: RegionStores
    customers: Customers
    api_keys: ApiKeys
    idempotency: SqlIdempotencyKeys
    _open: AsyncExitStack

    async def close(self) -> None:
        """Write what was asked for, then close every connection. Again: does nothing."""
        await self._open.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


async def open_region(
    region: str,
    place: Place,
    region_key: bytes,
    *,
    busy_timeout: float = 5.0,
    cache: Callable[[], KeyCache] = KeyCache,
) -> OpenRegion:
    """Open a region, bringing its databases to their present shape first.

    `busy_timeout` is how many seconds a write waits for another process. Raises WrongRegionKey
    where the databases were made with another key, Unavailable where they do not answer, and
    ValueError for a key that has not 32 bytes.
    """
    secrets = RegionSecrets(region, region_key)
    async with AsyncExitStack() as opening:
        kept_apart = open_database(place.keys_url, busy_timeout=busy_timeout, secure_delete=True)
        key_writer = await _started(opening, kept_apart, Kind.KEYS)
        keys = CustomerKeys(kept_apart, key_writer, secrets, cache())
        await keys.confirm()
        database = open_database(place.url, busy_timeout=busy_timeout)
        writer = await _started(opening, database, Kind.REGION)
        customers = Customers(database, writer, keys, secrets)
        vault = EncryptedVault(database, writer, keys, secrets)
        return OpenRegion(
            RegionStores(
                region=region,
                vault=vault,
                inbox=SqlInbox(database, writer, customers, vault, secrets),
                ledger=SqlLedger(database, writer),
                outbox=SqlOutbox(writer),
                views=SqlViews(database),
                policies=SqlPolicies(database, writer),
                notifications=SqlNotifications(database, writer),
            ),
            customers,
            ApiKeys(database, writer),
            SqlIdempotencyKeys(database, writer),
            opening.pop_all(),
        )


async def _started(opening: AsyncExitStack, database: Database, kind: Kind) -> Writer:
    opening.push_async_callback(database.dispose)
    await upgrade(database, kind)
    writer = Writer(database)
    writer.start()
    opening.push_async_callback(writer.close)
    return writer
