"""Where whoever finds a weakness can report it, as RFC 9116 has it."""

from datetime import datetime, timedelta
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from api.door import TheDoor
from api.problems import Problem

PATH: Final = "/.well-known/security.txt"
GOOD_FOR: Final = timedelta(days=180)  # less than a year is recommended (RFC 9116 §2.5.5)
NONE_SAID: Final[dict[int | str, dict[str, Any]]] = {
    404: {"description": "Nobody said where; see MERIDIAN_SECURITY_CONTACT"}
}

router = APIRouter(tags=["health"])


@router.get(PATH, response_class=PlainTextResponse, responses=NONE_SAID)
async def security_txt(door: TheDoor) -> PlainTextResponse:
    """Whom to tell of a weakness of this installation."""
    if door.security_contact is None:
        raise Problem(404, "not_found", "This installation names nobody; ask who runs it.")
    return PlainTextResponse(written(door.security_contact, door.clock.now()))


def written(contact: str, now: datetime) -> str:
    """The file, good for half a year from `now` (aware)."""
    until = (now + GOOD_FOR).strftime("%Y-%m-%dT00:00:00Z")
    return f"Contact: {contact}\nExpires: {until}\nPreferred-Languages: en\n"
