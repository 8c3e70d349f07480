"""What stands in the head of a mail that came in: read whatever it looks like, never believed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from typing import Final

from channels.mail.charsets import clean, decoded, unescaped

_LONGEST_LOOKED_AT: Final = 20_000  # characters of a field that is taken apart
MOST_ADDRESSES: Final = 200  # of a field whose addresses are wanted one by one
LONGEST_ID: Final = 250

_FOLD: Final = re.compile(r"[\r\n]+[ \t]*")
_SPACES: Final = re.compile(r"\s+")
_ID: Final = re.compile(r"<([^<>\s]{1,900})>")
_ADDRESS: Final = re.compile(r"[^@\s<>()\[\],;:\"\\]{1,200}@[^@\s<>()\[\],;:\"\\]{1,253}")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a field names. The address is in lower case."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands after the @."""
        return self.address.rpartition("@")[2]


def raw_fields(mail: "Message[str, str]", name: str) -> Sequence[str]:
    """Every field of that name on one line, the topmost first; encoded words stay as they are."""
    wanted = name.lower()
    return [
        clean(unescaped(_FOLD.sub(" ", str(value)))).strip()
        for key, value in mail.raw_items()
        if key.lower() == wanted
    ]


def raw_field(mail: "Message[str, str]", name: str) -> str:
    """The topmost field of that name; empty where there is none."""
    return next(iter(raw_fields(mail, name)), "")


def words(text: str) -> str:
    """A field's text with its encoded words (RFC 2047) read, on one line.

    One letter that was divided between two words of one charset is put together again.
    """
    try:
        pieces = decode_header(text[:_LONGEST_LOOKED_AT])
    except (HeaderParseError, ValueError, LookupError):  # base64 that is none
        pieces = [(text[:_LONGEST_LOOKED_AT], None)]
    shown = "".join(
        one if isinstance(one, str) else decoded(one, charset) for one, charset in pieces
    )
    return _SPACES.sub(" ", clean(shown)).strip()


def field_text(mail: "Message[str, str]", name: str) -> str:
    """What the topmost field of that name says, on one line."""
    return words(raw_field(mail, name))


def people(mail: "Message[str, str]", *names: str) -> Sequence[Person]:
    """Whom the fields of these names name, in their order, each address once."""
    found: dict[str, Person] = {}
    for name in names:
        for written in raw_fields(mail, name):
            for one in _people(written):
                found.setdefault(one.address, one)
    return [*found.values()][:MOST_ADDRESSES]


def message_ids(mail: "Message[str, str]", name: str) -> Sequence[str]:
    """The Message-IDs of a field, in brackets, in their order."""
    return [identified(one) for text in raw_fields(mail, name) for one in _ID.findall(text)]


def identified(written: str) -> str:
    """A Message-ID in brackets, in ASCII; one that is too long is told by its digest."""
    told = "".join(one for one in written.strip().strip("<>") if "!" <= one <= "~")
    if len(told) > LONGEST_ID:
        told = f"{sha256(told.encode('ascii')).hexdigest()}@digest.invalid"
    return f"<{told}>"


def written_at(mail: "Message[str, str]") -> datetime | None:
    """The instant of the Date field, aware, with the offset that it names; None for none."""
    try:
        at = parsedate_to_datetime(raw_field(mail, "date")[:200])
        at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def has_several(mail: "Message[str, str]", name: str) -> bool:
    """Whether there are more fields of that name than the one that may be (RFC 5322 §3.6)."""
    return len(raw_fields(mail, name)) > 1


def _people(written: str) -> Sequence[Person]:
    try:
        pairs = getaddresses([written[:_LONGEST_LOOKED_AT]])
    except (RecursionError, IndexError, ValueError):
        pairs = []
    named = [(words(name), address.strip().strip("<>").lower()) for name, address in pairs]
    fitting = [Person(name, one) for name, one in named if _ADDRESS.fullmatch(one)]
    return fitting or [
        Person("", one.lower()) for one in _ADDRESS.findall(words(written[:_LONGEST_LOOKED_AT]))
    ]
