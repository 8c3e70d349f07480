"""What platforms post, read with doubt: a member may be missing, of another type, of any length."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from domain.channels import Unreadable

Members = Mapping[str, object]
NOTHING: Final[Members] = MappingProxyType({})
LONGEST_ID: Final = 512
CLOCKS_DIFFER_BY: Final = timedelta(minutes=5)
# Platforms repeat for seven days at most what was not taken, and some sign no instant: what is
# older than twice that was not sent just now.
OLDEST: Final = timedelta(days=14)

_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_LONGEST_NUMBER: Final = 20  # digits: longer ones are kept as they are written
_SECONDS_END: Final = 10**11  # larger instants are in milliseconds
_STRANGE: Final = (ValueError, RecursionError)  # of the parser: no JSON, no text, or too deep


class Odd(Exception):
    """One event cannot be read; `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def document(body: bytes) -> Members | None:
    """The JSON object that a body holds; None where it holds none."""
    try:
        read = json.loads(body, parse_int=_integer, parse_constant=lambda _: None)
    except _STRANGE:
        return None
    return read if isinstance(read, dict) else None


def member(of: Members, *path: str) -> Members:
    """The object at the end of a path of names; an empty one where there is none."""
    here: object = of
    for name in path:
        here = here.get(name) if isinstance(here, Mapping) else None
    return here if isinstance(here, Mapping) else NOTHING


def several(of: Members, name: str) -> list[Members]:
    """The objects of a list; what is no object there is left out."""
    return [one for one in everything(of, name) if isinstance(one, Mapping)]


def everything(of: Members, name: str) -> Sequence[object]:
    """The elements of a list; none where it is no list."""
    value = of.get(name)
    return value if isinstance(value, list) else ()


def words(value: object) -> str:
    """A text that can be written as UTF-8 and kept in any database; empty for what is none."""
    if not isinstance(value, str):
        return ""
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "\ufffd")


def identifier(value: object) -> str:
    """An id that came as text or as a number; empty for what is none, or could be no key."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if math.isfinite(value) and value == int(value) else ""
    text = words(value).strip()
    return text if len(text) <= LONGEST_ID and not _CONTROL.search(text) else ""


def number(value: object) -> int | None:
    """A number that came as such or as text; None for what is none."""
    text = identifier(value)
    fits = text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()
    return int(text) if fits and len(text) <= _LONGEST_NUMBER else None


def instant(value: object, came: datetime) -> datetime:
    """An instant in seconds or milliseconds since 1970; when it came, where it tells none.

    None lies in the future.
    """
    told = number(value)
    if told is None or told <= 0:
        return came
    try:
        at = datetime.fromtimestamp(told / (1000 if told >= _SECONDS_END else 1), UTC)
    except (OverflowError, ValueError, OSError):
        return came
    return came if at > came + CLOCKS_DIFFER_BY else at


def recent(value: object, came: datetime) -> datetime:
    """The same for what a customer did; raises Odd (`too_old`)."""
    at = instant(value, came)
    if at < came - OLDEST:
        raise Odd("too_old")
    return at


def coordinate(value: object) -> float | None:
    """A degree of latitude or longitude; None for what is none."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) <= 360:
        return None
    return float(value)


def set_aside(reason: str, envelope: Members, body: bytes) -> Unreadable:
    """One event in an envelope as it would have had alone, so that it can be read again.

    It is the whole delivery where the event is nested too deeply to be written.
    """
    try:
        return Unreadable(reason, json.dumps(envelope).encode("ascii"), alone=True)
    except RecursionError:
        return Unreadable(reason, body)


def without_nothing(extra: Mapping[str, object]) -> dict[str, object]:
    """What is worth keeping of the facts about a message."""
    return {name: value for name, value in extra.items() if value not in (None, "", [], {})}


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits
