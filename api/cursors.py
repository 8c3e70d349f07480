"""Where a list goes on, as a word that only we can write (HMAC-SHA256, RFC 2104).

A cursor carries the list that it belongs to, with its order and a keyed hash of what it is narrowed
to, so that it goes on with that list and no other.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.problems import Problem

Position = tuple[datetime, str]
Place = Sequence[str | int]
LONGEST = 2_000  # an id of a notification alone may have 500 letters
SIGNED = 16  # bytes


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as its cursors know it: its name with its order, and what it is narrowed to."""

    name: str
    what: str = ""


def written(key: bytes, listing: Listing, position: Position) -> str:
    """The position as an opaque word that can stand in a URL."""
    at, name = position
    return sealed(key, listing, (at.isoformat(), name))


def read(key: bytes, listing: Listing, cursor: str) -> Position:
    """The position. Raises a Problem for what was not written by us, and for this list."""
    place = opened(key, listing, cursor)
    try:
        at, name = place
        return datetime.fromisoformat(str(at)), str(name)
    except ValueError:
        raise _unknown() from None


def sealed(key: bytes, listing: Listing, place: Place) -> str:
    """A place in a list as an opaque word that can stand in a URL."""
    content = json.dumps([listing.name, _narrowed(key, listing), *place]).encode()
    return base64.urlsafe_b64encode(_signature(key, content) + content).decode()


def opened(key: bytes, listing: Listing, cursor: str) -> Place:
    """The place. Raises a Problem for what was not written by us, and for this list."""
    try:
        if len(cursor) > LONGEST:
            raise ValueError("too long")
        whole = base64.b64decode(cursor, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _unknown() from None
    signature, content = whole[:SIGNED], whole[SIGNED:]
    if not hmac.compare_digest(signature, _signature(key, content)):
        raise _unknown()
    name, narrowed, *place = json.loads(content)
    if (name, narrowed) != (listing.name, _narrowed(key, listing)):
        raise Problem(
            400,
            "cursor_of_another_list",
            "This cursor goes on with another list: ask as for the page before, or begin anew.",
        )
    return list(place)


def _narrowed(key: bytes, listing: Listing) -> str:
    return hmac.new(key, f"what\0{listing.what}".encode(), "sha256").hexdigest()[:16]


def _signature(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, b"cursor\0" + content, "sha256")[:SIGNED]


def _unknown() -> Problem:
    return Problem(
        400, "bad_cursor", "Take `cursor` from `next` of the page before, or begin without one."
    )
