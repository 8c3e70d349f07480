"""Accounts of mail for tests, on this very machine."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from channels.kinds import Account, Tools, kind_of
from channels.mail.accounts import read_account
from channels.platforms.email import EmailChannel
from channels.web.guarded_http import GuardedHttp
from tests.channels.building import StoppedClock
from tests.channels.platforms.desk import NoTokens

KIND = kind_of("email")
TOKEN_KEY = "a key that only we have"
DEFAULTS = {one.name: one.default for one in KIND.settings if one.default is not None}


def email_account(
    *,
    loopback: bool = True,
    secrets: dict[str, Sequence[str]] | None = None,
    **settings: object,
) -> Account:
    """care@example.org, which hands its mail over in the open, on this machine."""
    given = {"address": "care@example.org", "name": "Example Care", "smtp_host": "127.0.0.1"}
    given |= {"smtp_security": "none"} | {name: str(value) for name, value in settings.items()}
    return Account(
        "email",
        "care",
        "eu",
        {**DEFAULTS, **given},
        {"token_key": [TOKEN_KEY], **(secrets or {})},
        loopback,
    )


@asynccontextmanager
async def email_channel(account: Account, **more: Any) -> AsyncIterator[EmailChannel]:
    """Its channel; with `more` of what only tests say."""
    async with GuardedHttp() as http:
        tools = Tools(http, StoppedClock(), NoTokens())
        if more:
            yield EmailChannel(read_account(account), tools, **more)
        else:
            made = KIND.make(account, tools)
            assert isinstance(made, EmailChannel)
            yield made
