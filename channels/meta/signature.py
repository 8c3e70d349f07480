"""How Meta proves a webhook to be its own, and how we prove an address and a call to be ours.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started (signature, handshake) and
https://developers.facebook.com/docs/graph-api/guides/secure-requests (`appsecret_proof`).
"""

import hmac
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from domain.channels import Request

HEADER: Final = "x-hub-signature-256"
PREFIX: Final = "sha256="
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9._~-]{1,255}")  # digits as far as Meta says


def signature(app_secret: str, body: bytes) -> str:
    """`sha256=` and the HMAC-SHA256 of the body in small hexadecimal letters.

    Meta signs the bytes that it sends, with everything beyond ASCII written as an escape: whoever
    decodes and encodes again has other bytes.
    """
    return PREFIX + hmac.digest(app_secret.encode("utf-8"), body, sha256).hex()


def is_signed(request: Request, app_secrets: Iterable[str]) -> bool:
    """Whether one of the secrets signed it. Each is compared, and each in constant time."""
    given = request.headers.get(HEADER, "").encode("utf-8", "replace")
    expected = [signature(one, request.body).encode("ascii") for one in app_secrets if one]
    return any([hmac.compare_digest(one, given) for one in expected])


def challenge(request: Request, verify_tokens: Iterable[str]) -> str | None:
    """What Meta wants back when somebody saves the address of a webhook; None for others."""
    if request.method != "GET" or request.query.get("hub.mode") != "subscribe":
        return None
    given = request.query.get("hub.verify_token", "").encode("utf-8", "replace")
    known = [one.encode("utf-8") for one in verify_tokens if one]
    wanted = request.query.get("hub.challenge", "")
    fits = any([hmac.compare_digest(one, given) for one in known])
    return wanted if fits and _CHALLENGE.fullmatch(wanted) else None


def proof(app_secret: str, access_token: str) -> str:
    """The `appsecret_proof` of a call: a stolen token alone is worth nothing then."""
    return hmac.digest(app_secret.encode("utf-8"), access_token.encode("utf-8"), sha256).hex()
