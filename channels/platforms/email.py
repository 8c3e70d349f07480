"""Mail, both ways: brought from a mailbox by IMAP or by a webhook, handed to a server by SMTP."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from typing import Final

from channels.kinds import Account, Kind, NeededSecret, Setting, Tools
from channels.mail.accounts import MailAccount, read_account
from channels.mail.checking import check_incoming, check_outgoing, check_webhook
from channels.mail.collecting import NOT_WHOLE, Collector, Pace
from channels.mail.composing import compose
from channels.mail.mailbox import LARGEST
from channels.mail.posted import PostedMail
from channels.mail.reading import read_mail
from channels.mail.smtp import MailHandover
from channels.mail.tokens import message_id
from channels.outcomes import Outcome, settled
from domain.abilities import Collected, Finding
from domain.channels import Item, Limits, Request, TokenRefused, Unreadable
from domain.ports import Outbound, Receipt, Refused
from domain.vocabulary import DeliveryState

WHOLE_SECONDS: Final = 20.0  # of handing a mail over: the verb that does it has 35
# Most servers take 25 MB in all (RFC 5321 §4.5.3.1.7 asks for 64 kB), and files grow by a third.
LARGEST_FILES: Final = 18 * 1024 * 1024
LIMITS: Final = Limits(longest=200_000, files=("*/*",), largest=LARGEST_FILES, machines_answer=True)


class EmailChannel:
    """One address of ours: what is written to it, and what it writes.

    Repeats are not surely folded: a mail that is sent twice has the same Message-ID, by which most
    mailboxes show it once and some show it twice. So what may have been taken is never repeated.
    """

    name = "email"
    folds_repeats = False
    limits = LIMITS
    sends_files = True
    reports: tuple[DeliveryState, ...] = ()  # bounces tell of failures; nothing tells of arrival

    def __init__(
        self,
        account: MailAccount,
        tools: Tools,
        *,
        whole_timeout: float = WHOLE_SECONDS,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`tls` is for other roots of trust, `whole_timeout` (seconds) of one mail that is sent."""
        self._account = account
        self._clock = tools.clock
        self._tls = tls
        self._posted = PostedMail(
            account.mailgun_keys, account.inbound_secrets, largest=account.writer.mailbox.largest
        )
        self._handover = MailHandover(account.outgoing, whole_timeout=whole_timeout, tls=tls)

    async def send(self, message: Outbound) -> Receipt:
        """Hand one message over as a mail, once; its id is the Message-ID.

        Raises Refused (`unwritable`, `too_large`, or as MailHandover gives it), NotNow,
        OutcomeUnknown or TokenRefused.
        """
        outcome = await self._attempt(message)
        if isinstance(outcome, TokenRefused):
            raise outcome
        return settled(outcome)

    async def _attempt(self, message: Outbound) -> Outcome | TokenRefused:
        if sum(len(file.content) for file in message.files) > LARGEST_FILES:
            return Refused("too_large")
        try:
            # Files make it long, and the others should not wait for it.
            envelope = await asyncio.to_thread(
                compose, message, self._account.writer, self._clock.now()
            )
        except ValueError:
            return Refused("unwritable")
        outcome = await self._handover.give(envelope)
        if isinstance(outcome, Receipt):
            return Receipt(message_id(self._account.writer.mailbox, message.key))
        return outcome

    def accepts(self, request: Request) -> bool:
        """Whether it was posted and signed by one who may; nobody may where there is no secret."""
        return self._posted.accepts(request)

    def read(self, request: Request) -> Sequence[Item]:
        """All that a mail tells. What was too large to be brought is Unreadable, with its head."""
        reason = request.headers.get(NOT_WHOLE)
        if reason:
            return [Unreadable(reason, request.body)]
        mail = self._posted.raw_mail(request)
        if mail is None:
            return [Unreadable("no_mail", request.body)]
        return read_mail(mail, self._account.writer.mailbox, request.at)

    async def check(self, webhook_url: str | None) -> Sequence[Finding]:
        """Log in on both servers and look whether mail has a way in; nothing is changed."""
        return [
            *await check_outgoing(self._account, self._handover),
            *await check_incoming(self._account, self._tls),
            *check_webhook(self._account, webhook_url),
        ]


class CollectingEmailChannel(EmailChannel):
    """An address whose mails lie in a mailbox that we read."""

    def __init__(
        self,
        account: MailAccount,
        tools: Tools,
        *,
        whole_timeout: float = WHOLE_SECONDS,
        tls: ssl.SSLContext | None = None,
        pace: Pace | None = None,
    ) -> None:
        """As above; `pace` of looking into the mailbox."""
        super().__init__(account, tools, whole_timeout=whole_timeout, tls=tls)
        assert account.incoming is not None, "an account without a mailbox collects nothing"
        self._collector = Collector(
            account.incoming,
            tools.clock,
            largest=account.writer.mailbox.largest,
            pace=pace,
            tls=tls,
        )

    def collect(self) -> AsyncIterator[Collected]:
        """The mails of the folder, as they come."""
        return self._collector.collect()


def _make(account: Account, tools: Tools) -> EmailChannel:
    """Raises ValueError with a sentence for what does not go together."""
    read = read_account(account)
    made = EmailChannel if read.incoming is None else CollectingEmailChannel
    return made(read, tools)


_PORT: Final = r"[1-9]\d{0,4}"
_SECURITY: Final = "tls|starttls|none"
_HOST: Final = r"[A-Za-z0-9.:-]+"
_ADDRESS: Final = r"[^@\s,]+@[A-Za-z0-9.-]+"

KIND: Final = Kind(
    name="email",
    title="Mail",
    limits=LIMITS,
    abilities=CollectingEmailChannel,
    make=_make,
    settings=(
        Setting("address", "the address that we write as", "care@example.org", None, _ADDRESS),
        Setting("name", "what that address is called, in its mails", "Example Care", ""),
        Setting(
            "answers_to",
            "the address that answers go to, where another one than ours takes them",
            "in@example.org",
            "",
            _ADDRESS,
        ),
        Setting(
            "also",
            "further addresses that are ours, with commas between",
            "help@example.org,hilfe@example.org",
            "",
            rf"{_ADDRESS}(,\s*{_ADDRESS})*",
        ),
        Setting(
            "tokens_in",
            "where an answer says of which ticket it is: in the address that it goes to, or in the "
            "subject, for servers that do not deliver care+anything@ to care@",
            "subject",
            "address",
            "address|subject",
        ),
        Setting(
            "authserv_id",
            "the name under which our own mail server says who a mail is really from (RFC 8601); "
            "without it every sender is unverified",
            "mx.example.org",
            "",
            r"[^\s;,]+(,\s*[^\s;,]+)*",
        ),
        Setting(
            "machines",
            "machines whose mail is read although it says to verify, or that nobody answers there: "
            "addresses, or whole domains; of others it is set aside",
            "orders@shop.example.org",
            "",
            rf"({_ADDRESS}|[A-Za-z0-9.-]+)(,\s*({_ADDRESS}|[A-Za-z0-9.-]+))*",
        ),
        Setting("smtp_host", "the server that takes our mail", "smtp.example.org", None, _HOST),
        Setting("smtp_port", "its port", "465", "587", _PORT),
        Setting("smtp_security", "how it is encrypted", "tls", "starttls", _SECURITY),
        Setting("smtp_user", "who we are to it; nobody logs in without", "care@example.org", ""),
        Setting(
            "imap_host",
            "the server of the mailbox; none: no mailbox is read",
            "imap.example.org",
            "",
            _HOST,
        ),
        Setting("imap_port", "its port", "143", "993", _PORT),
        Setting("imap_security", "how it is encrypted", "starttls", "tls", _SECURITY),
        Setting("imap_user", "whose mailbox it is; the address, where it is left out", "care", ""),
        Setting("imap_folder", "the folder that is read", "Customers", "INBOX"),
    ),
    secrets=(
        NeededSecret(
            "token_key",
            "what addresses and Message-IDs are signed with",
            "made by you: at least 16 characters that nobody guesses; `openssl rand -hex 32`",
        ),
        NeededSecret(
            "smtp_password", "the password of smtp_user", "with your mail server", optional=True
        ),
        NeededSecret(
            "imap_password", "the password of imap_user", "with your mail server", optional=True
        ),
        NeededSecret(
            "mailgun_key",
            "what Mailgun signs its webhooks with",
            "Mailgun: Sending, Webhooks, HTTP webhook signing key",
            optional=True,
        ),
        NeededSecret(
            "inbound_secret",
            "what whoever else posts mails to us signs them with, as our own webhooks are signed",
            "made by you: `whsec_` and base64 of 32 bytes; give it to the program that posts",
            optional=True,
        ),
    ),
    largest_delivery=LARGEST * 5 // 4,  # as a form it grows
)
