"""Looks whether mail can go out and come in, without sending or moving any."""

import asyncio
import ssl
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from channels.mail.accounts import MailAccount
from channels.mail.imap import FAILURES, CannotCollect, ImapConnection, ImapServer
from channels.mail.smtp import MailHandover
from domain.abilities import Finding
from domain.channels import TokenRefused
from domain.ports import Receipt

_SECONDS: Final = 15.0
_UNREACHABLE: Final = (
    "look whether host, port and security are right, and whether a firewall lets us out"
)
_ADVICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unreachable": "look whether host, port and security are right, and a firewall lets us out",
        "unsupported": "it does not offer that encryption or log-in; try tls, with its port",
        "forbidden_destination": "it is at an address that is never called, or on this very "
        "machine without loopback: true",
        "login_refused": "mend user or password; some providers want a password for each program",
        "no_such_folder": "make that folder, or mend imap_folder",
        "no_folders_of_ours": "allow us to make folders: what is read goes to Meridian/Kept",
        "unencrypted": "write imap_security: tls, or starttls",
    }
)


async def check_outgoing(account: MailAccount, handover: MailHandover) -> Sequence[Finding]:
    """Whether the server takes us; no mail is handed over."""
    outcome = await handover.knock()
    if isinstance(outcome, Receipt):
        return [Finding("the server for outgoing mail takes us", well=True)]
    advice = _ADVICE.get(outcome.reason, f"it answered {outcome.reason}; ask who runs it")
    if isinstance(outcome, TokenRefused):
        advice = f"{_ADVICE['login_refused']} ({outcome.reason})"
    return [Finding("the server for outgoing mail takes us", well=False, advice=advice)]


async def check_incoming(
    account: MailAccount, tls: ssl.SSLContext | None = None
) -> Sequence[Finding]:
    """Whether the mailbox can be read, and whether there is any way in."""
    if account.incoming is not None:
        return [await asyncio.to_thread(_mailbox, account.incoming, tls)]
    if account.is_posted_to:
        return []
    advice = "name a mailbox (imap_host), or a secret for the webhook; until then it only sends"
    return [Finding("mail has a way in", well=False, advice=advice)]


def check_webhook(account: MailAccount, webhook_url: str | None) -> Iterator[Finding]:
    """What is to be clicked where mails are posted to us: nobody can be asked for that."""
    if not account.is_posted_to:
        return
    where = webhook_url or "the webhook's address"
    if account.mailgun_keys:
        advice = f'Mailgun: Receiving, Create route, forward("{where}?as=mime"), and stop()'
        yield Finding("mails may be posted by Mailgun", well=True, advice=advice)
    if account.inbound_secrets:
        advice = (
            f"POST each mail as it is to {where}, as message/rfc822, signed with inbound_secret "
            "as our own webhooks are"
        )
        yield Finding("mails may be posted by others", well=True, advice=advice)


def _mailbox(server: ImapServer, tls: ssl.SSLContext | None) -> Finding:
    try:
        connection = ImapConnection(server, timeout=_SECONDS, tls=tls, only_looks=True)
    except CannotCollect as trouble:
        reason = trouble.reason
    except FAILURES:
        reason = "unreachable"
    else:
        idles = connection.idles
        connection.close()
        advice = "" if idles else "it cannot tell of new mail (IDLE): it is asked once a minute"
        return Finding("the mailbox can be read", well=True, advice=advice)
    return Finding("the mailbox can be read", well=False, advice=_ADVICE[reason])
