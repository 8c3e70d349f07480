"""What platforms tell, brought into the form in which clients of the API have to send it.

A client is told what is wrong with a field and sends it again; a platform would only send the same
once more. So nothing is refused here: what cannot be kept as it came is cut, cleaned or left out.
The bounds are those of api/fields.py, which a test holds these to.
"""

import hashlib
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import langcodes

from domain.arrivals import Sender
from rulebook.countries import ALSO_COUNTRIES, iso_countries

LONGEST_TEXT: Final = 100_000  # characters that a client of the API may send
LONGEST_KEPT: Final = 200_000  # that are kept of what a platform sends
LONGEST_LINE: Final = 200
LONGEST_SUBJECT: Final = 998
LONGEST_ID: Final = 998  # a Message-ID is a line of a mail: RFC 5322 §2.1.1
LONGEST_EXTRA: Final = 400_000  # characters of one value, such as the HTML of a mail
DEEPEST: Final = 8
MOST_MEMBERS: Final = 200
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_PHONE: Final = re.compile(r"\+?[0-9 ().\-/]{3,32}")
_JOINERS: Final = frozenset({"\u200d", "\ufe0e", "\ufe0f"})


def text(written: str) -> str:
    """A text that every database keeps: PostgreSQL has no NUL, and UTF-8 no lone surrogate."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", written.replace("\x00", ""))


def words(written: str) -> dict[str, object]:
    """The text of a message, whole where it is not without measure.

    `length` says how many characters it had where a client could not have sent it; `cut` that some
    are missing.
    """
    kept = text(written)
    if len(kept) <= LONGEST_TEXT:
        return {"text": kept}
    found: dict[str, object] = {"text": cut(kept, LONGEST_KEPT), "length": len(kept)}
    return {**found, "cut": True} if len(kept) > LONGEST_KEPT else found


def line(written: str | None, longest: int = LONGEST_LINE) -> str | None:
    """One line, or None where nothing is left to read of it."""
    if written is None:
        return None
    kept = cut(" ".join(_CONTROL.sub(" ", text(written)).split()), longest)
    return kept if any(one.isprintable() and not one.isspace() for one in kept) else None


def identifier(given: object, *instead: object) -> str:
    """A name that a platform gave something, as it is where it can be kept.

    What cannot is told by its digest; so is what has no name, by the facts that stand `instead`.
    """
    named = str(given)
    if 0 < len(named) <= LONGEST_ID and named.isprintable() and not named.isspace():
        return named
    told = repr((named, *instead)).encode("utf-8", "surrogatepass")
    return f"sha256:{hashlib.sha256(told).hexdigest()}"


def sender(told: Sender) -> Sender:
    """Whoever wrote, as a client might have named them."""
    return Sender(
        id=identifier(told.id),
        name=line(told.name),
        email=_fitting(_EMAIL, told.email, 254),
        phone=_fitting(_PHONE, told.phone, 32),
        locale=language(told.locale),
        country=country(told.country),
    )


def language(tag: str | None) -> str | None:
    """A tag of BCP 47; None for what is none."""
    written = (tag or "").replace("_", "-")
    if not 0 < len(written) <= 35 or not written.isascii() or not langcodes.tag_is_valid(written):
        return None
    return langcodes.standardize_tag(written)


def country(code: str | None) -> str | None:
    """A country of ISO 3166-1 in two letters; None for what is none."""
    written = (code or "").upper()
    return written if written in _countries() else None


def instant(told: datetime, now: datetime) -> datetime:
    """When it was written, in UTC: now for an instant that is still to come, or that cannot be."""
    try:
        at = told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    except (OverflowError, ValueError):
        return now
    return at if EARLIEST <= at <= now else now


def plain(value: object, depth: int = 0) -> object:
    """A value of JSON that can be kept: bounded in depth and size, and texts as above."""
    match value:
        case None | bool():
            return value
        case int() | float():
            return _number(value)
        case str():
            return cut(text(value), LONGEST_EXTRA)
        case Mapping() if depth < DEEPEST:
            return {
                cut(text(str(name)), LONGEST_LINE): plain(one, depth + 1)
                for name, one in [*value.items()][:MOST_MEMBERS]
            }
        case Sequence() if depth < DEEPEST and not isinstance(value, bytes | bytearray):
            return [plain(one, depth + 1) for one in value[:MOST_MEMBERS]]
        case _:
            return None


def cut(written: str, longest: int) -> str:
    """At most so many characters, and no letter without the marks that belong to it."""
    if len(written) <= longest:
        return written
    end = longest
    while end > max(longest - 32, 0) and _goes_on(written, end):
        end -= 1
    return written[: end or longest]


def _goes_on(written: str, end: int) -> bool:
    """Whether what stands there belongs to the letter before: UAX #29, as far as it matters."""
    before, after = written[end - 1], written[end]
    return after in _JOINERS or before == "\u200d" or unicodedata.category(after) in {"Mn", "Me"}


def _fitting(shape: re.Pattern[str], written: str | None, longest: int) -> str | None:
    """The text where it has the shape; half an address would be somebody else's."""
    kept = (written or "").strip()
    fits = len(kept) <= longest and shape.fullmatch(kept) and not _CONTROL.search(kept)
    return kept if fits and not _SURROGATE.search(kept) else None


def _number(value: float) -> float | str | None:
    """What every reader of JSON keeps exactly; longer whole numbers as their digits."""
    if isinstance(value, int):
        return value if abs(value) < 10**18 else str(value) if value.bit_length() < 600 else None
    return value if math.isfinite(value) else None


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return iso_countries() | ALSO_COUNTRIES
