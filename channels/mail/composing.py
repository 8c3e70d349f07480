"""Writes our answers as mails: headers that keep a conversation together, text, page and files."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.encoders import encode_base64
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from hashlib import sha256
from typing import Final

from channels.mail.addresses import is_address
from channels.mail.headers import (
    folded,
    is_message_id,
    mailbox,
    on_the_wire,
    one_line,
    parameter,
    unstructured,
    with_crlf,
)
from channels.mail.mailbox import Mailbox
from channels.mail.page import page
from channels.mail.smtp import Envelope
from channels.mail.tokens import bounce_address, message_id, reply_address, subject_mark
from domain.attachments import PLAIN, UNKNOWN, AttachedFile
from domain.ports import Outbound

MOST_REFERENCES: Final = 20  # RFC 5322 §3.6.4 names no number; the first and the last ones count
LONGEST_SUBJECT: Final = 900
# How people's programs begin the subject of an answer, in the languages that have a word for it.
_REPLY: Final = re.compile(
    r"\s*(?:re|aw|antw|sv|vs|vá|odp|ynt|rif|r|res|resp|bls|atb|tb|σχετ|απ|отв|ответ|на"
    r"|回复|回覆|答复|答覆|返信|답장|회신|رد|پاسخ|תגובה|השב|ตอบ|ตอบกลับ|trả lời)"
    r"\s*(?:[\[(]\d+[\])])?\s*[:：]",
    re.IGNORECASE,
)
_MEDIA_TYPE: Final = re.compile(r"([a-z]+)/([a-z0-9][a-z0-9.+-]{0,100})")
_TAG: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: the mailbox, what it is called, and whether its server takes plus-addresses."""

    mailbox: Mailbox
    name: str
    plus_addresses: bool = True


def compose(message: Outbound, writer: Writer, now: datetime) -> Envelope:
    """Write one message as a mail in its envelope; `now` is aware.

    Every line is ASCII and short. The key makes the Message-ID and where bounces go. Nothing that
    was said before is quoted, and what the desk says by itself has no word of the customer in it:
    whoever had it sent to somebody else cannot speak through us. Raises ValueError for an address
    that cannot be written, for a key that is none, and for text that UTF-8 cannot hold.
    """
    if not is_address(message.recipient):
        raise ValueError("an address is written like sam@example.org")
    ours = writer.mailbox
    mail = _body(message)
    mail["Date"] = format_datetime(now)
    mail["From"] = mailbox(writer.name, ours.address)
    mail["To"] = message.recipient
    answers = _answers_go_to(message, writer)
    if answers:
        mail["Reply-To"] = answers
    mail["Message-ID"] = message_id(ours, message.key)
    _say_what_it_answers(mail, message)
    mail["Subject"] = unstructured("Subject", _subject(message, writer, marked=not answers))
    if _TAG.fullmatch(message.language) and not message.language.startswith("und"):
        mail["Content-Language"] = message.language
    if message.automatic:
        mail["Auto-Submitted"] = "auto-replied"  # RFC 3834 §5
        mail["X-Auto-Response-Suppress"] = "All"  # [MS-OXCMAIL] §2.2.3.2.14: no out-of-office
    back = bounce_address(ours, message.key) if writer.plus_addresses else ours.address
    return Envelope(back, message.recipient, on_the_wire(mail))


def subject_of(message: Outbound, name: str) -> str:
    """The conversation's subject as its customer wrote it, as an answer begins."""
    subject = one_line(message.subject)[:LONGEST_SUBJECT]
    if message.automatic or not (subject or message.in_reply_to):
        return one_line(name)
    return subject if _REPLY.match(subject) else f"Re: {subject}".rstrip()


def _answers_go_to(message: Outbound, writer: Writer) -> str:
    """The ticket's own address; empty where there can be none."""
    if not writer.plus_addresses:
        return ""
    try:
        return reply_address(writer.mailbox, message.ticket_id)
    except ValueError:  # no room for a token: in some regions they are longer
        return ""


def _subject(message: Outbound, writer: Writer, *, marked: bool) -> str:
    subject = subject_of(message, writer.name or writer.mailbox.address)
    if not marked:
        return subject
    mark = subject_mark(writer.mailbox, message.ticket_id)
    return subject if mark in subject else f"{subject} {mark}"


def _say_what_it_answers(mail: Message, message: Outbound) -> None:
    """RFC 5322 §3.6.4: where the conversation began, what was said, and last what is answered."""
    answers, began = message.in_reply_to or "", message.conversation_id
    earlier = () if began == answers else (began, *message.references)  # nothing before the first
    known = dict.fromkeys(earlier)  # each once, where it stood first
    said = [one for one in (*known, answers) if is_message_id(one) and not _is_made_up(one)]
    said = [one for one in said[:-1] if one != answers] + said[-1:]
    if said and said[-1] == answers:
        mail["In-Reply-To"] = answers
    if len(said) > MOST_REFERENCES:
        said = [said[0], *said[1 - MOST_REFERENCES :]]
    if said:
        mail["References"] = folded(said)


def _is_made_up(message_id: str) -> bool:
    """Whether it is what we call a mail that had no id, or one too long."""
    return message_id.endswith(".invalid>")


def _body(message: Outbound) -> Message:
    """Both forms of the text, and the files behind them. The same message makes the same body."""
    message.text.encode("utf-8")  # MIMEText would let some lone surrogates out as bytes
    both = MIMEMultipart("alternative", _boundary(message, "text"))
    both.attach(MIMEText(with_crlf(message.text), "plain", "utf-8"))
    both.attach(MIMEText(page(message.text, message.language), "html", "utf-8"))
    if not message.files:
        return both
    whole = MIMEMultipart("mixed", _boundary(message, "files"))
    whole.attach(both)
    for file in message.files:
        whole.attach(_attached(file))
    return whole


def _boundary(message: Outbound, about: str) -> str:
    """Never in a part: each is base64, which has no underscore."""
    return f"=_{sha256(f'{message.key} {about}'.encode()).hexdigest()[:24]}"


def _attached(file: AttachedFile) -> Message:
    found = _MEDIA_TYPE.fullmatch(file.media_type or UNKNOWN) or _MEDIA_TYPE.fullmatch(UNKNOWN)
    assert found is not None
    part = MIMEBase(found[1], found[2])
    if file.media_type == PLAIN:  # by its bytes, so it is UTF-8
        part.set_param("charset", "utf-8")
    part.set_payload(file.content)
    encode_base64(part)
    name = one_line(file.name) or "file"
    part["Content-Disposition"] = f"attachment{parameter('filename', name)}"
    return part
