"""What an account says of mail, read into the parts that need it."""

from dataclasses import dataclass, field
from typing import Final

from channels.kinds import Account
from channels.mail.composing import Writer
from channels.mail.connecting import Place, Security
from channels.mail.imap import ImapServer
from channels.mail.mailbox import Mailbox
from channels.mail.smtp import MailServer
from channels.mail.tokens import reply_address

_NO_TICKET: Final = "0" * 26  # as long as that of any


@dataclass(frozen=True, slots=True)
class MailAccount:
    """One account: who writes, to which server, and from where mails come."""

    writer: Writer
    outgoing: MailServer
    incoming: ImapServer | None = None  # None: no mailbox is read
    mailgun_keys: tuple[str, ...] = field(default=(), repr=False)
    inbound_secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def is_posted_to(self) -> bool:
        """Whether somebody may post mails to us."""
        return bool(self.mailgun_keys or self.inbound_secrets)


def read_account(account: Account) -> MailAccount:
    """Raises ValueError with a sentence for what does not go together."""
    settings = account.settings
    mailbox = Mailbox(
        address=settings["address"],
        keys=tuple(one.encode() for one in account.secrets.get("token_key", ())),
        answers_to=settings["answers_to"],
        others=_listed(settings["also"]),
        authserv_ids=_listed(settings["authserv_id"]),
        machines=_listed(settings["machines"]),
    )
    plus = settings["tokens_in"] == "address"
    if plus:  # ValueError: no room for a token
        reply_address(mailbox, f"{account.region or 'xx'}-{_NO_TICKET}")
    return MailAccount(
        Writer(mailbox, settings["name"], plus_addresses=plus),
        _outgoing(account),
        _incoming(account),
        tuple(account.secrets.get("mailgun_key", ())),
        _inbound_secrets(account),
    )


def _outgoing(account: Account) -> MailServer:
    settings, password = account.settings, account.secret("smtp_password")
    user, security = settings["smtp_user"], Security(settings["smtp_security"])
    if bool(user) != bool(password):
        raise ValueError("smtp_user and the secret smtp_password go together; write both, or none")
    if user and security is Security.NONE and not account.loopback:
        raise ValueError("a password only travels encrypted: write smtp_security: starttls, or tls")
    return MailServer(
        settings["address"],
        settings["smtp_host"],
        _port(settings["smtp_port"], "smtp_port"),
        security,
        user or None,
        password or None,
        loopback=account.loopback,
    )


def _incoming(account: Account) -> ImapServer | None:
    settings, password = account.settings, account.secret("imap_password")
    if bool(settings["imap_host"]) != bool(password):
        raise ValueError("imap_host and the secret imap_password go together; write both, or none")
    if not settings["imap_host"]:
        return None
    security = Security(settings["imap_security"])
    if security is Security.NONE and not account.loopback:
        raise ValueError("a password only travels encrypted: write imap_security: starttls, or tls")
    port = _port(settings["imap_port"], "imap_port")
    return ImapServer(
        Place(settings["imap_host"], port, loopback=account.loopback),
        security,
        settings["imap_user"] or settings["address"],
        password,
        settings["imap_folder"],
    )


def _inbound_secrets(account: Account) -> tuple[str, ...]:
    found = tuple(account.secrets.get("inbound_secret", ()))
    if any(len(one) < 16 for one in found):
        raise ValueError("the secret inbound_secret has at least 16 characters")
    return found


def _port(written: str, setting: str) -> int:
    port = int(written)
    if port > 65535:
        raise ValueError(f"{setting} is a number from 1 to 65535")
    return port


def _listed(written: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in written.split(",") if one.strip())
