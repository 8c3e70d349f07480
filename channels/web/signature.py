"""Signatures of webhooks as in Standard Webhooks 1.0.0: any of its libraries can check ours.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"

TOLERANCE_SECONDS = 300

_PREFIX = "whsec_"
_SECRET_BYTES = range(24, 65)  # "at least 24 bytes (192 bits, 512 maximum)"
# Visible ASCII, because it travels as a header. The full stop is kept out, because it delimits
# the signed content: with one in the id, two different messages could share a signature.
_ID = re.compile(r"[!-\-/-~]{1,255}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


class BadSecret(ValueError):
    """A signing secret is not `whsec_` and the base64 of 24 to 64 bytes; this says no more."""


def write_secret(secret: bytes) -> str:
    """Write a secret the way people copy it: `whsec_<base64>`. Raises BadSecret by its length."""
    if len(secret) not in _SECRET_BYTES:
        raise BadSecret("a signing secret has 24 to 64 bytes")
    return _PREFIX + b64encode(secret).decode("ascii")


def read_secret(written: str) -> bytes:
    """Read `whsec_<base64>` back into the key's bytes. Raises BadSecret."""
    try:
        secret = b64decode(written.removeprefix(_PREFIX), validate=True)
    except (NotBase64, ValueError):
        secret = b""
    if not written.startswith(_PREFIX) or len(secret) not in _SECRET_BYTES:
        raise BadSecret("write a signing secret like whsec_<base64 of 24 to 64 random bytes>")
    return secret


def is_webhook_id(text: str) -> bool:
    """Say whether `text` can name a webhook: 1 to 255 of visible ASCII without a full stop."""
    return _ID.fullmatch(text) is not None


def sign(secret: bytes, webhook_id: str, timestamp: int, body: bytes) -> str:
    """Return `v1,` and the base64 of HMAC-SHA256(secret, "id.timestamp.body").

    `timestamp` is in Unix seconds. Raises ValueError for an id that `is_webhook_id` refuses.
    """
    if not is_webhook_id(webhook_id):
        raise ValueError("a webhook id is visible ASCII without a full stop")
    signed = f"{webhook_id}.{timestamp}.".encode("ascii") + body
    return "v1," + b64encode(hmac.digest(secret, signed, sha256)).decode("ascii")


def verify(secret: bytes, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Say whether `body`, as received and before any parsing, was signed with `secret` just now.

    Several signatures may stand in the header, divided by spaces, while a key is being changed: one
    that fits is enough. Every one is compared, each in constant time. `now` is aware; a timestamp
    more than 300 seconds from it is refused. Whoever calls this still has to fold repeats by id.
    """
    given = {name.lower(): value for name, value in headers.items()}
    webhook_id, written = given.get(ID_HEADER, ""), given.get(TIMESTAMP_HEADER, "")
    if not is_webhook_id(webhook_id) or _TIMESTAMP.fullmatch(written) is None:
        return False
    if abs(now.timestamp() - int(written)) > TOLERANCE_SECONDS:
        return False
    expected = sign(secret, webhook_id, int(written), body).encode("ascii")
    candidates = given.get(SIGNATURE_HEADER, "").encode("utf-8", "replace").split(b" ")
    return any([hmac.compare_digest(expected, candidate) for candidate in candidates])
