"""The mail of a small world: one SMTP server that takes all of it, and mailboxes on Dovecot.

As mail servers do, it notes above each mail for whom it was and who vouches for its sender, and
returns what it cannot deliver.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import parseaddr
from typing import Final

from aiosmtplib import send

from tests.channels.mail_server import Mail, MailServer
from tests.dovecot import PASSWORD, Dovecot, dovecot

AUTHSERV: Final = "mx.example.org"
RETURNER: Final = "MAILER-DAEMON@mx.example.org"


@dataclass
class PostOffice:
    """Users have their mail by what stands before the plus or the @ of their address."""

    boxes: Dovecot
    users: Mapping[str, str]  # of addresses without anything behind a plus
    smtp: MailServer = field(init=False)

    def __post_init__(self) -> None:
        self.smtp = MailServer(goes_on=self._goes_on)

    async def post(self, mail: bytes, sender: str, recipient: str) -> None:
        """Hand in a mail as somebody's mail program does."""
        await send(
            mail,
            sender=sender,
            recipients=[recipient],
            hostname="127.0.0.1",
            port=self.smtp.port,
            start_tls=False,
        )

    def _goes_on(self, mail: Mail) -> None:
        for recipient in mail.recipients:
            local, _, domain = recipient.partition("@")
            user = self.users.get(f"{local.partition('+')[0]}@{domain}")
            if user is not None:
                self.boxes.deliver(user, _noted(mail, recipient), sender=mail.sender, to=recipient)
            elif mail.sender:
                self._goes_on(Mail("", (mail.sender,), _returned(mail, recipient), False, None))


def _noted(mail: Mail, recipient: str) -> bytes:
    """What the last server writes above a mail. Each domain sends from its own servers alone."""
    claimed = parseaddr(str(message_from_bytes(mail.content)["From"]))[1].partition("@")[2]
    vouched = "pass" if claimed == mail.sender.partition("@")[2] else "fail"
    return (
        f"Return-Path: <{mail.sender}>\r\nX-Original-To: {recipient}\r\n"
        f"Delivered-To: {recipient}\r\n"
        f"Authentication-Results: {AUTHSERV}; dmarc={vouched} header.from={claimed}\r\n"
    ).encode() + mail.content


def _returned(mail: Mail, recipient: str) -> bytes:
    """A report that a mail could not be delivered (RFC 3464)."""
    head = f"""From: Mail Delivery System <{RETURNER}>
To: {mail.sender}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="=_returned"

--=_returned

Your mail could not be delivered.

--=_returned
Content-Type: message/delivery-status

Reporting-MTA: dns; {AUTHSERV}

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--=_returned
Content-Type: message/rfc822

"""
    return head.replace("\n", "\r\n").encode() + mail.content + b"\r\n--=_returned--\r\n"


@asynccontextmanager
async def post_office(users: Mapping[str, str]) -> AsyncIterator[PostOffice]:
    """A running one, with the mailboxes of these users by address. Needs `dovecot.programs`."""
    async with dovecot(users=dict.fromkeys(users.values(), PASSWORD)) as boxes:
        office = PostOffice(boxes, users)
        async with office.smtp:
            yield office
