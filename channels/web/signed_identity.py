"""What a site says of a visitor of its pages: a JSON Web Token that it signed (RFC 7519, RFC 8725).

HS256 with a secret that the site and the account share. It has to say `external_id`, the site's own
name for the person, and `exp`; `name` and `email` it may, and vouches for both.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jws import JWSRegistry

from domain.chat import UNKNOWN, IdentityRefused, Known

LEEWAY: Final = 30  # seconds, as far as clocks differ
LONGEST_TOKEN: Final = 4_096
LONGEST: Final = 200  # characters of a name
LONGEST_ADDRESS: Final = 254
ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+")
SHORTEST_SECRET: Final = 32  # bytes: RFC 7518 §3.2
UNSIGNED: Final = "The identity is not signed with the secret of this account; sign it with HS256."
NO_IDENTITY: Final = "This account knows no signed identities: it has no secret for them."


def known(identity: str, secrets: Sequence[str], now: datetime) -> Known:
    """Whom a token names that one of the secrets signed. Raises IdentityRefused."""
    if not secrets:
        raise IdentityRefused(NO_IDENTITY)
    claims = _claims(identity, secrets)
    _expect_in_time(claims, now.timestamp())
    external_id = claims.get("external_id")
    if not isinstance(external_id, str) or not _fits(external_id, LONGEST):
        raise IdentityRefused(f"`external_id` is a text of 1 to {LONGEST} characters, on one line.")
    if external_id.startswith(UNKNOWN):
        raise IdentityRefused(f"An `external_id` cannot begin with {UNKNOWN}: the desk's own do.")
    email = _told(claims, "email", LONGEST_ADDRESS)
    if email is not None and not ADDRESS.fullmatch(email):
        raise IdentityRefused("`email` is no address of mail.")
    return Known(external_id, _told(claims, "name", LONGEST), email)


def _claims(identity: str, secrets: Sequence[str]) -> Mapping[str, Any]:
    """What the token says. All secrets are tried: while one is changed there are two."""
    registry = JWSRegistry(algorithms=["HS256"])
    if len(identity) <= LONGEST_TOKEN:
        for secret in secrets:
            try:
                key = OctKey.import_key(secret)
                return jwt.decode(identity, key, algorithms=["HS256"], registry=registry).claims
            except (JoseError, ValueError, TypeError, RecursionError):
                continue
    raise IdentityRefused(UNSIGNED)


def _expect_in_time(claims: Mapping[str, Any], now: float) -> None:
    until, since = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(until, int | float):
        raise IdentityRefused("The identity needs `exp`: until when it holds, in seconds.")
    if until <= now - LEEWAY:
        raise IdentityRefused("The identity has expired; have the site sign a new one.")
    if not isinstance(since, int | float) or since > now + LEEWAY:
        raise IdentityRefused("The identity does not hold yet; compare the clocks.")


def _told(claims: Mapping[str, Any], name: str, longest: int) -> str | None:
    value = claims.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not _fits(value, longest):
        raise IdentityRefused(f"`{name}` is a text of 1 to {longest} characters, on one line.")
    return value


def _fits(value: str, longest: int) -> bool:
    return 0 < len(value) <= longest and value.isprintable() and not value.isspace()
