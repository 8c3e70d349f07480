"""Channels and pagers built for tests, with a clock that stands still."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from channels.kinds import Account, Tools
from channels.mail.connecting import Security
from channels.mail.smtp import MailServer
from channels.paging.email import EmailPager
from channels.paging.webhook import WebhookPager
from channels.platforms.webhook import WebhookChannel
from channels.web.guarded_http import GuardedHttp
from channels.web.signature import write_secret
from channels.web.signed_webhook import Endpoint
from domain.channel_tokens import Renew, Token

NOW = datetime(2026, 3, 29, 1, 30, 5, tzinfo=UTC)
SECRET = bytes(range(32))
URL_SECRET = "t0ken-in-the-path"
SENDER = "desk@example.org"


class StoppedClock:
    """Always now."""

    def now(self) -> datetime:
        return NOW


def url_of(port: int, host: str = "127.0.0.1", scheme: str = "http") -> str:
    return f"{scheme}://{host}:{port}/hooks/{URL_SECRET}?key={URL_SECRET}"


class NoTokens:
    """The port `Tokens` of channels that have none."""

    async def get(self, name: str, renew: Renew) -> str:
        raise NotImplementedError

    async def refused(self, name: str, value: str) -> None:
        raise NotImplementedError

    async def keep(self, name: str, token: Token) -> None:
        raise NotImplementedError


def webhook_account(
    url: str | None = None,
    *,
    secrets: Sequence[bytes] = (SECRET,),
    loopback: bool = True,
    **settings: str,
) -> Account:
    """The account shop/lisbon, which posts to `url`."""
    return Account(
        "shop",
        "lisbon",
        None,
        {"callback_url": url or "", "vouches_for": "nothing", **settings},
        {"signing": [write_secret(one) for one in secrets]},
        loopback,
    )


@asynccontextmanager
async def webhook_channel(
    url: str | None = None,
    *,
    http: GuardedHttp | None = None,
    loopback: bool = True,
    account: Account | None = None,
) -> AsyncIterator[WebhookChannel]:
    """A channel of the account shop/lisbon, or of another."""
    async with http or GuardedHttp() as client:
        tools = Tools(client, StoppedClock(), NoTokens())
        yield WebhookChannel(account or webhook_account(url, loopback=loopback), tools)


@asynccontextmanager
async def webhook_pager(
    url: str, *, loopback: bool = True, loopback_allowed: bool = True
) -> AsyncIterator[WebhookPager]:
    """A pager with the one webhook `on-call`, which posts to `url`."""
    async with GuardedHttp() as http:
        yield WebhookPager(
            {"on-call": Endpoint(url, SECRET, loopback)},
            StoppedClock(),
            http,
            loopback_allowed=loopback_allowed,
        )


def email_pager(port: int, *, whole_timeout: float = 10.0) -> EmailPager:
    """A pager that hands plain mail to a server on this machine."""
    server = MailServer(SENDER, "127.0.0.1", port, Security.NONE)
    return EmailPager(server, StoppedClock(), whole_timeout=whole_timeout)
