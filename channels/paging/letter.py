"""Writes a mail of the desk: plain UTF-8 text in lines that every mail server takes."""

from dataclasses import dataclass
from datetime import datetime
from email.mime.text import MIMEText
from email.utils import format_datetime
from hashlib import sha256

from channels.mail.addresses import domain_of, is_address
from channels.mail.headers import on_the_wire, unstructured, with_crlf


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
    mail = MIMEText(with_crlf(letter.text), "plain", "utf-8")
    mail["Date"] = format_datetime(now)
    mail["From"] = letter.sender
    mail["To"] = letter.recipient
    mail["Message-ID"] = message_id(letter.key, letter.sender)
    mail["Subject"] = unstructured("Subject", letter.subject)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no machine is to answer
    return on_the_wire(mail)


def message_id(key: str, sender: str) -> str:
    """Return the Message-ID of every mail that is sent under `key` (RFC 5322 §3.6.4).

    It is a hash, because a key may hold what a Message-ID may not.
    """
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain_of(sender)}>"
