"""Opens all that one region remembers, and closes it again."""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from domain.channel_stores import ChannelStores
from domain.desks import Files, PublishedDesk
from domain.live_stores import LiveStores
from domain.meter import Meter
from domain.privacy_stores import PrivacyStores
from domain.stores import RegionStores
from storage.auditing.histories import SqlHistories
from storage.chat.conversations import SqlConversations
from storage.database.engine import Database, address_of, open_database
from storage.database.sqlite import sqlite_url
from storage.database.writer import Writer
from storage.desk.api_keys import ApiKeys
from storage.desk.channel_leases import SqlLeases
from storage.desk.channel_tokens import SqlTokens
from storage.desk.desks import SqlDesks, last_published
from storage.desk.idempotency import SqlIdempotencyKeys
from storage.desk.notifications import SqlNotifications
from storage.keys.customer_keys import CustomerKeys, KeyCache
from storage.keys.rewrapping import Rewrapping
from storage.keys.sealing import RegionSecrets
from storage.live.happenings import SqlHappenings
from storage.live.marks import SqlMarks
from storage.live.own_settings import SqlOwnSettings
from storage.live.presence import SqlPresence
from storage.messages.amendments import SqlAmendments
from storage.messages.blobs import SqlBlobs
from storage.messages.inbox import SqlInbox
from storage.messages.memory import SqlTranslationMemory
from storage.messages.outbox import SqlOutbox
from storage.messages.set_aside import SqlSetAsides
from storage.messages.vault import EncryptedVault
from storage.numbers.figures import SqlFigures
from storage.people.consents import SqlConsents
from storage.people.customers import Customers
from storage.people.links import SqlLinks
from storage.people.persons import SqlPersons
from storage.people.reach import SqlReach
from storage.privacy.erasing import SqlErasing
from storage.privacy.erasure_list import ErasureList
from storage.privacy.exports import SqlExports
from storage.privacy.people import SqlPeople
from storage.privacy.requests import SqlPrivacyRequests
from storage.privacy.restored import expect_nobody_back
from storage.privacy.retaining import SqlRetaining
from storage.reading.views import SqlViews
from storage.schema import Kind, upgrade
from storage.tickets.changes import SqlChanges
from storage.tickets.ledger import SqlLedger
from storage.tickets.policies import SqlPolicies
from storage.tickets.pulse import SqlPulse
from storage.trail.access_log import SqlAccessLog
from storage.trail.audit import SqlAuditTrail
from storage.trail.checkpoints import SqlCheckpoints
from storage.trail.glass import SqlGlass

KEY_READERS = 2  # keys are read seldom: they stay in memory for a minute


@dataclass(frozen=True, slots=True)
class Place:
    """Where a region's two databases are; what it prints shows neither."""

    url: str = field(repr=False)
    keys_url: str = field(repr=False)

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """One folder for each region, made when it is opened."""
        return cls(sqlite_url(folder / "region.sqlite"), sqlite_url(folder / "keys.sqlite"))

    @classmethod
    def at(cls, url: str, keys_url: str) -> Self:
        """Two databases that are elsewhere. Raises ValueError, which does not repeat the URLs."""
        one, other = address_of(url), address_of(keys_url)
        if (one.host, one.port, one.database) == (other.host, other.port, other.database):
            raise ValueError("keys and what they open need a database each")
        return cls(url, keys_url)

    def may_be_there(self) -> bool:
        """Whether there is something to look into; only a server can say no by itself."""
        address = address_of(self.url)
        return address.get_backend_name() != "sqlite" or Path(address.database or "").is_file()


@dataclass(frozen=True, slots=True)
class Erasures:
    """What a region is told of erasures, and tells of them.

    `listed` is the list beside its keys: without it nobody can be erased. `heard` is called when
    somebody was, by this process or another. `checked` False opens what a backup brought back.
    """

    listed: ErasureList | None = None
    heard: Callable[[], None] = lambda: None
    checked: bool = True


NO_LIST = Erasures()


@dataclass(frozen=True, slots=True)
class OpenRegion:
    """A region whose databases are open; close it, or use it as an async context manager."""

    stores: RegionStores
    customers: Customers
    api_keys: ApiKeys
    idempotency: SqlIdempotencyKeys
    pulse: SqlPulse
    changes: SqlChanges
    checkpoints: SqlCheckpoints
    rewrapping: Rewrapping
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


async def open_region(  # noqa: PLR0913 - each is one thing that a region is opened with
    region: str,
    place: Place,
    region_key: bytes,
    *,
    wrapping: Sequence[bytes] = (),
    busy_timeout: float = 5.0,
    cache: Callable[[], KeyCache] = KeyCache,
    meter: Meter | None = None,
    erasures: Erasures = NO_LIST,
) -> OpenRegion:
    """Open a region, bringing its databases to their present shape first.

    `wrapping` are all versions of the key, the one that wraps first; none: `region_key` alone.
    `busy_timeout` is how many seconds a write waits for another process; `meter` hears what the
    region's database commits. Raises WrongRegionKey where the databases were made with another
    key, Restored where somebody is in them again who is on the list of `erasures`, Unavailable
    where they do not answer, and ValueError for a key that has not 32 bytes.
    """
    secrets = RegionSecrets(region, region_key, wrapping)
    async with AsyncExitStack() as opening:
        keys, rewrapping = await _keys(opening, place, secrets, cache(), busy_timeout, erasures)
        database = open_database(place.url, busy_timeout=busy_timeout)
        writer = await _started(opening, database, Kind.REGION, meter)
        if erasures.checked:
            await expect_nobody_back(region, database, keys, erasures.listed)
        await EncryptedVault(database, writer, keys, secrets).index_old()
        changes = SqlChanges(database)
        opening.push_async_callback(changes.close)
        return OpenRegion(
            _stores(database, writer, keys, secrets, meter, erasures),
            Customers(database, writer, keys, secrets),
            ApiKeys(database, writer),
            SqlIdempotencyKeys(database, writer),
            SqlPulse(database),
            changes,
            SqlCheckpoints(database, writer),
            rewrapping,
            opening.pop_all(),
        )


async def last_desks(place: Place, limit: int) -> list[tuple[PublishedDesk, Files]]:
    """The newest published desks of a region, found without its key; none where nothing is yet.

    It makes and changes nothing. Raises Unavailable.
    """
    if not place.may_be_there():
        return []
    database = open_database(place.url, readers=1)
    try:
        return await last_published(database, limit)
    finally:
        await database.dispose()


def _stores(
    database: Database,
    writer: Writer,
    keys: CustomerKeys,
    secrets: RegionSecrets,
    meter: Meter | None,
    erasures: Erasures,
) -> RegionStores:
    customers = Customers(database, writer, keys, secrets)
    vault = EncryptedVault(database, writer, keys, secrets)
    blobs = SqlBlobs(database, writer, keys, secrets)
    return RegionStores(
        region=secrets.region,
        vault=vault,
        inbox=SqlInbox(database, writer, customers, (vault, blobs), secrets),
        ledger=SqlLedger(database, writer, meter),
        outbox=SqlOutbox(database, writer, secrets, meter),
        views=SqlViews(database, secrets),
        policies=SqlPolicies(database, writer),
        notifications=SqlNotifications(database, writer),
        access=SqlAccessLog(database, writer),
        audit=SqlAuditTrail(database, writer),
        glass=SqlGlass(database, writer),
        histories=SqlHistories(database, writer),
        desks=SqlDesks(database, writer),
        profiles=customers,
        memory=SqlTranslationMemory(database, writer, keys, secrets),
        blobs=blobs,
        persons=SqlPersons(database, writer),
        erasing=SqlErasing(database, writer, keys, erasures.listed),
        privacy=_privacy(database, writer, keys, secrets),
        retaining=SqlRetaining(secrets.region, database, writer),
        channels=_channels(database, writer, keys, secrets, customers),
        figures=SqlFigures(secrets.region, database, writer),
        chat=SqlConversations(database, writer, keys, secrets),
        live=_live(database, writer),
    )


def _privacy(
    database: Database, writer: Writer, keys: CustomerKeys, secrets: RegionSecrets
) -> PrivacyStores:
    return PrivacyStores(
        requests=SqlPrivacyRequests(database, writer, secrets),
        consents=SqlConsents(database, writer),
        people=SqlPeople(database, keys, secrets),
        exports=SqlExports(database, writer, keys, secrets),
    )


def _live(database: Database, writer: Writer) -> LiveStores:
    return LiveStores(
        marks=SqlMarks(database, writer),
        presence=SqlPresence(database, writer),
        settings=SqlOwnSettings(database, writer),
        happenings=SqlHappenings(database),
    )


def _channels(
    database: Database,
    writer: Writer,
    keys: CustomerKeys,
    secrets: RegionSecrets,
    customers: Customers,
) -> ChannelStores:
    links = SqlLinks(database, writer)
    vault = EncryptedVault(database, writer, keys, secrets)
    return ChannelStores(
        tokens=SqlTokens(database, writer, secrets),
        leases=SqlLeases(writer),
        links=links,
        reach=SqlReach(database, writer, keys, secrets, links),
        set_asides=SqlSetAsides(database, writer, keys, secrets),
        amendments=SqlAmendments(database, writer, customers, vault, secrets),
    )


async def _keys(
    opening: AsyncExitStack,
    place: Place,
    secrets: RegionSecrets,
    cache: KeyCache,
    busy_timeout: float,
    erasures: Erasures,
) -> tuple[CustomerKeys, Rewrapping]:
    database = open_database(
        place.keys_url, busy_timeout=busy_timeout, secure_delete=True, readers=KEY_READERS
    )
    writer = await _started(opening, database, Kind.KEYS)
    keys = CustomerKeys(database, writer, secrets, cache, erasures.heard)
    await keys.confirm()
    return keys, Rewrapping(database, secrets)


async def _started(
    opening: AsyncExitStack, database: Database, kind: Kind, meter: Meter | None = None
) -> Writer:
    opening.push_async_callback(database.dispose)
    await upgrade(database, kind)
    writer = Writer(database, meter=meter)
    writer.start()
    opening.push_async_callback(writer.close)
    return writer
