"""Channels and pagers built for tests, with a clock that stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from channels.callback import CallbackAccount, CallbackChannel
from channels.paging.email import EmailPager, MailServer, Security
from channels.paging.webhook import WebhookPager
from channels.web.guarded_http import GuardedHttp
from channels.web.signed_webhook import Endpoint

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


@asynccontextmanager
async def callback_channel(
    url: str | None,
    *,
    http: GuardedHttp | None = None,
    loopback: bool = True,
    loopback_allowed: bool = True,
) -> AsyncIterator[CallbackChannel]:
    """A channel with the one account (shop, lisbon), which posts to `url`."""
    account = CallbackAccount("shop", "lisbon", url, SECRET, loopback)
    async with http or GuardedHttp() as client:
        yield CallbackChannel(
            {("shop", "lisbon"): account},
            StoppedClock(),
            client,
            loopback_allowed=loopback_allowed,
        )


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
