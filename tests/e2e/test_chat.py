"""The chat on a whole desk: a visitor writes Spanish, an agent English, and nothing is lost."""

import json
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import psutil
import pytest
import pytest_asyncio

from runtime.waiting import until
from tests.channels.receiver import Receiver
from tests.e2e.chatting import Chat
from tests.e2e.running import Desk, a_desk
from tests.patience import COMES_AGAIN, PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "Hola, ¿dónde está mi pedido? Lo compré hace dos semanas y todavía no ha llegado."
ANSWER = "Your parcel arrives tomorrow."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    async with Receiver() as receiver, a_desk(folder, receiver) as started:
        yield started


async def chat(desk: Desk) -> Chat:
    one = Chat(desk.http)
    await one.open(language="es")
    return one


def by_agent(item: dict[str, object]) -> bool:
    author = item["author"]
    assert isinstance(author, dict)
    return bool(author["kind"] == "agent")


@pytest.mark.channel("chat", "in", "out")
async def test_a_visitor_who_writes_spanish_reads_the_answer_of_an_agent_who_writes_english(
    desk: Desk,
) -> None:
    maria = await chat(desk)
    said = await maria.say(QUESTION, language="es")
    ticket = said["ticket_id"]
    await desk.eventually(f"/v1/tickets/{ticket}", lambda one: one["language"] == "es")
    await desk.ask(ticket, "replies", text=ANSWER)
    heard = await maria.hears(by_agent)
    assert heard["language"] == "es"
    assert heard["original"] == {"language": "en", "text": ANSWER}
    assert heard["text"] != ANSWER
    positions = [one["position"] for one in await maria.items()]
    assert positions == list(range(1, len(positions) + 1))


@pytest.mark.channel("chat", "receipt")
async def test_what_a_device_acknowledges_the_agent_sees(desk: Desk) -> None:
    maria = await chat(desk)
    said = await maria.say(QUESTION)
    await desk.eventually(f"/v1/tickets/{said['ticket_id']}", lambda _: True)
    await desk.ask(said["ticket_id"], "replies", text=ANSWER)
    heard = await maria.hears(by_agent)

    def has(state: str) -> Callable[[dict[str, Any]], bool]:
        def holds(page: dict[str, Any]) -> bool:
            found = {one["id"]: one["delivery"] for one in page["items"]}
            delivery = found[heard["message_id"]]
            return isinstance(delivery, dict) and delivery["state"] == state

        return holds

    path = f"/v1/tickets/{said['ticket_id']}/messages"
    await desk.eventually(path, has("sent"))
    await maria.ask("POST", "delivered", position=heard["position"])
    await desk.eventually(path, has("delivered"))
    await maria.ask("POST", "read", position=heard["position"])
    await desk.eventually(path, has("read"))
    [read] = [one for one in await maria.items() if by_agent(one)]
    assert read["state"] == "read"


@pytest.mark.channel("chat", "duplicate")
async def test_a_message_that_comes_twice_is_there_once(desk: Desk) -> None:
    maria, own = await chat(desk), str(uuid.uuid4())
    first = await maria.say(QUESTION, own)
    again = await maria.say(QUESTION, own)
    assert again == {**first, "duplicate": True}
    assert [one["id"] for one in await maria.items() if one["direction"] == "in"] == [own]


async def test_a_stream_goes_on_where_it_was_cut(desk: Desk) -> None:
    maria = await chat(desk)
    said = await maria.say(QUESTION)
    async with maria.stream() as events:
        async for position, name, data in events:
            if name == "message":
                assert (position, data["id"]) == (1, said["id"])
                break
    more = await maria.say("¿Hay alguien?", language="es")
    async with maria.stream(after=1) as events:
        async for position, name, data in events:
            if name == "message":
                assert position != 1, "nothing comes again"
                if data["id"] == more["id"]:
                    break


@pytest.mark.channel("chat", "typing")
async def test_the_agents_typing_and_the_visitors_are_seen_across_processes(desk: Desk) -> None:
    maria = await chat(desk)
    said = await maria.say(QUESTION)
    ticket = f"/v1/tickets/{said['ticket_id']}"
    await desk.eventually(ticket, lambda _: True)
    await maria.ask("POST", "typing")
    present = (await desk.read("/v1/presence"))["items"]
    [there] = [one for one in present if one["ticket_id"] == said["ticket_id"]]
    assert [one["who"] for one in there["present"]] == ["customer"]
    async with maria.stream(after=said["position"]) as events:
        answer = await desk.http.post(f"{ticket}/typing", json={}, headers=desk.key("agent"))
        assert answer.status_code == 204, answer.text
        async for _, name, data in events:
            if name == "typing":
                assert data["who"] == "agent"
                assert 0 < data["seconds"] <= 10
                break


async def test_a_killed_api_loses_no_message_and_doubles_none(desk: Desk) -> None:
    maria = await chat(desk)
    ids = [str(uuid.uuid4()) for _ in range(6)]
    for place, own in enumerate(ids):
        if place == 3:
            psutil.Process(desk.facts["pids"]["api"]).kill()

        async def taken(own: str = own, place: int = place) -> bool:
            try:
                answer = await maria.ask("POST", "messages", id=own, text=f"Mensaje {place}")
            except httpx.TransportError:
                return False
            return answer.status_code == 202

        await until(taken, PATIENCE, "the message was not taken.", every=COMES_AGAIN)
    said = [one for one in await maria.items() if one["direction"] == "in"]
    assert [one["id"] for one in said] == ids
    assert [one["text"] for one in said] == [f"Mensaje {place}" for place in range(6)]


async def test_what_visitors_write_stands_in_no_log_and_no_database_in_the_clear(
    desk: Desk,
) -> None:
    maria = await chat(desk)
    said = await maria.say("La palabra es XYLOFONICO.", name="Mariposa")
    await desk.eventually(f"/v1/tickets/{said['ticket_id']}", lambda _: True)
    for file in sorted(desk.data.rglob("*")):
        if file.is_file():
            content = file.read_bytes()
            assert b"XYLOFONICO" not in content, file.name
            assert b"Mariposa" not in content, file.name
            assert json.dumps(maria.token).encode() not in content, file.name
