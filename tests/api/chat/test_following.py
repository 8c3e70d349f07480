"""What a visitor's stream tells: all that was said after a position, and what changes beside it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from api.chat import following
from api.chat.following import Following
from api.chat.tokens import VisitorTokens
from api.chat.visiting import Site as Account
from api.chat.visiting import Visit
from domain.chat import Visitor
from domain.stores import Unavailable
from tests.api.chat.conftest import Site
from tests.e2e.chatting import Chat
from tests.patience import PATIENCE

Told = tuple[str, str | None, dict[str, Any]]  # event, id, data
Stream = AsyncGenerator[Told, None]


@pytest.fixture(autouse=True)
def no_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told is told because it happened, not because a stream looks from time to time."""
    monkeypatch.setattr(following, "HEARTBEAT", 3_600.0)


def visit_of(site: Site, chat: Chat) -> Visit:
    bearer = VisitorTokens(site.house.door.chat_keys).read(chat.token)
    return Visit(site.house.door, Account("shop", site.channel, "eu"), site.stores, bearer)


@contextlib.asynccontextmanager
async def stream(site: Site, chat: Chat, after: int = 0) -> AsyncIterator[Stream]:
    events = Following(visit_of(site, chat), after).events()
    async with contextlib.aclosing(events), asyncio.timeout(PATIENCE.total_seconds()):
        yield _told(events)


async def _told(events: AsyncGenerator[str, None]) -> AsyncGenerator[Told, None]:
    async for piece in events:
        parts = dict(line.split(": ", 1) for line in piece.splitlines() if ": " in line)
        if "event" in parts:
            yield parts["event"], parts.get("id"), json.loads(parts["data"])


async def first(told: AsyncGenerator[Told, None], name: str) -> Told:
    async for one in told:
        if one[0] == name:
            return one
    raise AssertionError(f"the stream ended without {name}")


async def test_what_was_said_after_the_position_comes_first_and_in_order(site: Site) -> None:
    chat = await site.visitor()
    for number in range(3):
        await chat.say(f"{number}")
    async with stream(site, chat, after=1) as told:
        found = [await anext(told) for _ in range(4)]
    assert [(name, place) for name, place, _ in found[:2]] == [("message", "2"), ("message", "3")]
    assert [data["text"] for _, _, data in found[:2]] == ["1", "2"]
    assert [name for name, *_ in found[2:]] == ["state", "status"]
    assert found[3][2]["ticket"]["status"] == "new"


async def test_what_is_said_while_it_is_open_is_told_at_once(site: Site) -> None:
    chat = await site.visitor()
    said = await chat.say("Hola")
    async with stream(site, chat, after=1) as told:
        await first(told, "status")
        await site.answers(chat, "Buenas.", said["ticket_id"])
        _, place, data = await first(told, "message")
        assert (place, data["text"]) == ("2", "Buenas.")
        await chat.ask("POST", "read", position=2)
        assert (await first(told, "state"))[2] == {"delivered": 2, "read": 2}


async def test_an_agents_typing_is_told_once_and_for_as_long_as_it_holds(site: Site) -> None:
    chat = await site.visitor()
    await chat.say("Hola")
    async with stream(site, chat, after=1) as told:
        await first(told, "status")
        await site.channel.typing(chat.facts["visitor"], None)
        assert (await first(told, "typing"))[2] == {"who": "agent", "seconds": 10}


async def test_whoever_knows_a_position_that_is_gone_begins_anew(site: Site) -> None:
    chat = await site.visitor()
    await chat.say("Hola")
    async with stream(site, chat, after=9) as told:
        assert (await anext(told))[0] == "reset"
        assert (await anext(told))[1] == "1"


async def test_a_silent_stream_says_that_it_is_there_and_ends_with_its_token(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "HEARTBEAT", 0.01)
    chat = await site.visitor()
    events = Following(visit_of(site, chat), 0).events()
    async with asyncio.timeout(PATIENCE.total_seconds()):
        async for piece in events:
            if piece == following.STILL:
                site.house.clock.at += timedelta(hours=12)
                break
        left = [piece async for piece in events]
    assert left in ([], [following.STILL])


async def test_a_visitor_is_told_of_nobody_elses_conversation(site: Site) -> None:
    one, other = await site.visitor(), await site.visitor()
    await one.say("Hola")
    lines = await site.stores.chat.lines(Visitor("shop", other.facts["visitor"]), 0, 9)
    assert lines == []
    async with stream(site, other) as told:
        found = await first(told, "status")
    assert found[2]["ticket"] is None


async def test_a_database_that_is_away_ends_no_stream(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, kind = await site.visitor(), type(site.stores.chat)
    await chat.say("Hola")
    monkeypatch.setattr(following, "HEARTBEAT", 0.01)
    whole, asked = kind.standing, 0

    async def away(self: Any, visitor: Visitor) -> Any:
        nonlocal asked
        asked += 1
        if asked < 3:
            raise Unavailable
        return await whole(self, visitor)

    monkeypatch.setattr(kind, "standing", away)
    async with stream(site, chat) as told:
        assert (await first(told, "message"))[2]["text"] == "Hola"


async def test_who_says_nothing_is_not_asked_about_while_others_write(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle, busy = await site.visitor(), await site.visitor()
    kind, asked = type(site.stores.chat), list[str]()
    whole = kind.standing
    said = await busy.say("Hola")

    async def counted(self: Any, visitor: Visitor) -> Any:
        asked.append(visitor.id)
        return await whole(self, visitor)

    async with stream(site, idle) as of_idle, stream(site, busy) as of_busy:
        await first(of_idle, "status")
        await first(of_busy, "status")
        waiting = asyncio.create_task(anext(of_idle))
        for number in range(20):
            await site.answers(busy, f"{number}", said["ticket_id"])
            await first(of_busy, "message")
            if number == 5:  # both have taken their seats by now
                monkeypatch.setattr(kind, "standing", counted)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert idle.facts["visitor"] not in asked
    assert busy.facts["visitor"] in asked


async def test_what_happens_to_the_ticket_is_told_at_once(site: Site) -> None:
    chat = await site.visitor()
    said = await chat.say("Hola")
    await site.house.commands.hear_everything()
    async with stream(site, chat) as told:
        assert (await first(told, "status"))[2]["ticket"]["status"] == "new"
        ticket = f"/v1/tickets/{said['ticket_id']}"
        await site.house.post(f"{ticket}/claim")
        assert (await first(told, "status"))[2]["ticket"]["status"] == "open"
        await site.house.post(f"{ticket}/replies", {"text": "Hola."})
        assert (await first(told, "status"))[2]["ticket"]["status"] == "waiting"
        await site.house.post(f"{ticket}/solve")
        assert (await first(told, "status"))[2]["ticket"]["status"] == "solved"


async def test_a_stream_ends_when_the_process_is_about_to(site: Site) -> None:
    chat = await site.visitor()
    async with stream(site, chat) as told:
        await first(told, "status")
        site.house.door.live.end()
        assert [one async for one in told if one[0] == "message"] == []
