"""One short proof of all that a ticket's workflow knew when a run of it ended. Pure.

A replay alone compares commands: a branch that was changed and still sends the same ones goes
unnoticed. So the state itself is hashed when a run is sealed, and again whenever it is replayed.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from domain.ledger import Entry
from domain.story import Story

FORM: Final = 1  # of the document that is hashed
TAG: Final = "kind"  # what tells events of the same fields apart, though it is a default
# The mark of a field that only says again what others say: `field(default=…, metadata=DERIVED)`.
DERIVED: Final[Mapping[str, bool]] = MappingProxyType({"derived": True})
MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class RunState:
    """What a run left behind or passed on, and every entry of the ledger that it had written."""

    story: Story
    entries: tuple[Entry, ...]


def digest_of(state: RunState) -> str:
    """SHA-256 in hexadecimal digits, the same on every machine and by every additive change.

    It is of the state as JSON: keys sorted, no spaces, UTF-8. Fields that have their default are
    left out, so one that is added later changes nothing until it says something.
    """
    document = {"form": FORM, "state": plain(state)}
    written = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def plain(value: Any) -> Any:
    """A fact as JSON has it: instants in UTC, lengths of time in whole microseconds.

    Raises TypeError for what no state may hold.
    """
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, timedelta):
        return value // MICROSECOND
    return _composed(value)


def _composed(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        told = ((one.name, getattr(value, one.name)) for one in fields(value) if _says(one, value))
        return {name: plain(fact) for name, fact in told}
    raise TypeError(f"nobody has said how {type(value).__name__} is written down")


def _says(one: Field[Any], value: Any) -> bool:
    """Whether a field says something beyond what it says by default, or what others say."""
    if "derived" in one.metadata:
        return False
    if one.name == TAG or (one.default is MISSING and one.default_factory is MISSING):
        return True
    usual = one.default if one.default_factory is MISSING else one.default_factory()
    return bool(getattr(value, one.name) != usual)
