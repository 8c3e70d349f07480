"""Writes a mail of the desk: plain UTF-8 text in lines that every mail server takes.

The headers are written here, not by EmailMessage: it reads `=?utf-8?q?=0ABcc:…?=` in a subject as
the line break that it stands for, and writes that line break out (seen with Python 3.11.7).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from hashlib import sha256
from typing import Final
from unicodedata import category

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
# RFC 5321 §4.1.2 without quoted names and address literals: nothing that could end the address in
# a header or in a command of SMTP.
_ADDRESS: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_LONGEST_ADDRESS: Final = 254  # RFC 5321 §4.5.3.1.3, without the angle brackets
_BREAKS: Final = frozenset({"Cc", "Zl", "Zp"})  # controls, and what ends a line or a paragraph
# Only the subject is folded, below: some servers misread an address or a Message-ID that is.
_WIRE: Final = compat32.clone(linesep="\r\n", max_line_length=None)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says. `key` is the same on every attempt, and so is the Message-ID from it."""

    key: str
    sender: str
    recipient: str
    subject: str
    text: str


def write_mail(letter: Letter, now: datetime) -> bytes:
    """Write a mail of lines in ASCII that end in CRLF and never begin with a dot. `now` is aware.

    The subject becomes one line, whatever it holds. Raises ValueError for an address that is none
    or is not ASCII, and for text that UTF-8 cannot hold.
    """
    if not (is_address(letter.sender) and is_address(letter.recipient)):
        raise ValueError("an address is written like sam@example.org")
    letter.text.encode("utf-8")  # MIMEText would let some lone surrogates out as bytes
    mail = MIMEText(_with_crlf(letter.text), "plain", "utf-8")
    mail["Date"] = format_datetime(now)
    mail["From"] = letter.sender
    mail["To"] = letter.recipient
    mail["Message-ID"] = message_id(letter.key, letter.sender)
    subject = Header(_one_line(letter.subject), "utf-8", header_name="Subject")
    mail["Subject"] = subject.encode(linesep="\r\n")
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no machine is to answer
    return mail.as_bytes(policy=_WIRE)


def is_address(text: str) -> bool:
    """Say whether `text` is an e-mail address in ASCII, without a name and without quotes."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def domain_of(address: str) -> str:
    """Return what stands after the @."""
    return address.rpartition("@")[2]


def message_id(key: str, sender: str) -> str:
    """Return the Message-ID of every mail that is sent under `key` (RFC 5322 §3.6.4).

    It is a hash, because a key may hold what a Message-ID may not.
    """
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain_of(sender)}>"


def _one_line(text: str) -> str:
    return " ".join("".join(" " if category(one) in _BREAKS else one for one in text).split())


def _with_crlf(text: str) -> str:
    # Base64 carries bytes, so the lines inside it end as on the wire (RFC 2046 §4.1.1).
    return re.sub(r"\r\n|\r|\n", "\r\n", text)
