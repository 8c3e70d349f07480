"""Streams over the wire: how many, that they end, and who may have them."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest
import uvicorn

from api import process as program
from api.live.listeners import Listeners
from api.problems import Problem
from domain.access import Role
from runtime.live import LiveRegions
from runtime.waiting import until
from tests.api.house import House
from tests.api.live.streams import ALL
from tests.patience import PATIENCE


@dataclass
class Served:
    """The house's API on a socket."""

    client: httpx.AsyncClient
    listeners: Listeners
    stop: asyncio.Event
    serving: asyncio.Task[None]


@contextlib.asynccontextmanager
async def served(house: House, live: LiveRegions, most: int) -> AsyncIterator[Served]:
    listeners = Listeners(most)
    server = program.server_of(replace(house.door, live=live, listeners=listeners))
    with socket.create_server(("127.0.0.1", 0)) as address:
        url = f"http://127.0.0.1:{address.getsockname()[1]}"
        serving = asyncio.create_task(server.serve(sockets=[address]))
        headers = {"Authorization": f"Bearer {house.keys.add('ops', ALL)}"}

        async def is_up() -> bool:
            return server.started

        await until(is_up, PATIENCE, "the server did not begin.")
        stop = asyncio.Event()
        stopping = asyncio.create_task(stopped(stop, server))
        try:
            async with httpx.AsyncClient(base_url=url, timeout=30, headers=headers) as client:
                yield Served(client, listeners, stop, serving)
        finally:
            stop.set()
            await asyncio.gather(serving, stopping)


async def stopped(stop: asyncio.Event, server: uvicorn.Server) -> None:
    await stop.wait()
    server.should_exit = True


async def test_a_server_stops_at_once_though_somebody_listens(
    house: House, live: LiveRegions
) -> None:
    async with (
        served(house, live, most=5) as desk,
        desk.client.stream("GET", "/v1/events") as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-accel-buffering"] == "no"
        lines = answer.aiter_lines()
        assert await anext(lines) == "retry: 2000"
        desk.stop.set()
        async with asyncio.timeout(program.GRACE_SECONDS / 2):
            async for _ in lines:
                pass
            await desk.serving


async def test_a_key_has_so_many_streams_at_once_and_a_cut_one_leaves_its_place(
    house: House, live: LiveRegions
) -> None:
    async with served(house, live, most=1) as desk:
        async with desk.client.stream("GET", "/v1/events") as first:
            lines = first.aiter_lines()
            assert await anext(lines) == "retry: 2000"
            refused = await desk.client.get("/v1/events")
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
            assert int(refused.headers["retry-after"]) > 0

        async def has_room() -> bool:
            with contextlib.suppress(Problem):
                desk.listeners.expect_room(ALL.id)
                return True
            return False

        await until(has_room, PATIENCE, "the stream that was cut keeps its place.")


async def test_streams_that_begin_at_the_same_moment_are_not_more_than_they_may() -> None:
    few = Listeners(most=2)

    async def endless() -> AsyncIterator[str]:
        while True:
            yield "x"

    for _ in range(3):
        few.expect_room("k")
    streams = [few.counted("k", endless()) for _ in range(3)]
    begun = [await anext(stream, None) for stream in streams]
    assert begun == ["x", "x", None]
    few.expect_room("another key")
    with pytest.raises(Problem):
        few.expect_room("k")
    await streams[0].aclose()
    few.expect_room("k")


@pytest.mark.parametrize("written", ["eu", "eu:", ":1", "eu:x", "eu:-1", "eu:٣", "eu:1;na:2"])
async def test_a_position_that_is_none_is_refused_by_name(house: House, written: str) -> None:
    answer = await house.get(f"/v1/events?{httpx.QueryParams(after=written)}", Role.OPS)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "after"


async def test_a_region_that_the_key_does_not_see_is_refused(house: House) -> None:
    answer = await house.get("/v1/events?region=mars", Role.OPS)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "region")


async def test_a_channels_key_follows_nothing(house: House) -> None:
    answer = await house.get("/v1/events", Role.CHANNEL)
    assert (answer.status_code, answer.json()["code"]) == (403, "role_not_admitted")
