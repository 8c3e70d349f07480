"""Which conversation a mail goes on in: by what we signed, and else by its references alone.

Subjects are not compared: anybody can write one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from hashlib import sha256
from typing import Final

from channels.mail.fields import Person, field_text, identified, message_ids, people, raw_fields
from channels.mail.mailbox import Mailbox
from channels.mail.tokens import (
    key_of_bounce_address,
    key_of_message_id,
    ticket_of_address,
    ticket_of_key,
    ticket_of_subject,
    without_tag,
)

# Where servers note for whom a mail was, and where writers say it.
_ENVELOPE: Final = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_WRITTEN: Final = ("to", "cc")
_TAGGED: Final = re.compile(
    r"[a-z0-9._+-]{1,64}\+[a-z0-9._-]{20,64}@[a-z0-9.-]{1,253}", re.IGNORECASE
)
_MOST_REFERENCES: Final = 200
MOST_SUGGESTED: Final = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail stands. `ticket` is proved; one that `claims` wants to go on in something."""

    message_id: str
    thread: str
    in_reply_to: str | None
    ticket: str | None
    claims: bool


def place_of(mail: "Message[str, str]", mailbox: Mailbox, raw: bytes) -> Place:
    """Where a mail stands. One without a Message-ID is named by its bytes."""
    own = _own_id(mail, raw)
    answered = [*message_ids(mail, "in-reply-to")]
    references = [*message_ids(mail, "references")][-_MOST_REFERENCES:]
    chain = [*references, *answered]
    first = [*message_ids(mail, "references")][:1]
    ticket = _ticket(mail, mailbox, [*reversed(answered), *reversed(references)])
    return Place(
        message_id=own,
        thread=next(iter((*first, *answered)), own),
        in_reply_to=answered[-1] if answered else next(reversed(references), None),
        ticket=ticket,
        claims=ticket is not None or bool(chain),
    )


def delivered_to(mail: "Message[str, str]") -> Sequence[str]:
    """The addresses with a tag behind a plus that it was sent to, whoever else it was sent to."""
    texts = (text for name in (*_ENVELOPE, *_WRITTEN) for text in raw_fields(mail, name))
    return [*dict.fromkeys(one for text in texts for one in _TAGGED.findall(text))]


def suggested(mail: "Message[str, str]", mailbox: Mailbox, sender: Person) -> list[dict[str, str]]:
    """Who else is named in it. They get nothing before an agent asks them in."""
    others = [
        one
        for one in people(mail, "to", "cc")
        if without_tag(one.address) not in mailbox.own and one.address != sender.address
    ]
    return [{"name": one.name, "address": one.address} for one in others[:MOST_SUGGESTED]]


def _own_id(mail: "Message[str, str]", raw: bytes) -> str:
    named = [*message_ids(mail, "message-id")]
    if named:
        return named[0]
    written = identified(next(iter(raw_fields(mail, "message-id")), ""))
    if "@" in written:  # without its brackets
        return written
    return f"<{sha256(raw).hexdigest()}@unnamed.invalid>"


def _ticket(mail: "Message[str, str]", mailbox: Mailbox, answered: Sequence[str]) -> str | None:
    return next((one for one in _tickets(mail, mailbox, answered) if one), None)


def _tickets(
    mail: "Message[str, str]", mailbox: Mailbox, answered: Sequence[str]
) -> Iterator[str | None]:
    addresses = delivered_to(mail)
    yield from (ticket_of_address(mailbox, one) for one in addresses)
    for one in answered:
        key = key_of_message_id(mailbox, one)
        yield ticket_of_key(key) if key else None
    yield ticket_of_subject(mailbox, field_text(mail, "subject"))
    for one in addresses:  # a machine that answers the envelope's sender: RFC 3834 §4
        key = key_of_bounce_address(mailbox, one)
        yield ticket_of_key(key) if key else None
