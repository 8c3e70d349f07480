"""The parts of a mail, from its bytes, within bounds: whatever is sent, this ends and raises one
kind of error.

The library's parser is used with its older policy. The newer one takes a second for every five
thousand recipients of a field (measured with Python 3.11.7: 2.2 s for 10,000, where this takes
0.2 s), and raises what nobody names for fields that are broken.
"""

from collections.abc import Callable, Iterator, Sequence
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32, compat32
from typing import Any, Final

MOST_PARTS: Final = 500
DEEPEST: Final = 40  # parts within parts
MOST_LINES: Final = 1_500_000
MOST_OF_A_HEAD: Final = 1_000_000  # bytes before the first empty line: ten thousand recipients are
# half of that


class Unparsable(Exception):
    """A mail that is not looked into. `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse(raw: bytes, largest: int) -> "Message[str, str]":
    """The mail as a tree of parts.

    Raises Unparsable: `too_large`, `too_many_lines`, `head_too_long`, `too_many_parts`, `too_deep`,
    `empty`.
    """
    if len(raw) > largest:
        raise Unparsable("too_large")
    if raw.count(b"\n") + raw.count(b"\r") > 2 * MOST_LINES:
        raise Unparsable("too_many_lines")
    if not raw.strip():
        raise Unparsable("empty")
    if _head(raw) > MOST_OF_A_HEAD:
        raise Unparsable("head_too_long")
    try:
        mail = BytesParser(_counting(), policy=compat32).parsebytes(_without_envelope(raw))
    except RecursionError:
        raise Unparsable("too_deep") from None
    if any(depth > DEEPEST for depth, _ in walk(mail)):
        raise Unparsable("too_deep")
    return mail


def walk(mail: "Message[str, str]") -> "Iterator[tuple[int, Message[str, str]]]":
    """Every part with its depth, in the order in which they stand; the whole first, at 0."""
    waiting = [(0, mail)]
    while waiting:
        depth, part = waiting.pop()
        yield depth, part
        waiting += [(depth + 1, one) for one in reversed(parts_of(part))]


def parts_of(part: "Message[str, str]") -> "Sequence[Message[str, str]]":
    """The parts that it is made of; none for a leaf."""
    payload: object = part.get_payload() if part.is_multipart() else None
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def content_of(part: "Message[str, str]") -> bytes:
    """The bytes of a leaf, decoded as far as they can be. Raises Unparsable `unreadable_part`."""
    try:
        content: object = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        raise Unparsable("unreadable_part") from None
    if isinstance(content, str):
        return content.encode("utf-8", "surrogateescape")
    return content if isinstance(content, bytes) else b""


def _counting() -> Callable[..., "Message[str, str]"]:
    """Makes parts, up to a number of them."""
    made: list[None] = []

    def make(policy: Compat32 = compat32, **_: Any) -> "Message[str, str]":
        made.append(None)
        if len(made) > MOST_PARTS:
            raise Unparsable("too_many_parts")
        return Message(policy=policy)

    return make


def _head(raw: bytes) -> int:
    ends = [
        end for end in (raw.find(b"\n\n"), raw.find(b"\r\n\r\n"), raw.find(b"\r\r")) if end >= 0
    ]
    return min(ends, default=len(raw))


def _without_envelope(raw: bytes) -> bytes:
    """Without the line that mbox puts before a mail, and without empty lines before its head."""
    raw = raw.lstrip(b"\r\n")
    return raw.partition(b"\n")[2] if raw.startswith((b"From ", b">From ")) else raw
