import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import httpx
import pytest
import uvicorn

from cli.translate_server.command import server_of
from cli.translate_server.working import Bounds, Local, Work
from domain.ports import NO_HINTS, Detected, Hints
from language.engine import EngineFailed
from language.local import LocalEngine
from runtime.addresses import LOOPBACK, bound
from tests.patience import PATIENCE

Serve = Callable[..., str]


@dataclass
class Echo:
    """An engine for two languages; hangs or fails as a test says."""

    held: threading.Event | None = None
    fails: EngineFailed | None = None
    begun: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    def supports(self, source: str, target: str) -> bool:
        return (source[:2], target[:2]) in self.pairs()

    def pairs(self) -> Sequence[tuple[str, str]]:
        return (("en", "pt"), ("pt", "en"), ("es", "pt"))

    def translate(self, text: str, source: str, target: str) -> str:
        self.asked.append(text)
        self.begun.set()
        if self.held is not None:
            self.held.wait(PATIENCE.total_seconds())
        if self.fails is not None:
            raise self.fails
        return f"[{target}] {text}"


class English:
    """A detector that takes everything for English."""

    def detect(self, text: str, hints: Hints = NO_HINTS) -> Detected:
        return Detected("en", 0.9)


@pytest.fixture(scope="session")
def local() -> LocalEngine:
    engine = LocalEngine(seconds=60)
    assert engine.supports("en", "pt"), "the tests need the extra `local-translation`"
    return engine


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Begins a real server over an engine, and gives its address."""
    with ExitStack() as stack:

        def begin(engine: Local, key: str | None = None, bounds: Bounds | None = None) -> str:
            work = Work(engine, English(), bounds or Bounds(seconds=60))
            return stack.enter_context(_served(server_of(work, key), work))

        yield begin


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """Set at the test's end, so that no engine hangs for longer."""
    event = threading.Event()
    yield event
    event.set()


@contextmanager
def _served(server: uvicorn.Server, work: Work) -> Iterator[str]:
    address = bound(LOOPBACK, 0)
    address.listen()  # so that who comes before the server is ready waits
    thread = threading.Thread(target=_run, args=(server, address), daemon=True)
    thread.start()
    url = f"http://{LOOPBACK}:{address.getsockname()[1]}/"
    with httpx.Client(trust_env=False, timeout=PATIENCE.total_seconds()) as client:
        client.get(f"{url}healthz").raise_for_status()
    yield url
    server.should_exit = server.force_exit = True
    thread.join(PATIENCE.total_seconds())
    work.close()
    address.close()


def _run(server: uvicorn.Server, address: socket.socket) -> None:
    asyncio.run(server.serve(sockets=[address]))
