"""The public keys of the desk's identity provider: fetched, kept for a while, and asked for again.

One address is ever asked: the issuer's discovery document (OpenID Connect Discovery 1.0 §4), and
the key set that it names. Nothing that stands in a token leads anywhere.
"""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from channels.web.guarded_reading import GuardedReading, NotRead
from domain.access import IssuerAway
from domain.addresses import ForbiddenDestination, Reach
from domain.ports import Clock
from runtime.addresses import is_trustworthy

DISCOVERY = "/.well-known/openid-configuration"
LARGEST = 1_000_000  # bytes
TIMEOUT_SECONDS = 5
FRESH_FOR = timedelta(hours=1)
KEPT_FOR = timedelta(days=1)  # while the issuer does not answer
ASKED_AGAIN_AFTER = timedelta(minutes=1)  # for a key that the set did not have
TRIED_AGAIN_AFTER = timedelta(seconds=5)  # where no answer came
SHORTEST_RSA_KEY = 2048  # bits, RFC 7518 §3.3

FAILURES = (ForbiddenDestination, NotRead, RecursionError, ValueError)

PublicKey = RSAKey | ECKey | OKPKey

log = structlog.get_logger("issuer")


class Issuer:
    """An identity provider, as far as its keys are concerned."""

    def __init__(self, address: str, clock: Clock, documents: GuardedReading) -> None:
        self.address = address
        self._clock = clock
        self._documents = documents
        self._turn = asyncio.Lock()
        self._is_away = False
        self._keys: Mapping[str, PublicKey] = {}
        self._fetched_at: datetime | None = None
        self._not_before: datetime | None = None  # for the next attempt

    async def key(self, key_id: str) -> PublicKey | None:
        """The key of that id, or None where the issuer has none. Raises IssuerAway."""
        if self._wants(key_id) and not (key_id in self._keys and self._turn.locked()):
            async with self._turn:
                if self._wants(key_id):
                    await self._refresh()
        if key_id not in self._keys and self._is_away:
            raise IssuerAway(self.address)
        return self._keys.get(key_id)

    def _wants(self, key_id: str) -> bool:
        """Whether the issuer is to be asked, and may be asked again already."""
        now = self._clock.now()
        if self._not_before is not None and now < self._not_before:
            return False
        return not self._is_fresh() or key_id not in self._keys

    async def _refresh(self) -> None:
        now = self._clock.now()
        try:
            self._keys = await self._fetched()
        except FAILURES as error:
            log.warning("the issuer of tokens does not answer", error=type(error).__name__)
            self._is_away, self._not_before = True, now + TRIED_AGAIN_AFTER
            if self._fetched_at is None or now - self._fetched_at > KEPT_FOR:
                self._keys = {}
        else:
            self._is_away, self._not_before = False, now + ASKED_AGAIN_AFTER
            self._fetched_at = now

    def _is_fresh(self) -> bool:
        return self._fetched_at is not None and self._clock.now() - self._fetched_at < FRESH_FOR

    async def _fetched(self) -> Mapping[str, PublicKey]:
        """The issuer's keys now. Raises what FAILURES name."""
        described = await self._document(self.address.rstrip("/") + DISCOVERY)
        if described.get("issuer") != self.address:
            raise ValueError("the document is of another issuer")
        place = described.get("jwks_uri")
        if not isinstance(place, str) or not is_trustworthy(place):
            raise ValueError("the document names no place of keys")
        listed = (await self._document(place)).get("keys")
        if not isinstance(listed, list):
            raise ValueError("this is no set of keys")
        keys = (_usable(one) for one in listed if isinstance(one, dict))
        return {key.kid: key for key in keys if key is not None and key.kid}

    async def _document(self, address: str) -> dict[str, object]:
        """Operations chose the issuer's own host; any other that it names is on the internet."""
        own = urlsplit(address).hostname == urlsplit(self.address).hostname
        reach = Reach.INTERNAL if own else Reach.PUBLIC
        found = json.loads(await self._documents.read(address, reach))
        if not isinstance(found, dict):
            raise ValueError("the document is no object")
        return found


def _usable(described: dict[str, object]) -> PublicKey | None:
    """A key that can check signatures; None for one of another kind or use, or a broken one."""
    if described.get("kty") not in {"RSA", "EC", "OKP"} or not isinstance(
        described.get("kid"), str
    ):
        return None
    try:
        key = import_key(_public_part(described))
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    if isinstance(key, RSAKey):
        return key if key.raw_value.key_size >= SHORTEST_RSA_KEY else None
    return key if isinstance(key, ECKey | OKPKey) else None


def _public_part(described: dict[str, object]) -> dict[str, str | list[str]]:
    """What says which public key it is and what it is for; no place to fetch anything from."""
    named = ("kty", "kid", "use", "alg", "n", "e", "crv", "x", "y")
    return {name: value for name in named if isinstance(value := described.get(name), str)}
