"""Whoever means ill reads no other's words and takes no room without end; nobody else notices."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from api.chat import following
from api.chat.following import Following
from api.chat.opening import Opening
from api.chat.tokens import VisitorTokens
from api.chat.visiting import Site as Account
from api.chat.visiting import Visit
from api.door import ChannelAccount, Door
from api.rates import RateLimits, Rates
from rulebook.home import Home
from rulebook.on_duty import TeamDuty
from tests.api.chat.conftest import Site, code_of
from tests.e2e.chatting import Chat
from tests.patience import PATIENCE

MEGABYTE = 1024 * 1024


def changed(site: Site, **parts: Any) -> Door:
    """The house's door with other parts."""
    site.house.door = replace(site.house.door, **parts)
    site.house.app.state.door = site.house.door
    return site.house.door


def limited(site: Site, **limits: int) -> None:
    changed(site, rates=Rates(RateLimits(**limits)))


def following_of(site: Site, chat: Chat, door: Door) -> Following:
    bearer = VisitorTokens(door.chat_keys).read(chat.token)
    return Following(Visit(door, Account("shop", site.channel, "eu"), site.stores, bearer), 0)


async def test_a_token_that_somebody_left_opens_nothing_of_whoever_signs_in_there(
    site: Site,
) -> None:
    chat = await site.visitor()
    await chat.say("Hola")
    left = Chat(site.house.client, token=chat.token)
    await chat.open(identity=site.identity())
    said = await chat.say("Mi pedido es el 4711.")
    for answer in (
        await left.ask("GET", "messages"),
        await left.ask("GET", "status"),
        await left.ask("POST", "messages", id=str(uuid.uuid4()), text="Soy yo."),
        await left.send_file(b"x", "x"),
    ):
        assert code_of(answer) == (401, "visitor_unknown")
    facts = await left.open()
    assert (facts["known"], facts["position"], facts["ticket"]) == (False, 0, None)
    assert facts["visitor"] not in (chat.facts["visitor"], "customer 7")
    assert [one["text"] for one in await chat.items()] == ["Hola", "Mi pedido es el 4711."]
    await site.answers(chat, "Llega mañana.", said["ticket_id"])
    assert await left.items() == []


async def test_a_stream_that_was_open_ends_when_its_visitor_signs_in_elsewhere(site: Site) -> None:
    chat = await site.visitor()
    await chat.say("Hola")
    left = Chat(site.house.client, token=chat.token)
    events = following_of(site, left, site.house.door).events()
    async with contextlib.aclosing(events), asyncio.timeout(PATIENCE.total_seconds()):
        told = [await anext(events) for _ in range(4)]
        assert "Hola" in told[1]
        await chat.open(identity=site.identity())
        await chat.say("Mi pedido es el 4711.")
        assert "4711" not in "".join([piece async for piece in events])


async def test_a_message_that_waited_while_they_signed_in_is_there_once(site: Site) -> None:
    chat, own = await site.visitor(), str(uuid.uuid4())
    first = await chat.say("Hola", own)
    await chat.open(identity=site.identity())
    assert await chat.say("Hola", own) == {**first, "duplicate": True}


@pytest.mark.parametrize("step", ["the conversations", "the customers"])
async def test_signing_in_that_was_cut_off_is_made_whole_by_the_next(
    site: Site, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    chat = await site.visitor()
    first = await chat.say("Hola")
    links = site.stores.channels.links
    on_chat = step == "the conversations"
    kind: Any = type(site.stores.chat if on_chat else links)
    name = "join" if on_chat else "signed_in"
    whole = getattr(kind, name)

    async def cut_off(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(kind, name, cut_off)
    with pytest.raises(ConnectionError):
        await chat.open(identity=site.identity())
    monkeypatch.setattr(kind, name, whole)
    await chat.open(identity=site.identity())
    assert [one["message_id"] for one in await chat.items()] == [first["message_id"]]
    await site.house.commands.hear_everything()
    view = await site.stores.views.ticket(first["ticket_id"])
    assert len(await site.stores.channels.links.person(view.customer_id)) == 2


async def test_a_known_customer_has_one_conversation_whatever_their_devices_speak(
    site: Site,
) -> None:
    def home(*, country: object, phone: object, account_region: object, locale: str | None) -> Home:
        return Home("na" if locale == "en" else "eu", "profile_locale")

    changed(site, home_of=home, account=lambda *_: ChannelAccount("shop", None))
    one = await site.visitor(identity=site.identity(), language="es")
    await one.say("Hola")
    other = await site.visitor(language="en")
    await other.open(identity=site.identity(), language="en")
    assert [item["text"] for item in await other.items()] == ["Hola"]
    third = await site.visitor(language="en")
    await third.say("Hello")
    await third.open(identity=site.identity(external_id="customer 8"), language="es")
    assert [item["text"] for item in await third.items()] == ["Hello"], "where they began"


async def test_who_renews_too_often_is_sent_away(site: Site) -> None:
    chat = await site.visitor()
    limited(site, chat=3)
    answers = [await site.is_told(chat) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]


async def test_all_visitors_of_one_address_are_counted_together(site: Site) -> None:
    limited(site, chat_of_address=10)
    chats = [await site.visitor() for _ in range(11)]
    answers = [await one.ask("GET", "messages") for one in chats]
    assert [one.status_code for one in answers] == [200] * 10 + [429]


async def test_files_count_by_their_size_and_five_of_the_largest_fit(site: Site) -> None:
    chat = await site.visitor()
    limited(site)
    large = b"x" * (10 * MEGABYTE)
    answers = [await chat.send_file(large, "x") for _ in range(6)]
    assert [one.status_code for one in answers] == [201] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    limited(site, chat=20)
    assert (await chat.send_file(large, "x")).status_code == 201, "a low limit lets one through"


async def test_of_files_that_no_message_names_the_last_twenty_wait(site: Site) -> None:
    chat = await site.visitor()
    files = []
    for number in range(21):
        site.house.clock.at += timedelta(seconds=1)
        files.append((await chat.send_file(b"x", f"{number}")).json()["id"])
    answer = await chat.ask("POST", "messages", id=str(uuid.uuid4()), text="", files=files[:1])
    assert [one["field"] for one in answer.json()["errors"]] == ["files"]
    assert (await chat.say("", files=files[-5:]))["position"] == 1


async def test_nobody_is_asked_for_an_address_that_their_site_vouches_for(site: Site) -> None:
    async def nobody(at: datetime) -> Sequence[TeamDuty]:
        return []

    changed(site, on_duty=nobody, opening=Opening())
    known = await site.visitor(identity=site.identity(email="maria@shop.example"))
    assert known.facts["desk"]["asks_email"] is False
    assert (await site.visitor()).facts["desk"]["asks_email"] is True
    events = following_of(site, known, site.house.door).events()
    async with contextlib.aclosing(events), asyncio.timeout(PATIENCE.total_seconds()):
        async for piece in events:
            if "event: status" in piece:
                assert '"asks_email":false' in piece
                break


class Ringing:
    """The port `Live` of a region in which something changes all the time."""

    ending = False

    def __init__(self) -> None:
        self._number = 0

    def number(self, region: str) -> int:
        return self._number

    async def changed(self, region: str, seen: int, seconds: float) -> int:
        self._number += 1
        return self._number


async def test_a_stream_says_that_it_is_there_also_while_others_write_all_the_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "HEARTBEAT", 0.01)
    events = following_of(site, await site.visitor(), changed(site, live=Ringing())).events()
    async with contextlib.aclosing(events), asyncio.timeout(PATIENCE.total_seconds()):
        while await anext(events) != following.STILL:
            pass


HOSTILE: Sequence[Any] = (
    *(None, True, -1, 2**70, 1.5, "", "\x00", "\ud800", "\u202e", "١", [], {}, [[None]]),
    *("x" * 5_000, "../../etc", "%00", "' OR 1=1 --", "<script>alert(1)</script>"),
)
SAID: dict[str, dict[str, Any]] = {
    "POST visitors": {"identity": None, "language": "es", "page": "https://shop.example/"},
    "POST messages": {
        **{"id": "6f1c1c3e-0d2b-4a53-9d1c-0123456789ab", "text": "x", "language": "es"},
        **{"files": [], "name": "María", "email": "m@shop.example", "subject": "Pedido"},
    },
    "POST delivered": {"position": 1},
    "POST rating": {"score": 5, "comment": "Bien."},
    "PUT consents/satisfaction": {"given": True},
}


@pytest.mark.parametrize(
    ("route", "field"), [(route, field) for route, said in SAID.items() for field in said]
)
async def test_nothing_that_stands_in_a_field_breaks_anything(
    site: Site, route: str, field: str
) -> None:
    chat = await site.visitor()
    limited(site, chat=0, chat_of_address=0, visitors=0, failures=0)
    method, path = route.split()
    header = {**chat.header, "Content-Type": "application/json"}
    for value in HOSTILE:
        content = json.dumps({**SAID[route], field: value})
        answer = await site.house.client.request(
            method, f"/v1/chat/shop/{path}", headers=header, content=content
        )
        assert answer.status_code < 500, (value, answer.text)
        assert answer.status_code < 400 or answer.json()["detail"], value


@pytest.mark.parametrize("name", ["%00", "%ff", "..%2f..", "shop%0a", "x" * 300, "%F0%9F%99%82"])
async def test_no_name_of_an_account_breaks_anything(site: Site, name: str) -> None:
    for path in (f"/v1/chat/{name}/messages", f"/chat/{name}", f"/v1/chat/status/{name}"):
        assert (await site.house.client.get(path)).status_code in (401, 404), path


@pytest.mark.parametrize(
    "written",
    [
        *("Bearer", "Bearer a b", "Bearer é", "Basic eDp5", "Bearer ..", f"Bearer {'x' * 9_000}"),
        "Bearer eyJhbGciOiJIUzI1NiIsImtpZCI6W119.e30.x",  # kid: []
        "Bearer eyJhbGciOiJIUzI1NiIsImtpZCI6ImV1In0.W10.x",  # claims: []
        "Bearer eyJhbGciOiJub25lIiwia2lkIjoiZXUifQ.e30.",  # alg: none
    ],
)
async def test_no_token_breaks_anything(site: Site, written: str) -> None:
    header = httpx.Headers([(b"authorization", written.encode())])
    answer = await site.house.client.get("/v1/chat/shop/messages", headers=header)
    assert code_of(answer) == (401, "visitor_unknown")
    answer = await site.house.client.post("/v1/chat/shop/visitors", headers=header, json={})
    assert answer.json()["known"] is False


async def test_strange_names_of_files_are_made_plain(site: Site) -> None:
    chat = await site.visitor()
    for name in ("%", "%FF%FE", "../../x", "a/b\\c", "%00", "%0d%0aSet-Cookie:x", "x" * 1_999):
        answer = await chat.send_file(b"hello", name)
        assert answer.status_code == 201, answer.text
        assert not set("/\\\r\n\x00") & set(answer.json()["name"])
    assert (await chat.send_file(b"hello", "x" * 2_001)).status_code == 422


async def test_a_day_later_the_same_token_is_still_no_way_in(site: Site) -> None:
    chat = await site.visitor()
    await chat.say("Hola")
    left = Chat(site.house.client, token=chat.token)
    await chat.open(identity=site.identity())
    site.house.clock.at += timedelta(days=1)
    assert code_of(await left.ask("GET", "messages")) == (401, "visitor_expired")
    assert (await left.open())["position"] == 0
