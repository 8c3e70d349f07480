"""A delivery as it is set aside: the head of its request in one line, and its bytes as they came.

Where a part can be read by itself, its bytes are those of that part: a delivery of a thousand such
parts is kept once. Else the whole of it is: what else was in it is known by the time that somebody
has it read again, and changes nothing then.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from domain.channels import Request
from domain.set_aside import SetAside
from runtime.arriving import Address

_SECRET: Final = re.compile("secret|token|auth|cookie|password|api-?key", re.IGNORECASE)
_ID: Final = 32  # characters of a keyed hash


def written_down(request: Request) -> bytes:
    """The request, without what only proves who sent it: it was accepted already."""
    head = {
        "method": request.method,
        "url": request.url.partition("?")[0],
        "headers": _without_secrets(request.headers),
        "query": _without_secrets(request.query),
        "at": request.at.isoformat(),
    }
    return json.dumps(head, sort_keys=True).encode() + b"\n" + request.body


def read_back(content: bytes) -> Request:
    """The request again."""
    head, _, body = content.partition(b"\n")
    said = json.loads(head)
    at = datetime.fromisoformat(said["at"])
    return Request(said["method"], said["url"], said["headers"], said["query"], body, at)


def set_aside_of(
    region: str,
    address: Address,
    part: bytes,
    reason: str,
    at: datetime,
    fingerprint: Callable[[str, bytes], str],
) -> SetAside:
    """What is shown of a part that cannot be read. Its id is the same for the same bytes."""
    place = json.dumps(["set aside", address.channel, address.account]).encode()
    own = fingerprint(region, place + b"\n" + part)[:_ID]
    return SetAside(f"{region}-{own}", address.channel, address.account, reason, at, len(part))


def _without_secrets(named: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in named.items() if not _SECRET.search(name)}
