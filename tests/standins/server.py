"""A platform's server, by hand: it speaks the platform's wire and does as a test scripted.

Each platform has a file of its own here, with a router that speaks its published contract. What is
the same for all: it listens on a port of this machine, keeps every call, and gives faults that were
scripted before it gives the answer that belongs there.
"""

import asyncio
import socket
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response


@dataclass(frozen=True, slots=True)
class Heard:
    """One call, as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class StandIn:
    """A platform: what it heard, and what it is to do instead of what it would."""

    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    faults: dict[str, deque[Response | None]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def then(self, about: str, *answers: Response | None) -> None:
        """Answer the next calls whose path holds `about` so; None hangs up without an answer."""
        self.faults.setdefault(about, deque()).extend(answers)

    def calls(self, about: str) -> list[Heard]:
        """What it heard under paths that hold `about`."""
        return [one for one in self.heard if about in one.path]


Handler = Callable[[Request], Awaitable[Response]]


@asynccontextmanager
async def standing_in(platform: StandIn, router: APIRouter) -> AsyncIterator[StandIn]:
    """Have the platform listen for as long as this is open."""
    app = FastAPI(openapi_url=None)

    @app.middleware("http")
    async def scripted(request: Request, answer: Handler) -> Response:
        body = await request.body()
        path = request.url.path
        platform.heard.append(
            Heard(request.method, path, dict(request.query_params), dict(request.headers), body)
        )
        for about, faults in platform.faults.items():
            if about in path and faults:
                fault = faults.popleft()
                if fault is None:
                    raise ConnectionAbortedError  # uvicorn answers 500 late; see _hang_up
                return fault
        return await answer(request)

    app.include_router(router)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        platform.port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield platform
        finally:
            server.should_exit = True
            with suppress(asyncio.CancelledError):
                await running
