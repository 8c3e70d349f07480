"""The chat's account `shop` in a house of the API, and visitors of it."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from api.door import ChannelAccount, UnknownAccount
from api.pages import Pages
from channels.platforms.chat import KIND, ChatChannel
from domain.ports import Outbound
from domain.stores import RegionStores
from runtime.live import LiveRegions
from tests.api.house import House
from tests.channels.platforms.desk import account_of, tools
from tests.e2e.chatting import Chat

SECRET = "the shop's secret has 32 characters"
OLDER = "the secret before it is as long as that"
ACCOUNTS = ("shop", "another")
SITES = "https://shop.example https://*.shop.example"


@dataclass
class OneEar:
    """The port `Ears` with one account of the chat."""

    channel: ChatChannel

    def of(self, channel: str, account: str) -> ChatChannel | None:
        return self.channel if channel == "chat" and account in ACCOUNTS else None

    def largest(self, channel: str) -> int:
        return 1_000


@dataclass
class Site:
    """The chat of one house."""

    house: House
    channel: ChatChannel
    said: int = field(default=0)

    @property
    def stores(self) -> RegionStores:
        return self.house.door.regions["eu"]

    async def visitor(self, **body: object) -> Chat:
        """Somebody who opens the chat."""
        chat = Chat(self.house.client)
        await chat.open(**body)
        return chat

    def identity(self, secret: str = SECRET, **claims: object) -> str:
        """What the site signs; None leaves a claim out."""
        soon = int((self.house.clock.at + timedelta(hours=1)).timestamp())
        told = {"external_id": "customer 7", "exp": soon, **claims}
        said = {name: value for name, value in told.items() if value is not None}
        return jwt.encode({"alg": "HS256"}, said, OctKey.import_key(secret))

    async def answers(self, chat: Chat, text: str, ticket: str, **more: object) -> None:
        """An agent's answer, as a worker hands it over."""
        self.said += 1
        values: dict[str, object] = {
            "key": f"{ticket}:{self.said}:0",
            "event": "message.created",
            "channel": "chat",
            "account": "shop",
            "ticket_id": ticket,
            "message_id": f"ours-{self.said}",
            "conversation_id": "",
            "author_kind": "agent",
            "author_id": "ana.silva",
            "author_name": "",
            "text": text,
            "language": "es",
            "sent_at": self.house.clock.at,
            "recipient": chat.facts["visitor"],
        }
        await self.channel.send(Outbound(**{**values, **more}))  # type: ignore[arg-type] # a table of mixed fields

    async def is_told(self, chat: Chat, **how: object) -> httpx.Response:
        """Open the chat again, whatever comes of it."""
        return await chat.ask("POST", "visitors", **how)


@pytest.fixture
async def site(house: House, tmp_path: Path) -> AsyncIterator[Site]:
    async with tools() as given:
        stores = house.door.regions["eu"]
        settings = {"sites": SITES, "title": "Shop", "agents": "first name"}
        account = account_of(KIND, settings, {"identity": [SECRET, OLDER]})
        chat = ChatChannel(account, replace(given, clock=house.clock, chat=stores.chat))
        live = LiveRegions(
            {name: one.live.happenings for name, one in house.door.regions.items()}, house.clock
        )
        keys = {name: name.encode().ljust(32, b"k") for name in house.door.regions}
        (tmp_path / "pages").mkdir()
        (tmp_path / "pages" / "chat.html").write_text("<!doctype html>")
        (tmp_path / "pages" / "loader.js").write_text("1;")
        house.door = replace(
            house.door,
            ears=OneEar(chat),
            account=_account,
            chat_keys=keys,
            live=live,
            pages=Pages.of(tmp_path / "pages"),
        )
        house.app.state.door = house.door
        yield Site(house, chat)
        await live.close()


def _account(channel: str, name: str | None) -> ChannelAccount:
    if channel != "chat" or name not in ACCOUNTS:
        raise UnknownAccount("account", "The desk has no such account.")
    return ChannelAccount(str(name), "eu")


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """The status and the code of a problem."""
    return answer.status_code, str(json.loads(answer.content).get("code"))
