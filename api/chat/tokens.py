"""Tokens that the desk gives to visitors of web sites: JSON Web Tokens that its own key signed.

A visitor's token names one account and one visitor, for half a day; after that it is good for one
thing: to get another one. A token of a status names one ticket. `kid` is the region whose key
signed it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jws import JWSRegistry

from domain.chat import UNKNOWN, Known

LIVES: Final = timedelta(hours=12)
RENEWED_FOR: Final = timedelta(days=180)  # since it was last renewed
RENEWED_FOR_KNOWN: Final = timedelta(days=30)  # since the site last signed for them
STATUS_LIVES: Final = timedelta(days=180)
LONGEST: Final = 8_192
ALGORITHM: Final = "HS256"
_REGISTRY: Final = JWSRegistry(algorithms=[ALGORITHM])


class NoToken(Exception):
    """Nothing that this desk gave out for this, or too long ago."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a token names. Of the known, what their site vouched for."""

    account: str
    region: str
    id: str = field(repr=False)
    expires_at: int  # seconds since 1970
    renew_until: int
    known: bool = False
    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Ticketed:
    """The ticket that a link to a status names."""

    region: str
    ticket_id: str
    account: str


class VisitorTokens:
    """Gives tokens out, and reads them, with the keys of the regions that this process serves."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = {region: OctKey.import_key(key) for region, key in keys.items()}

    def unknown(self, account: str, region: str, now: datetime) -> Bearer:
        """Somebody of whom nothing is known: a random name that nobody guesses."""
        name = UNKNOWN + secrets.token_hex(16)
        return Bearer(account, region, name, _at(now + LIVES), _at(now + RENEWED_FOR))

    def known(self, account: str, region: str, told: Known, now: datetime) -> Bearer:
        """Somebody for whom their site signed."""
        until = _at(now + LIVES), _at(now + RENEWED_FOR_KNOWN)
        return Bearer(
            account, region, told.external_id, *until, known=True, name=told.name, email=told.email
        )

    def renewed(self, bearer: Bearer, now: datetime) -> Bearer:
        """The same visitor for another half day."""
        if bearer.known:
            return replace(bearer, expires_at=min(_at(now + LIVES), bearer.renew_until))
        until = _at(now + LIVES), _at(now + RENEWED_FOR)
        return replace(bearer, expires_at=until[0], renew_until=until[1])

    def written(self, bearer: Bearer) -> str:
        """The token."""
        told = {name: value for name, value in asdict(bearer).items() if value is not None}
        return self._signed(bearer.region, {"for": "visitor", **told})

    def read(self, token: str) -> Bearer:
        """Whom it names, as long as it can be renewed. Raises NoToken."""
        try:
            return Bearer(**self._claims(token, "visitor"))
        except TypeError:  # of another version of the desk
            raise NoToken from None

    def of_status(self, about: Ticketed, now: datetime) -> str:
        """What opens the status of one ticket, and nothing else."""
        claims = {"for": "status", **asdict(about), "until": _at(now + STATUS_LIVES)}
        return self._signed(about.region, claims)

    def read_status(self, token: str, now: datetime) -> Ticketed:
        """The ticket that it names. Raises NoToken."""
        claims = self._claims(token, "status")
        if claims.pop("until") <= _at(now):
            raise NoToken
        return Ticketed(**claims)

    def _signed(self, region: str, claims: Mapping[str, Any]) -> str:
        header = {"alg": ALGORITHM, "kid": region}
        return jwt.encode(header, dict(claims), self._keys[region], registry=_REGISTRY)

    def _claims(self, token: str, wanted: str) -> dict[str, Any]:
        if len(token) > LONGEST:
            raise NoToken
        try:
            claims = jwt.decode(token, self._key, registry=_REGISTRY).claims
        except (JoseError, ValueError, LookupError, TypeError, RecursionError):
            raise NoToken from None
        if claims.pop("for", None) != wanted:
            raise NoToken
        return dict(claims)

    def _key(self, token: Any) -> OctKey:
        return self._keys[token.headers()["kid"]]


def _at(instant: datetime) -> int:
    return int(instant.timestamp())
