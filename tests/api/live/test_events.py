"""The stream of what happens: in order, resumable, within the key's scope, and without a text."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api import __main__ as program
from api.live.following import Following, positions
from api.live.listeners import Listeners
from domain.access import ApiKey, Role
from domain.live import Doing, Present
from runtime.live import LiveRegions
from runtime.waiting import until
from tests.api.house import MONDAY, House
from tests.patience import PATIENCE

ALL = ApiKey("all", Role.OPS)


@dataclass
class Stream:
    """One client's stream, read event by event."""

    pieces: AsyncIterator[str]
    waiting: list[dict[str, Any]]

    async def next(self, name: str) -> dict[str, Any]:
        """The next event of that name; others before it are passed over."""
        async with asyncio.timeout(PATIENCE.total_seconds()):
            while True:
                while self.waiting:
                    event = self.waiting.pop(0)
                    if event["event"] == name:
                        return event
                self.waiting.extend(read(await anext(self.pieces)))


def read(piece: str) -> list[dict[str, Any]]:
    found = []
    for block in piece.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line[1:])
        if "event" in fields:
            found.append({**fields, "data": json.loads(fields["data"])})
    return found


@pytest.fixture
async def live(house: House) -> AsyncIterator[LiveRegions]:
    regions = {name: stores.live.happenings for name, stores in house.door.regions.items()}
    one = LiveRegions(regions, house.clock)
    yield one
    await one.close()


async def admitted() -> bool:
    return True


@contextlib.asynccontextmanager
async def follow(
    live: LiveRegions, key: ApiKey = ALL, after: Mapping[str, int] | None = None
) -> AsyncIterator[Stream]:
    following = Following(live, key, sorted(live.feeds), (), after or {})
    events = following.events(admitted)
    stream = Stream(events, [])
    await stream.next("hello")
    try:
        yield stream
    finally:
        await events.aclose()  # type: ignore[attr-defined] # it is a generator


async def test_what_happens_is_told_in_order_with_its_place(
    house: House, live: LiveRegions
) -> None:
    async with follow(live) as stream:
        ticket = await house.wrote(text="A secret that nobody may read here")
        first = await stream.next("ticket")
        second = await stream.next("ticket")
    assert first["data"]["ticket_id"] == ticket
    assert [one["data"]["position"] for one in (first, second)] == [1, 2]
    assert positions(second["id"])["eu"] == 2
    assert first["data"]["kind"] == "ticket_opened"


async def test_no_event_holds_a_text_or_a_name(house: House, live: LiveRegions) -> None:
    async with follow(live) as stream:
        await house.wrote(text="canary in the text", subject="canary in the subject")
        found = [await stream.next("ticket") for _ in range(2)]
    assert "canary" not in json.dumps(found)


async def test_a_client_that_was_away_hears_what_it_missed(house: House, live: LiveRegions) -> None:
    async with follow(live) as stream:
        await house.wrote()
        seen = await stream.next("ticket")
    await house.wrote(message_id="second", thread="another")
    async with follow(live, after=positions(seen["id"])) as again:
        assert (await again.next("ticket"))["data"]["position"] == seen["data"]["position"] + 1


async def test_who_comes_first_hears_nothing_of_what_was_before(
    house: House, live: LiveRegions
) -> None:
    before = await house.wrote()
    async with follow(live) as stream:
        after = await house.wrote(message_id="second", thread="another")
        assert (await stream.next("ticket"))["data"]["ticket_id"] == after != before


async def test_a_position_that_nobody_knows_is_answered_by_a_reset(
    house: House, live: LiveRegions
) -> None:
    await house.wrote()
    async with follow(live, after={"eu": 1_000_000}) as stream:
        assert (await stream.next("reset"))["data"] == {"region": "eu"}


async def test_a_key_hears_only_of_what_it_sees(house: House, live: LiveRegions) -> None:
    nobody = ApiKey("other", Role.AGENT, region="na", teams=("na-care",), agent="bob")
    async with follow(live, nobody) as stream, follow(live) as everything:
        hers = await house.wrote()
        assert (await everything.next("ticket"))["data"]["ticket_id"] == hers
        await live.feeds["eu"].bell.rung(0, 5)
        quiet = asyncio.ensure_future(stream.next("ticket"))
        done, _ = await asyncio.wait({quiet}, timeout=0.5)
        quiet.cancel()
        await asyncio.gather(quiet, return_exceptions=True)
        assert not done


async def test_who_is_at_a_ticket_is_told_and_when_they_leave(
    house: House, live: LiveRegions
) -> None:
    ticket = await house.wrote()
    async with follow(live) as stream:
        await house.client.put(
            f"/v1/tickets/{ticket}/presence",
            json={"doing": "writing"},
            headers={"Authorization": f"Bearer {house.keys.add('ana', agent('ana'))}"},
        )
        there = (await stream.next("presence"))["data"]
        assert (there["ticket_id"], there["present"][0]["who"]) == (ticket, "ana")
        assert there["present"][0]["doing"] == "writing"
        await house.as_key(agent("ana"), "PUT", f"/v1/tickets/{ticket}/presence", {"doing": "away"})
        assert (await stream.next("presence"))["data"]["present"] == []


def agent(name: str) -> ApiKey:
    return ApiKey(f"key of {name}", Role.AGENT, agent=name)


async def test_presence_runs_out_by_itself(house: House) -> None:
    ticket = await house.wrote()
    presence = house.door.regions["eu"].live.presence
    lasting = Present(ticket, "ana", Doing.READING, MONDAY, MONDAY + timedelta(seconds=45))
    await presence.note(lasting)
    later = MONDAY + timedelta(seconds=20)
    await presence.note(
        replace(lasting, doing=Doing.WRITING, since=later, until=later + timedelta(seconds=45))
    )
    [ana] = await presence.at(MONDAY + timedelta(seconds=60), ticket)
    assert (ana.doing, ana.since) == (Doing.WRITING, MONDAY), "since stays while nobody left"
    assert await presence.at(MONDAY + timedelta(seconds=65), ticket) == []


async def test_a_key_that_is_taken_back_ends_its_stream(
    house: House, live: LiveRegions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.live.following.HEARTBEAT", 0.01)
    asked = []

    async def revoked() -> bool:
        asked.append(True)
        return False

    following = Following(live, ALL, ["eu"], (), {})
    async with asyncio.timeout(PATIENCE.total_seconds()):
        pieces = [piece async for piece in following.events(revoked)]
    assert asked
    assert any(piece.startswith(":") for piece in pieces), "silence is filled by heartbeats"


async def test_a_process_that_stops_sends_its_listeners_away(live: LiveRegions) -> None:
    async with follow(live) as stream:
        rest = asyncio.ensure_future(drain(stream.pieces))
        live.end()
        await asyncio.wait_for(rest, PATIENCE.total_seconds())


async def drain(pieces: AsyncIterator[str]) -> None:
    async for _ in pieces:
        pass


@pytest.mark.parametrize("written", ["eu", "eu:", ":1", "eu:x", "eu:-1", "eu:٣", "eu:1;na:2"])
async def test_a_position_that_is_none_is_refused_by_name(house: House, written: str) -> None:
    answer = await house.get(f"/v1/events?{httpx.QueryParams(after=written)}", Role.OPS)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "after"


async def test_a_region_that_the_key_does_not_see_is_refused(house: House) -> None:
    answer = await house.get("/v1/events?region=mars", Role.OPS)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "region")


async def test_a_key_has_so_many_streams_and_no_more(house: House) -> None:
    few = Listeners(most=1)

    async def endless() -> AsyncIterator[str]:
        while True:
            yield "x"

    stream = few.counted("k", endless())
    few.expect_room("k")
    await anext(stream)
    with pytest.raises(Exception, match="1 streams") as refused:
        few.expect_room("k")
    assert refused.value.status_code == 429  # type: ignore[attr-defined]
    few.expect_room("another key")
    await stream.aclose()
    few.expect_room("k")


async def test_a_server_stops_at_once_though_somebody_listens(house: House) -> None:
    regions = {name: stores.live.happenings for name, stores in house.door.regions.items()}
    door = replace(house.door, live=LiveRegions(regions, house.clock))
    server = program.server_of(door)
    with socket.create_server(("127.0.0.1", 0)) as address:
        port = address.getsockname()[1]
        serving = asyncio.create_task(server.serve(sockets=[address]))
        headers = {"Authorization": f"Bearer {house.keys.add('ops', ALL)}"}

        async def is_up() -> bool:
            return server.started

        await until(is_up, PATIENCE, "the server did not begin.")
        async with (
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
            client.stream("GET", "/v1/events", headers=headers) as answer,
        ):
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["x-accel-buffering"] == "no"
            lines = answer.aiter_lines()
            assert await anext(lines) == "retry: 2000"
            server.should_exit = True
            async with asyncio.timeout(program.GRACE_SECONDS / 2):
                async for _ in lines:
                    pass
                await serving
    await door.live.close()
