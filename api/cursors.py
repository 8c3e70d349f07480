"""Where a list goes on: the last change and the id of the last ticket that was shown."""

import base64
import binascii
import json
from datetime import datetime

from api.problems import Problem

Position = tuple[datetime, str]
LONGEST = 200


def written(position: Position) -> str:
    """The position as an opaque word that can stand in a URL."""
    at, ticket_id = position
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), ticket_id]).encode()).decode()


def read(cursor: str) -> Position:
    """The position. Raises a Problem for what was not written by us."""
    try:
        if len(cursor) > LONGEST:
            raise ValueError("too long")
        at, ticket_id = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
        position = datetime.fromisoformat(at), str(ticket_id)
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise _unknown() from None
    if position[0].utcoffset() is None or "\x00" in position[1]:
        raise _unknown()
    return position


def _unknown() -> Problem:
    return Problem(
        400, "bad_cursor", "Take `cursor` from `next` of the page before, or begin without one."
    )
