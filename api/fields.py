"""The kinds of value that a client may send, each with its bounds and a sentence for its fault."""

import re
from base64 import b64decode
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated

import langcodes
from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator

from domain.arrivals import FORGOTTEN
from domain.cultures import Faith
from rulebook.countries import ALSO_COUNTRIES, iso_countries

LONGEST_TEXT = 100_000
LONGEST_PART = 20_000  # of a brief, which has four
LONGEST_FACT = 1_000
LARGEST_INLINE = 512 * 1024  # bytes of a file in a body, which has a limit of its own
FAITHS = (*(str(one) for one in Faith), FORGOTTEN)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)?")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return iso_countries() | ALSO_COUNTRIES


def _instant(written: object) -> datetime:
    """An instant as RFC 3339 writes it, in UTC."""
    if not isinstance(written, str) or not (shape := RFC_3339.fullmatch(written)):
        raise ValueError("Write an instant as in RFC 3339: 2026-03-29T09:30:00Z.")
    if shape[2] is None:
        raise ValueError("Say the offset from UTC, such as Z or +05:30.")
    try:
        instant = datetime.fromisoformat(written.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("There is no such instant in the calendar.") from None
    if instant < EARLIEST:
        raise ValueError("The instant lies before the year 2000.")
    return instant


def _language(tag: str) -> str:
    if not langcodes.tag_is_valid(tag):
        raise ValueError("This is no language tag of BCP 47, such as pt or pt-BR.")
    return langcodes.standardize_tag(tag)


def _country(code: str) -> str:
    if code.upper() not in _countries():
        raise ValueError("This is no country of ISO 3166-1 in two letters, such as BR.")
    return code.upper()


def _faith(name: str) -> str:
    if name not in FAITHS:
        raise ValueError(f"Write one of {', '.join(FAITHS)}, and only what the person told you.")
    return name


def _or_nothing(text: str) -> str:
    """The text, or "" where there is nothing to read in it: blank, or invisible."""
    legible = any(letter.isprintable() and not letter.isspace() for letter in text)
    return text if legible else ""


def _with_words(text: str) -> str:
    """A text in which there is something to read."""
    if not _or_nothing(text):
        raise ValueError("The text is empty.")
    return text


def _on_one_line(text: str) -> str:
    if CONTROL.search(text):
        raise ValueError("Line breaks and control characters cannot stand here.")
    return text


def _fact(value: object) -> str | int | float | bool | None:
    """One fact of a message's metadata. Plain, because a union would name each type as a field."""
    if value is not None and not isinstance(value, str | int | float | bool):
        raise ValueError("Send a text, a number, true, false or null.")
    if isinstance(value, str) and len(value) > LONGEST_FACT:
        raise ValueError(f"A text has at most {LONGEST_FACT} characters here.")
    return value


def _file(written: str) -> str:
    """A file in base64 (RFC 4648 §4), as it was written."""
    try:
        content = b64decode(written, validate=True)
    except ValueError:
        raise ValueError("This is no base64, as in RFC 4648.") from None
    if not content:
        raise ValueError("The file is empty.")
    if len(content) > LARGEST_INLINE:
        raise ValueError(f"A file has at most {LARGEST_INLINE} bytes here; send larger as `url`.")
    return written


FileContent = Annotated[
    str, AfterValidator(_file), Field(json_schema_extra={"contentEncoding": "base64"})
]
Words = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_with_words)]
Part = Annotated[str, Field(max_length=LONGEST_PART), AfterValidator(_with_words)]
PartIfAny = Annotated[str, Field(max_length=LONGEST_PART), AfterValidator(_or_nothing)]
Line = Annotated[str, Field(max_length=200), AfterValidator(_on_one_line)]
Rule = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
Identifier = Annotated[
    str,
    Field(min_length=1, max_length=200),
    AfterValidator(_on_one_line),
    AfterValidator(_with_words),
]
Channel = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Topic = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
Email = Annotated[
    str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$"), AfterValidator(_on_one_line)
]
Phone = Annotated[str, Field(pattern=r"^\+?[0-9 ().\-/]{3,32}$")]
Link = Annotated[
    str, Field(max_length=2_000, pattern=r"^https?://[^\s/]+\S*$"), AfterValidator(_on_one_line)
]
Language = Annotated[str, Field(min_length=1, max_length=35), AfterValidator(_language)]
Country = Annotated[str, Field(min_length=2, max_length=2), AfterValidator(_country)]
FaithIfTold = Annotated[str, AfterValidator(_faith), Field(json_schema_extra={"enum": [*FAITHS]})]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Fact = Annotated[
    str | int | float | bool | None,
    PlainValidator(_fact, json_schema_input_type=str | int | float | bool | None),
]
Metadata = Annotated[dict[Annotated[str, Field(max_length=64)], Fact], Field(max_length=50)]
