"""Messages of ours for tests of mail, and mails as other programs read them."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from channels.mail.composing import Writer, compose
from channels.mail.mailbox import Mailbox
from domain.attachments import AttachedFile
from domain.ports import Outbound
from tests.channels.building import NOW

TICKET = "eu-01J9ZC7Q2K8V4N6P3R5T7W9Y0A"
KEY = f"{TICKET}:12:0"
MAILBOX = Mailbox("care@example.org", (b"a key that only we have",))
WRITER = Writer(MAILBOX, "Example Care")
MESSAGE = Outbound(
    key=KEY,
    event="message.created",
    channel="email",
    account="care",
    ticket_id=TICKET,
    message_id="message-9",
    conversation_id="conversation-3",
    author_kind="agent",
    author_id="sam",
    author_name="Sam",
    text="Hello Maria,\n\nit comes tomorrow.\nSam",
    language="en",
    sent_at=datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    in_reply_to="<first@mail.example.com>",
    recipient="maria@example.com",
    subject="Where is it?",
)


def message(**changes: Any) -> Outbound:
    return replace(MESSAGE, **changes)


def composed(writer: Writer = WRITER, **changes: Any) -> bytes:
    return compose(message(**changes), writer, NOW).mail


def read(mail: bytes) -> EmailMessage:
    """As Python's own newer parser has it."""
    found = message_from_bytes(mail, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def files_of(mail: EmailMessage) -> list[AttachedFile]:
    found = []
    for part in mail.iter_attachments():
        assert isinstance(part, EmailMessage)
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append(
            AttachedFile(str(part.get_filename()), content, media_type=part.get_content_type())
        )
    return found
