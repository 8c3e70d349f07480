"""API keys: shown once, and known afterwards only by a hash.

A key reads `meridian_<region or any>_<id>_<secret>`. Its secret has 256 random bits, so that one
round of SHA-256 keeps it as well as a slow hash would.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from domain.access import Role
from domain.audit import Action, Deed
from domain.stores import Conflict, Missing
from domain.vocabulary import ActorKind
from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.tables.region import ApiKeyRow, table_of
from storage.trail import audit

api_keys = table_of(ApiKeyRow)
PREFIX = "meridian"
ANY_REGION = "any"
NOTE_USE_EVERY = timedelta(minutes=1)
OPERATIONS = "operations"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a key stands for and how far it reaches; None as region or teams means any."""

    role: Role
    region: str | None = None
    teams: tuple[str, ...] | None = None
    agent_id: str | None = None
    peers: tuple[str, ...] = ()  # of a service key: the regions whose people it speaks for


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret."""

    id: str
    scope: Scope
    made_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None


def new_key(region: str | None) -> str:
    """A key that nobody knows yet. `ApiKeys.keep` makes it one that opens something."""
    return f"{PREFIX}_{region or ANY_REGION}_{secrets.token_hex(8)}_{secrets.token_hex(32)}"


class ApiKeys:
    """The keys that one region's doors accept. A key for any region is kept in each of them."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def create(self, scope: Scope, now: datetime) -> str:
        """Make a key and return it: the only time that anybody sees it."""
        key = new_key(scope.region)
        await self.keep(key, scope, now)
        return key

    async def keep(
        self, key: str, scope: Scope, now: datetime, in_place_of: str | None = None
    ) -> None:
        """Accept a key made by `new_key`. Raises Conflict for an id that is taken.

        `in_place_of` is the id of a key that it is to replace: both open the same until that one is
        revoked.
        """
        region, key_id, secret = _parts(key)
        if region != (scope.region or ANY_REGION):
            raise ValueError(f"a key of {region} cannot reach {scope.region or ANY_REGION}")
        row = {
            "id": key_id,
            "region": scope.region,
            "role": scope.role,
            "teams": None if scope.teams is None else json.dumps(scope.teams),
            "agent_id": scope.agent_id,
            "peers": json.dumps(scope.peers) if scope.peers else None,
            "secret_hash": _hashed(secret),
            "made_at": now,
        }

        def add(connection: Connection) -> bool:
            added = insert_new(connection, api_keys, row)
            if added:
                audit.append(connection, _made(key_id, scope, now, in_place_of))
            return added

        if not await self._writer.write(add):
            raise Conflict(f"another key has the id {key_id}")

    async def find(self, key: str) -> ApiKey | None:
        """The key, unless it is unknown or revoked. Takes as long for a wrong secret as for a right
        one.
        """
        try:
            region, key_id, secret = _parts(key)
        except ValueError:
            return None
        row = await self._row(key_id)
        fits = hmac.compare_digest(row.secret_hash if row else _hashed(""), _hashed(secret))
        if row is None or not fits or row.revoked_at is not None:
            return None
        return _opened(row) if region == (row.region or ANY_REGION) else None

    async def used(self, key_id: str, now: datetime) -> None:
        """Note that the key is in use, at most once a minute."""
        stale = or_(api_keys.c.used_at.is_(None), api_keys.c.used_at <= now - NOTE_USE_EVERY)
        row = await self._row(key_id)
        if row is None or (row.used_at is not None and now - row.used_at < NOTE_USE_EVERY):
            return

        def note(connection: Connection) -> None:
            change = update(api_keys).where(api_keys.c.id == key_id, stale)
            connection.execute(change.values(used_at=now))

        await self._writer.write(note)

    async def revoke(self, key_id: str, now: datetime) -> None:
        """Let the key open nothing any more; again changes nothing. Raises Missing."""
        if await self._row(key_id) is None:
            raise Missing(f"API key {key_id}")

        def note(connection: Connection) -> None:
            mine = (api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
            change = update(api_keys).where(*mine).values(revoked_at=now)
            if connection.execute(change).rowcount:
                audit.append(connection, _deed(Action.KEY_REVOKED, key_id, now, {}))

        await self._writer.write(note)

    async def list(self) -> Sequence[ApiKey]:
        """All keys, the oldest first."""
        query = select(api_keys).order_by(api_keys.c.made_at, api_keys.c.id)
        rows = await self._database.read(lambda connection: list(connection.execute(query)))
        return [_opened(row) for row in rows]

    async def _row(self, key_id: str) -> Row[Any] | None:
        query = select(api_keys).where(api_keys.c.id == key_id)
        return await self._database.read(lambda connection: connection.execute(query).first())


def _made(key_id: str, scope: Scope, now: datetime, in_place_of: str | None) -> Deed:
    facts: dict[str, object] = {
        "role": scope.role.value,
        "region": scope.region or ANY_REGION,
        "agent": scope.agent_id,
        "teams": scope.teams,
        "peers": scope.peers,
    }
    if in_place_of is None:
        return _deed(Action.KEY_MADE, key_id, now, facts)
    return _deed(Action.KEY_ROTATED, key_id, now, {**facts, "in_place_of": in_place_of})


def _deed(action: Action, key_id: str, now: datetime, facts: dict[str, object]) -> Deed:
    """What only whoever runs the installation does, on its own machine."""
    return Deed(now, action, OPERATIONS, ActorKind.SYSTEM, key_id, facts=facts)


def _parts(key: str) -> tuple[str, str, str]:
    prefix, *parts = key.split("_")
    if prefix != PREFIX or len(parts) != 3 or not all(part.isascii() for part in parts):
        raise ValueError("this is no API key")
    region, key_id, secret = parts
    return region, key_id, secret


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _opened(row: Row[Any]) -> ApiKey:
    teams = None if row.teams is None else tuple(json.loads(row.teams))
    peers = tuple(json.loads(row.peers)) if row.peers else ()
    scope = Scope(Role(row.role), row.region, teams, row.agent_id, peers)
    return ApiKey(row.id, scope, row.made_at, row.revoked_at, row.used_at)
