"""Headers of mails that we write: one line of meaning each, folded where lines would be too long.

They are written here, not by EmailMessage: it reads `=?utf-8?q?=0ABcc:…?=` in a subject as the line
break that it stands for, and writes that line break out (seen with Python 3.11.7).
"""

import re
from collections.abc import Iterable, Iterator
from email.header import Header
from email.message import Message
from email.policy import compat32
from typing import Final
from unicodedata import category
from urllib.parse import quote

_BREAKS: Final = frozenset({"Cc", "Zl", "Zp"})  # controls, and what ends a line or a paragraph
# Headers are folded here, where they may be: some servers misread an address that is.
_WIRE: Final = compat32.clone(linesep="\r\n", max_line_length=None)
_FOLD: Final = "\r\n "
_MESSAGE_ID: Final = re.compile(
    r"<[!-;=?-~]{1,200}@[!-;=?-~]{1,200}>"
)  # printable, no < > or space
_PIECE: Final = 54  # characters of a parameter's value in one line
_OCTET: Final = re.compile(r"%[0-9A-F]{2}|.")


def on_the_wire(mail: Message) -> bytes:
    """The bytes of a mail whose headers were written by this module: all lines end in CRLF."""
    return mail.as_bytes(policy=_WIRE)


def one_line(text: str) -> str:
    """The same words in one line, whatever the text holds."""
    return " ".join("".join(" " if category(one) in _BREAKS else one for one in text).split())


def with_crlf(text: str) -> str:
    """The same text with the ends of lines that it has on the wire, inside of base64 too.

    Base64 carries bytes, and these are lines of text (RFC 2046 §4.1.1).
    """
    return re.sub(r"\r\n|\r|\n", "\r\n", text)


def unstructured(name: str, text: str) -> str:
    """The value of a header that people read, such as the subject: RFC 2047, in folded lines.

    Raises UnicodeEncodeError for what UTF-8 cannot hold.
    """
    return Header(one_line(text), "utf-8", header_name=name).encode(linesep="\r\n")


def mailbox(name: str, address: str) -> str:
    """An address with what its owner is called. `address` is one by `is_address`."""
    shown = one_line(name)
    if not shown:
        return address
    # Encoded always: a quoted name is what some servers and most forgers get wrong.
    encoded = Header(shown, "utf-8", header_name="From").encode(linesep="\r\n")
    return f"{encoded}{_FOLD}<{address}>"


def folded(values: Iterable[str]) -> str:
    """The value of a header that lists several, each in a line of its own."""
    return _FOLD.join(values)


def is_message_id(text: str) -> bool:
    """Say whether a text can stand as it is where a header names a message."""
    return text.isascii() and _MESSAGE_ID.fullmatch(text) is not None


def parameter(name: str, value: str) -> str:
    """A parameter of a header with its semicolon, as RFC 2231 has it: any text, in short lines."""
    if len(value) <= _PIECE and re.fullmatch(r"[A-Za-z0-9._ -]+", value):
        return f';{_FOLD}{name}="{value}"'
    pieces = list(_pieces("utf-8''" + quote(value, safe="")))
    if len(pieces) == 1:
        return f";{_FOLD}{name}*={pieces[0]}"
    return "".join(f";{_FOLD}{name}*{at}*={piece}" for at, piece in enumerate(pieces))


def _pieces(encoded: str) -> Iterator[str]:
    """Cut where no encoded octet is cut."""
    piece = ""
    for octet in _OCTET.findall(encoded):
        if len(piece) + len(octet) > _PIECE:
            yield piece
            piece = ""
        piece += octet
    yield piece
