"""Mails as bytes, and the mailbox that they come into."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from channels.mail.mailbox import Mailbox
from channels.mail.reading import read_mail
from channels.mail.tokens import message_id, reply_address
from domain.channels import Item, Written
from tests.channels.platforms.reading import check_item

AT: Final = datetime(2026, 11, 3, 9, 12, tzinfo=UTC)
TICKET: Final = "eu-01K8ZC4V7S9XAYB2D3E4F5G6H7"
KEY: Final = f"{TICKET}:12:0"
MAILBOX: Final = Mailbox(
    "support@example.org",
    (b"the newest of the keys, of 32 b.", b"the one before it, of 32 bytes.."),
    others=("help@example.org",),
    authserv_ids=("mx.example.org",),
)
# As our own server says it, above all that came with the mail.
PASSED: Final = (
    "Authentication-Results: mx.example.org; dmarc=pass header.from=example.com;"
    " spf=pass smtp.mailfrom=ana@example.com"
)
REPLY_ADDRESS: Final = reply_address(MAILBOX, TICKET)
OURS: Final = message_id(MAILBOX, KEY)


def mail(
    *fields: str,
    body: str | bytes = "It does not work.",
    sender: str | None = "Ana <ana@example.com>",
    kind: str = "text/plain; charset=utf-8",
) -> bytes:
    """A mail with these fields, the first at the top."""
    head = [*fields]
    if sender is not None:
        head.append(f"From: {sender}")
    names = {one.partition(":")[0].lower() for one in head}
    also = {"To": "support@example.org", "Subject": "Router", "Message-ID": "<1@example.com>"}
    head += [f"{name}: {value}" for name, value in also.items() if name.lower() not in names]
    if "content-type" not in names:
        head.append(f"Content-Type: {kind}")
    content = body if isinstance(body, bytes) else body.encode("utf-8")
    return "\r\n".join(head).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + content


def part(kind: str, content: bytes | str, *fields: str) -> bytes:
    """A part of a mail, in base64."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    head = [f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", *fields]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + b64encode(raw)


def together(kind: str, parts: Sequence[bytes], *, boundary: str = "one") -> bytes:
    """Parts as one, with its own head."""
    inside = b"".join(b"--" + boundary.encode() + b"\r\n" + one + b"\r\n" for one in parts)
    head = f'Content-Type: {kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + inside + b"--" + boundary.encode() + b"--\r\n"


def mail_of(content: bytes, *fields: str) -> bytes:
    """A mail whose content has its own head, as `together` makes it."""
    head, _, body = content.partition(b"\r\n\r\n")
    return mail(*fields, head.decode(), body=body)


def read(raw: bytes, mailbox: Mailbox = MAILBOX) -> Sequence[Item]:
    """What is read of it, after it was looked at whether all can be kept."""
    items = read_mail(raw, mailbox, AT)
    for one in items:
        check_item(one)
    return items


def written(raw: bytes, mailbox: Mailbox = MAILBOX) -> Written:
    """The one message that it is."""
    [one] = read(raw, mailbox)
    assert isinstance(one, Written)
    return one


def without_servers() -> Mailbox:
    """The same mailbox, where nobody vouches for senders."""
    return replace(MAILBOX, authserv_ids=())
