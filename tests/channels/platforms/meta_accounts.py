"""Accounts of WhatsApp, Messenger and Instagram for tests, with Meta standing in."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType
from typing import Any, cast

import pytest

from channels.kinds import Account, Kind, Tools
from channels.platforms import instagram, messenger, whatsapp
from channels.web.guarded_http import GuardedHttp
from domain.channel_tokens import Renew, Token, Tokens
from domain.channels import Request
from domain.ports import Outbound
from tests.standins.meta import APP_SECRET, INSTAGRAM, NUMBER, PAGE, TOKEN, VERSION, Meta, router_of
from tests.standins.meta_webhooks import NOW, PERSON, PSID
from tests.standins.server import standing_in

NAMES: Mapping[str, tuple[ModuleType, Mapping[str, str]]] = {
    "whatsapp": (whatsapp, {"phone_number_id": NUMBER, "business_account_id": ""}),
    "messenger": (messenger, {"page_id": PAGE, "human_agent": "no"}),
    "instagram": (instagram, {"account_id": INSTAGRAM, "human_agent": "no"}),
}
OBJECTS = {"messenger": "page", "instagram": "instagram"}  # of their webhooks
PEOPLE = {"whatsapp": PERSON, "messenger": PSID, "instagram": PSID}


def each(names: Sequence[str], *abilities: str) -> pytest.MarkDecorator:
    """Run a test for each of the channels, of which it shows these abilities."""
    if not abilities:
        return pytest.mark.parametrize("name", list(names))
    marked = (pytest.param(name, marks=pytest.mark.channel(name, *abilities)) for name in names)
    return pytest.mark.parametrize("name", list(marked))


def both(*abilities: str) -> pytest.MarkDecorator:
    """For Messenger and for Instagram."""
    return each(tuple(OBJECTS), *abilities)


def all_three(*abilities: str) -> pytest.MarkDecorator:
    """For WhatsApp as well."""
    return each(tuple(NAMES), *abilities)


class MovingClock:
    """The instant that a test sets."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass
class TokensHere:
    """The port `Tokens` in memory: a token is renewed once it has ended or was refused."""

    clock: MovingClock
    kept: dict[str, Token] = field(default_factory=dict)
    renewed: list[str] = field(default_factory=list)

    async def get(self, name: str, renew: Renew) -> str:
        token = self.kept.get(name)
        ended = token and token.expires_at is not None and token.expires_at <= self.clock.now()
        if token is None or ended:
            self.renewed.append(name)
            token = await renew()
            self.kept[name] = token
        return token.value

    async def refused(self, name: str, value: str) -> None:
        token = self.kept.get(name)
        if token is not None and token.value == value:
            del self.kept[name]

    async def keep(self, name: str, token: Token) -> None:
        self.kept[name] = token


def kind_of(channel: str) -> Kind:
    return cast("Kind", NAMES[channel][0].KIND)


def account_of(
    channel: str,
    api: str = "http://127.0.0.1:9",
    secrets: Mapping[str, Sequence[str]] | None = None,
    **settings: str,
) -> Account:
    known = {"access_token": [TOKEN], "app_secret": [APP_SECRET], "verify_token": ["verify-me"]}
    whole = {"api": api, "version": VERSION, **NAMES[channel][1], **settings}
    return Account(channel, "main", "eu", whole, {**known, **(secrets or {})}, loopback=True)


@dataclass
class Desk:
    """One account of ours, and Meta on the other side."""

    meta: Meta
    clock: MovingClock
    tokens: TokensHere
    http: GuardedHttp
    channel: Any  # whichever it is: tests ask of it what its Protocols promise
    name: str

    def built(self, secrets: Mapping[str, Sequence[str]] | None = None, **settings: str) -> Any:
        """The same account with other settings."""
        tools = Tools(self.http, self.clock, self.tokens)
        return self.built_with(tools, secrets, **settings)

    def built_with(
        self, tools: Tools, secrets: Mapping[str, Sequence[str]] | None = None, **settings: str
    ) -> Any:
        """The same with other tools."""
        api = settings.pop("api", self.meta.url)
        account = account_of(self.name, api, secrets, **settings)
        return kind_of(self.name).make(account, tools)


@asynccontextmanager
async def desk_with(
    name: str, secrets: Mapping[str, Sequence[str]] | None = None, **settings: str
) -> AsyncIterator[Desk]:
    meta, clock = Meta(), MovingClock()
    tokens = TokensHere(clock)
    async with standing_in(meta, router_of(meta)), GuardedHttp() as http:
        desk = Desk(meta, clock, tokens, http, None, name)
        desk.channel = desk.built(secrets, **settings)
        yield desk


def offline(name: str, secrets: Mapping[str, Sequence[str]] | None = None, **settings: str) -> Any:
    """A channel for reading alone: nothing is asked."""
    clock = MovingClock()
    tokens: Tokens = TokensHere(clock)
    tools = Tools(GuardedHttp(), clock, tokens)
    return kind_of(name).make(account_of(name, secrets=secrets, **settings), tools)


def outbound(channel: str, text: str = "Your order arrives tomorrow.", **parts: Any) -> Outbound:
    known = {
        "key": "eu-1:12:0",
        "event": "message.created",
        "channel": channel,
        "account": "main",
        "ticket_id": "eu-1",
        "message_id": "message-9",
        "conversation_id": PEOPLE[channel],
        "author_kind": "agent",
        "author_id": "agent-1",
        "author_name": "Inês",
        "text": text,
        "language": "en",
        "sent_at": NOW,
        "recipient": PEOPLE[channel],
    }
    return Outbound(**{**known, **parts})


def greeting(query: Mapping[str, str], method: str = "GET") -> Request:
    return Request(method, "https://desk.example/hook", {}, query, b"", NOW)
