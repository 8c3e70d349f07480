"""Who writes: a customer for each sender of each account, and the profile as last told."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select, update
from ulid import ULID

from domain.arrivals import NOTHING_VERIFIED, Arrival, Sender, Verified
from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.keys.customer_keys import CustomerKeys
from storage.keys.sealing import RegionSecrets, canonical
from storage.people.handles import Told, handles_of
from storage.people.recognising import noted
from storage.tables.region import CustomerRow, IdentityRow, table_of

customers = table_of(CustomerRow)
identities = table_of(IdentityRow)
_place = tuple(column == bindparam(f"own_{column.name}") for column in identities.primary_key)
FOUND = select(identities).where(*_place)
# Those who wrote before it was noted when have a profile.
HAS_WRITTEN = FOUND.where(or_(identities.c.wrote_at.is_not(None), identities.c.profile_hash != ""))
RENEW = update(identities).where(*_place)
REACHED = RENEW.where(identities.c.blocked_since.is_not(None)).values(blocked_since=None)
WROTE = RENEW.where(
    or_(identities.c.wrote_at.is_(None), identities.c.wrote_at < bindparam("later_than"))
)
Place = tuple[str, str, str]  # channel, account, keyed hash of the sender's id


@dataclass(frozen=True, slots=True)
class Introduction:
    """What is learnt of a sender other than by their own message, from the platform itself."""

    sender: Sender
    verified: Verified
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class SealedProfile:
    """What is new about a sender, encrypted, for the transaction that writes the message."""

    profile: bytes
    profile_hash: str
    told: Told
    at: datetime

    def keep(self, connection: Connection) -> None:
        """Write it within the caller's transaction, with whom it shows the sender to be one."""
        profile = {"profile": self.profile, "profile_hash": self.profile_hash}
        connection.execute(RENEW, {**_own(self.told.place), **profile})
        noted(connection, self.told, self.at)


@dataclass(frozen=True, slots=True)
class KnownSender:
    """The customer that a sender stands for; `news` where the profile is another one now."""

    customer_id: str
    news: SealedProfile | None
    place: Place

    def wrote(self, connection: Connection, at: datetime) -> None:
        """Note when they last wrote, within the caller's transaction: windows go by it."""
        connection.execute(WROTE, {**_own(self.place), "wrote_at": at, "later_than": at})
        connection.execute(REACHED, _own(self.place))


class Customers:
    """Knows senders by a keyed hash of their id, and their profiles by their customer's key."""

    def __init__(
        self, database: Database, writer: Writer, keys: CustomerKeys, secrets: RegionSecrets
    ) -> None:
        self._database = database
        self._writer = writer
        self._keys = keys
        self._secrets = secrets

    async def recognised(self, arrival: Arrival) -> KnownSender:
        """Who sent the arrival, made now if never seen, in a transaction of its own."""
        channel, account, sender = arrival.channel, arrival.account, arrival.sender
        place = (channel, account, self._named(channel, account, sender.id))
        identity = await self._database.read(lambda connection: _found(connection, place))
        if identity is None:
            identity = await self._writer.write(
                lambda connection: _made(connection, place, arrival.accepted_at)
            )
        return KnownSender(identity.customer_id, await self._news(identity, arrival), place)

    async def known(self, place: tuple[str, str], sender_id: str, at: datetime) -> Row[Any]:
        """How somebody appears on an account, made now if never seen: what came of them is early.

        `place` is the channel and the account.
        """
        channel, account = place
        named = (channel, account, self._named(channel, account, sender_id))
        return await self._writer.write(lambda connection: _made(connection, named, at))

    async def knows(self, channel: str, account: str, sender_id: str) -> bool:
        """As the Protocol `Profiles` says."""
        place = _own((channel, account, self._named(channel, account, sender_id)))
        found = await self._database.read(lambda one: one.execute(HAS_WRITTEN, place).first())
        return found is not None

    async def learn(self, channel: str, account: str, sender: Sender, at: datetime) -> bool:
        """As the Protocol `Profiles` says."""
        place = (channel, account, self._named(channel, account, sender.id))
        identity = await self._database.read(lambda connection: _found(connection, place))
        if identity is None:
            return False
        news = await self._news(identity, Introduction(sender, NOTHING_VERIFIED, at))
        if news is not None:
            await self._writer.write(news.keep)
        return True

    async def profiles(self, customer_id: str) -> list[Sender]:
        """All that is known of how a customer appears; empty for an unknown one."""

        def query(connection: Connection) -> list[Row[Any]]:
            mine = select(identities).where(identities.c.customer_id == customer_id)
            return list(connection.execute(mine.order_by(*identities.primary_key)))

        rows = await self._database.read(query)
        key = (await self._keys.found([customer_id])).get(customer_id)
        known = [self._opened(key, row) for row in rows] if key is not None else []
        return [sender for sender in known if sender is not None]

    def _named(self, channel: str, account: str, sender_id: str) -> str:
        return self._secrets.keyed_hash("sender", channel, account, sender_id)

    async def _news(
        self, identity: Row[Any], told_by: Arrival | Introduction
    ) -> SealedProfile | None:
        """The profile to keep, if the client says another thing than the last time.

        What it does not say this time is kept as it was.
        """
        sender, at = told_by.sender, told_by.accepted_at
        key = await self._keys.ensured(identity.customer_id)
        told = {name: value for name, value in asdict(sender).items() if value is not None}
        vouched = {name: True for name, is_so in asdict(told_by.verified).items() if is_so}
        said = {**told, "verified": vouched} if vouched else told
        fingerprint = self._secrets.keyed_hash("profile", canonical(said).hex())
        if fingerprint == identity.profile_hash:
            return None
        known = self._opened(key, identity)
        profile = sender if known is None else replace(known, **told)
        name = name_of(identity)
        sealed = self._secrets.seal(key, identity.customer_id, name, asdict(profile))
        place = (identity.channel, identity.account, identity.sender_hash)
        known_by = handles_of(sender, told_by.verified, self._secrets)
        return SealedProfile(sealed, fingerprint, Told(place, identity.customer_id, known_by), at)

    def _opened(self, key: bytes, row: Row[Any]) -> Sender | None:
        if row.profile is None:
            return None
        document = self._secrets.open(key, row.customer_id, name_of(row), bytes(row.profile))
        return sender_of(document)


def sender_of(document: Mapping[str, object]) -> Sender:
    """What stands in an opened profile."""
    return Sender(**{name: str(value) for name, value in document.items() if value is not None})


def name_of(row: Row[Any]) -> str:
    """Under which name a row's profile is sealed."""
    return f"profile of {row.channel}/{row.account}/{row.sender_hash}"


def _own(place: Place) -> dict[str, str]:
    names = (f"own_{column.name}" for column in identities.primary_key)
    return dict(zip(names, place, strict=True))


def _found(connection: Connection, place: Place) -> Row[Any] | None:
    return connection.execute(FOUND, _own(place)).first()


def _made(connection: Connection, place: Place, at: datetime) -> Row[Any]:
    channel, account, sender_hash = place
    customer_id = f"c-{ULID()}"
    identity = {"channel": channel, "account": account, "sender_hash": sender_hash}
    if insert_new(
        connection, identities, {**identity, "customer_id": customer_id, "profile_hash": ""}
    ):
        insert_new(connection, customers, {"id": customer_id, "made_at": at})
    standing = _found(connection, place)
    assert standing is not None, "it was made, or it was there"
    return standing
