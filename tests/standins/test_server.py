import asyncio
import json

import pytest
from fastapi import APIRouter, Request, Response

from channels.web.destinations import read_destination
from channels.web.guarded_http import Answer, Broken, Call, GuardedHttp, NoAnswer
from tests.standins.server import (
    ENDLESS,
    LOST,
    PROPER,
    Cut,
    Fault,
    Held,
    StandIn,
    standing_in,
    standing_in_beside,
)

WHOLE = b"0123456789"


def router_of(platform: StandIn) -> APIRouter:
    router = APIRouter()

    @router.post("/say")
    async def say(request: Request) -> Response:
        return Response(await request.body(), 201, {"x-said": "yes"}, "text/plain")

    @router.get("/break")
    async def fail() -> Response:
        raise ZeroDivisionError

    return router


async def ask(platform: StandIn, path: str = "/say", body: bytes = b"hello") -> Answer:
    to = read_destination(f"{platform.url}{path}", loopback=True)
    async with GuardedHttp() as http:
        return await http.ask(Call("POST", to, {"X-Asked": "so"}, body))


async def test_a_call_is_kept_and_answered_as_the_platform_would() -> None:
    platform = StandIn()
    async with standing_in(platform, router_of(platform)):
        answer = await ask(platform, "/say?one=1&two=%C3%A9")
    assert (answer.status, answer.body, answer.headers["x-said"]) == (201, b"hello", "yes")
    (heard,) = platform.calls("say")
    assert (heard.method, heard.path, heard.body) == ("POST", "/say", b"hello")
    assert heard.query == {"one": "1", "two": "é"}
    assert heard.headers["x-asked"] == "so"


@pytest.mark.parametrize("fault", [None, LOST])
async def test_hanging_up_cuts_the_connection_without_an_answer(fault: Fault) -> None:
    platform = StandIn()
    async with standing_in(platform, router_of(platform)):
        platform.then("/say", fault)
        with pytest.raises(NoAnswer):
            await ask(platform)
        assert (await ask(platform)).status == 201
    assert len(platform.calls("/say")) == 2


async def test_what_is_lost_was_done_before() -> None:
    platform, done = StandIn(), []
    router = APIRouter()

    @router.post("/do")
    async def do(request: Request) -> Response:
        done.append(await request.body())
        return Response()

    async with standing_in(platform, router):
        platform.then("/do", LOST, None)
        for _ in range(2):
            with pytest.raises(NoAnswer):
                await ask(platform, "/do")
    assert done == [b"hello"]


async def test_scripted_answers_come_in_their_order_and_only_where_they_belong() -> None:
    platform = StandIn()
    async with standing_in(platform, router_of(platform)):
        platform.then("/say", Response(b"busy", 429), PROPER, Response(status_code=204))
        elsewhere = await ask(platform, "/other")
        statuses = [(await ask(platform)).status for _ in range(4)]
    assert (elsewhere.status, statuses) == (404, [429, 201, 204, 201])


async def test_what_is_held_waits_for_the_test_and_nothing_else_does() -> None:
    platform, let_go = StandIn(), asyncio.Event()
    async with standing_in(platform, router_of(platform)):
        platform.then("/say", Held(let_go, Response(status_code=503)))
        waiting = asyncio.create_task(ask(platform))
        await platform.hears("/say")
        assert (await ask(platform)).status == 201
        assert not waiting.done()
        let_go.set()
        assert (await waiting).status == 503


async def test_an_answer_can_break_off_in_its_middle() -> None:
    platform = StandIn()
    async with standing_in(platform, router_of(platform)), GuardedHttp() as http:
        platform.then("/say", Cut(Response(WHOLE), after=4))
        call = Call("POST", read_destination(f"{platform.url}/say", loopback=True))
        read = bytearray()

        async def take() -> None:
            async with http.open(call, longest=100, seconds=10) as (answer, pieces):
                assert answer.headers["content-length"] == "10"
                async for piece in pieces:
                    read.extend(piece)

        with pytest.raises(Broken):
            await take()
        assert read == WHOLE[:4]


async def test_an_answer_without_end_is_noticed_to_be_left() -> None:
    platform = StandIn()
    async with standing_in(platform, router_of(platform)):
        platform.then("/say", ENDLESS)
        answer = await ask(platform)
        assert len(answer.body) == 1024 * 1024
        await platform.left_alone.wait()


async def test_one_connection_carries_several_calls() -> None:
    platform = StandIn()
    async with standing_in(platform, router_of(platform)), GuardedHttp() as http:
        to = read_destination(f"{platform.url}/say", loopback=True)
        for body in (b"one", b"", b"x" * 300_000):
            assert (await http.ask(Call("POST", to, body=body))).body == body


async def test_a_fault_of_the_stand_in_itself_fails_the_test() -> None:
    platform = StandIn()

    async def call() -> None:
        async with standing_in(platform, router_of(platform)), GuardedHttp() as http:
            to = read_destination(f"{platform.url}/break", loopback=True)
            assert (await http.ask(Call("GET", to))).status == 500

    with pytest.raises(ExceptionGroup) as failure:
        await call()
    assert isinstance(failure.value.exceptions[0], ZeroDivisionError)


def test_it_listens_beside_a_test_that_holds_up_its_event_loop() -> None:
    platform = StandIn()
    with standing_in_beside(platform, router_of(platform)):
        answer = asyncio.run(ask(platform, body=json.dumps({"a": 1}).encode()))
    assert json.loads(answer.body) == {"a": 1}
