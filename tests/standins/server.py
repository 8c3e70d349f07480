"""A platform's server, by hand: it speaks the platform's wire and does as a test scripted.

Each platform has a file of its own here, with a router that speaks its published contract. What is
the same for all: it listens on a port of this machine, keeps every call, and gives faults that were
scripted before it gives the answer that belongs there. Nothing here sleeps: what is to take long is
held until the test lets it go.
"""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, cast

import h11
import httpx
from fastapi import APIRouter, FastAPI, Response

from tests.standins.wire import Asked, Line, listening

_PIECE: Final = b"x" * 64 * 1024


class Odd(Enum):
    """What a platform may do beside answering."""

    PROPER = "does what belongs there"
    LOST = "does what belongs there, and hangs up before it answers"
    ENDLESS = "answers 200, and sends without end"


PROPER: Final = Odd.PROPER
LOST: Final = Odd.LOST
ENDLESS: Final = Odd.ENDLESS


@dataclass(frozen=True, slots=True)
class Cut:
    """An answer that breaks off after so many bytes of its body."""

    answer: Response
    after: int


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing, until the test sets the event; then what is said here."""

    until: asyncio.Event
    then: "Fault" = PROPER


Fault = Response | Odd | Cut | Held | None  # None hangs up, and has done nothing


@dataclass(frozen=True, slots=True)
class Heard:
    """One call, as it came. Names of headers are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    target: str = ""  # path and query as they were written


@dataclass
class StandIn:
    """A platform: what it heard, and what it is to do instead of what it would."""

    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    failures: list[Exception] = field(default_factory=list)  # of the stand-in itself
    left_alone: asyncio.Event = field(default_factory=asyncio.Event)  # an endless answer was ended
    _news: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def then(self, about: str, *answers: Fault) -> None:
        """Treat the next calls whose path holds `about` so; None hangs up without an answer."""
        self.faults.setdefault(about, deque()).extend(answers)

    def calls(self, about: str) -> list[Heard]:
        """What it heard under paths that hold `about`."""
        return [one for one in self.heard if about in one.path]

    async def hears(self, about: str, times: int = 1) -> list[Heard]:
        """Wait until it was called so often; for tests in the event loop in which it listens."""
        while len(self.calls(about)) < times:
            self._news.clear()
            await self._news.wait()
        return self.calls(about)

    def note(self, heard: Heard) -> "Fault":
        """Keep a call, and say how to treat it."""
        self.heard.append(heard)
        self._news.set()
        for about, faults in self.faults.items():
            if about in heard.path and faults:
                return faults.popleft()
        return PROPER


@asynccontextmanager
async def standing_in(platform: StandIn, router: APIRouter) -> AsyncIterator[StandIn]:
    """Have the platform listen for as long as this is open. Its own faults are raised at the end.

    With `redirect_slashes` off, a path that the platform does not know is 404, as it is there.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.include_router(router)
    transport = httpx.ASGITransport(app)

    async def answering(asked: Asked, line: Line) -> None:
        await _treat(platform.note(_heard(asked)), _Call(platform, transport, asked, line))

    async with listening(answering) as platform.port:
        yield platform
    if platform.failures:
        raise ExceptionGroup("the stand-in itself failed", platform.failures)


@contextmanager
def standing_in_beside(platform: StandIn, router: APIRouter) -> Iterator[StandIn]:
    """The same in a thread of its own, for tests that hold up the event loop."""
    ready, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    raised: list[BaseException] = []

    async def listen() -> None:
        async with standing_in(platform, router):
            ready.set()
            await stop.wait()

    def run() -> None:
        try:
            loop.run_until_complete(listen())
        except BaseException as error:  # noqa: BLE001 - handed over to the thread that waits
            raised.append(error)
        finally:
            ready.set()
            loop.close()

    thread = threading.Thread(target=run, name="stand-in")
    thread.start()
    ready.wait()
    try:
        yield platform
    finally:
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop.set)
        thread.join()
    if raised:
        raise raised[0]


@dataclass(frozen=True, slots=True)
class _Call:
    platform: StandIn
    transport: httpx.ASGITransport
    asked: Asked
    line: Line

    async def proper(self) -> Response:
        """What belongs there."""
        asked = self.asked
        request = httpx.Request(
            asked.method,
            f"{self.platform.url}{asked.target}",
            headers=asked.headers,
            content=asked.body,
        )
        try:
            answer = await self.transport.handle_async_request(request)
        except Exception as error:  # noqa: BLE001 - raised where the stand-in is closed
            self.platform.failures.append(error)
            return Response(status_code=500)
        kept = Response(await answer.aread(), answer.status_code)
        kept.raw_headers = list(answer.headers.raw)
        return kept


async def _treat(fault: Fault, call: _Call) -> None:
    match fault:
        case Response():
            await _say(fault, call.line)
        case None:
            call.line.cut()
        case Odd.PROPER:
            await _say(await call.proper(), call.line)
        case Odd.LOST:
            await call.proper()
            call.line.cut()
        case Odd.ENDLESS:
            await _without_end(call)
        case Cut(answer, after):
            await call.line.say(_head(answer))
            await call.line.say(h11.Data(data=bytes(answer.body)[:after]))
            call.line.cut()
        case Held(until, then):
            await until.wait()
            await _treat(then, call)


async def _say(answer: Response, line: Line) -> None:
    await line.answer(answer.status_code, answer.raw_headers, bytes(answer.body))


async def _without_end(call: _Call) -> None:
    await call.line.say(h11.Response(status_code=200, headers=[]))
    try:
        while True:
            await call.line.say(h11.Data(data=_PIECE))
    except ConnectionError:
        call.platform.left_alone.set()
        call.line.cut()


def _head(answer: Response) -> h11.Response:
    return h11.Response(status_code=answer.status_code, headers=answer.raw_headers)


def _heard(asked: Asked) -> Heard:
    url = httpx.URL(f"http://here{asked.target}")
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in asked.headers
    }
    query = cast("dict[str, str]", dict(url.params))
    return Heard(asked.method, url.path, query, headers, asked.body, asked.target)
