"""Files, streams, ratings, consents and links to a status: each for its own visitor alone."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from api.chat.opening import Opening
from domain.attachments import Blob
from domain.chat import Visitor
from domain.stores import Text
from rulebook.on_duty import TeamDuty
from tests.api.chat.conftest import Site, code_of
from tests.e2e.chatting import Chat

PNG = b"\x89PNG\r\n\x1a\n and more"


async def sent(chat: Chat, content: bytes = PNG, name: str = "foto.png") -> dict[str, Any]:
    answer = await chat.send_file(content, name)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def fetched(chat: Chat, file: str) -> Any:
    return await chat.ask("GET", f"files/{file}")


@pytest.mark.channel("chat", "in")
async def test_a_visitors_file_comes_with_their_message_and_is_the_agents_as_any(
    site: Site,
) -> None:
    chat = await site.visitor()
    file = await sent(chat, name="fo%C3%A7o%E2%80%AE.exe")
    assert (file["name"], file["type"], file["bytes"]) == ("foço.exe.png", "image/png", len(PNG))
    said = await chat.say("", files=[file["id"]])
    await site.house.commands.hear_everything()
    page = await site.house.get(f"/v1/tickets/{said['ticket_id']}/messages")
    [attachment] = page.json()["items"][0]["attachments"]
    path = f"/v1/tickets/{said['ticket_id']}/attachments/{attachment['id']}"
    assert (await site.house.get(path)).content == PNG
    [item] = await chat.items()
    [own] = item["files"]
    answer = await fetched(chat, own["id"])
    assert answer.content == PNG
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert code_of(await fetched(await site.visitor(), own["id"])) == (404, "no_such_file")


async def test_a_message_with_files_that_comes_again_is_the_same(site: Site) -> None:
    chat, own = await site.visitor(), str(uuid.uuid4())
    file = await sent(chat)
    first = await chat.say("mira", own, files=[file["id"]])
    assert await chat.say("mira", own, files=[file["id"]]) == {**first, "duplicate": True}
    answer = await chat.ask("POST", "messages", id=str(uuid.uuid4()), text="", files=[file["id"]])
    assert code_of(answer) == (422, "invalid")


async def test_two_tabs_that_send_the_same_message_with_its_file_at_once_send_it_once(
    site: Site,
) -> None:
    chat, own = await site.visitor(), str(uuid.uuid4())
    file = await sent(chat)
    said = await asyncio.gather(*(chat.say("mira", own, files=[file["id"]]) for _ in range(6)))
    assert len({(one["position"], one["message_id"]) for one in said}) == 1
    assert [len(one["files"]) for one in await chat.items()] == [1]


async def test_a_file_of_somebody_else_cannot_be_named(site: Site) -> None:
    file = await sent(await site.visitor())
    other = await site.visitor()
    answer = await other.ask("POST", "messages", id=str(uuid.uuid4()), text="", files=[file["id"]])
    assert [one["field"] for one in answer.json()["errors"]] == ["files"]


async def test_a_file_that_is_too_large_or_empty_is_refused(site: Site) -> None:
    chat = await site.visitor()
    answer = await chat.send_file(b"x" * (10 * 1024 * 1024 + 1), "x")
    assert code_of(answer) == (413, "too_large")
    assert (await chat.send_file(b"", "x")).status_code == 422


@pytest.mark.channel("chat", "files")
async def test_an_agents_file_is_fetched_by_its_visitor_alone(site: Site) -> None:
    chat = await site.visitor()
    said = await chat.say("Hola")
    standing = await site.stores.chat.standing(Visitor("shop", chat.facts["visitor"]))
    assert standing is not None
    customer, ticket = standing.customer_id, said["ticket_id"]
    facts = {"id": "f-1", "name": "plan.png", "type": "image/png", "size": len(PNG)}
    content = {"text": "Aquí está.", "attachments": [facts]}
    await site.stores.vault.put(Text("ours-1", customer, ticket, "message", "es", content))

    async def pieces() -> AsyncIterator[bytes]:
        yield PNG

    await site.stores.blobs.put(Blob("f-1", customer, ticket, "ours-1"), pieces())
    other = await site.visitor()
    assert code_of(await fetched(chat, "f-1")) == (404, "no_such_file"), "nobody sent it yet"
    await site.answers(chat, "Aquí está.", ticket)
    [item] = await chat.items(after=1)
    expected = {"id": "f-1", "name": "plan.png", "type": "image/png", "bytes": len(PNG)}
    assert item["files"] == [expected]
    assert (await fetched(chat, "f-1")).content == PNG
    assert code_of(await fetched(other, "f-1")) == (404, "no_such_file")


@pytest.mark.channel("chat", "receipt")
async def test_what_was_read_is_shown_as_read_and_never_as_less(site: Site) -> None:
    chat = await site.visitor()
    said = await chat.say("Hola")
    await site.answers(chat, "Hola.", said["ticket_id"])
    for path, state in (("delivered", "delivered"), ("read", "read"), ("delivered", "read")):
        assert (await chat.ask("POST", path, position=99)).status_code == 204
        assert (await chat.items(after=1))[0]["state"] == state


async def test_a_rating_is_taken_once_the_ticket_is_solved(site: Site) -> None:
    chat = await site.visitor()
    assert code_of(await chat.ask("POST", "rating", score=5)) == (404, "no_conversation")
    said = await chat.say("Hola")
    await site.house.commands.hear_everything()
    answer = await chat.ask("POST", "rating", score=5)
    assert answer.status_code == 409
    assert answer.json()["detail"]
    await site.house.post(f"/v1/tickets/{said['ticket_id']}/claim")
    await site.house.post(f"/v1/tickets/{said['ticket_id']}/replies", {"text": "Hola."})
    await site.house.post(f"/v1/tickets/{said['ticket_id']}/solve")
    answer = await chat.ask("POST", "rating", score=4, comment="Muy bien.")
    assert answer.json() == {"ticket": {"id": said["ticket_id"], "status": "solved", "rating": 4}}
    for score in (0, 6, "5"):
        assert (await chat.ask("POST", "rating", score=score)).status_code == 422


async def test_a_consent_is_asked_for_each_purpose_and_taken_back_as_easily(site: Site) -> None:
    chat = await site.visitor()
    asked = {one["purpose"]: one["given"] for one in chat.facts["purposes"]}
    assert asked
    purpose = next(iter(asked))
    assert asked[purpose] is None
    for given in (True, False):
        answer = await chat.ask("PUT", f"consents/{purpose}", given=given)
        [found] = [one for one in answer.json()["purposes"] if one["purpose"] == purpose]
        assert found["given"] is given
    again = await chat.open()
    assert {one["purpose"]: one["given"] for one in again["purposes"]}[purpose] is False
    assert (await chat.ask("PUT", "consents/anything", given=True)).status_code == 422


async def test_a_link_shows_states_and_times_and_no_word(site: Site) -> None:
    chat = await site.visitor()
    assert code_of(await chat.ask("GET", "status")) == (404, "no_conversation")
    said = await chat.say("La palabra es xilófono.")
    await site.house.commands.hear_everything()
    own = (await chat.ask("GET", "status")).json()
    answer = await site.house.client.get(f"/v1/chat/status/{own['token']}")
    found = answer.json()
    assert found == {name: value for name, value in own.items() if name not in ("token", "link")}
    assert (found["ticket_id"], found["solved_at"]) == (said["ticket_id"], None)
    assert "xilófono" not in answer.text
    assert own["link"] == f"/chat/shop#status={own['token']}"
    for wrong in (own["token"][:-3] + "AAA", "x"):
        answer = await site.house.client.get(f"/v1/chat/status/{wrong}")
        assert code_of(answer) == (404, "no_such_status")
    site.house.clock.at += timedelta(days=181)
    answer = await site.house.client.get(f"/v1/chat/status/{own['token']}")
    assert answer.status_code == 404


async def test_a_closed_desk_says_when_it_opens_and_takes_messages_all_the_same(
    site: Site,
) -> None:
    chat = await site.visitor()
    assert chat.facts["desk"] == {"open": True, "opens_at": None, "asks_email": False}
    opens = site.house.clock.at + timedelta(hours=8)

    async def nobody(at: datetime) -> list[TeamDuty]:
        return [TeamDuty("eu-care", "eu", (), (), None, (("ana",), opens), (), ())]

    site.house.door = replace(site.house.door, on_duty=nobody, opening=Opening())
    site.house.app.state.door = site.house.door
    said = (await chat.open())["desk"]
    assert (said["open"], said["asks_email"]) == (False, True)
    assert datetime.fromisoformat(said["opens_at"]) == opens
    assert (await chat.say("Hola", email="maria@shop.example"))["position"] == 1
