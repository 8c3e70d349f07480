"""HTTP/1.1 on a socket of this machine, byte by byte, so that a connection can really be cut."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

import h11

_PIECE: Final = 64 * 1024
_LONGEST_HEAD: Final = 64 * 1024
_WITHOUT_BODY: Final = (204, 304)  # RFC 9110 §15.3.5, §15.4.5
_GONE: Final = (ConnectionError, h11.RemoteProtocolError, h11.LocalProtocolError)

Pairs = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, whole."""

    method: str
    target: str  # path and query, as they were written
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


@dataclass(slots=True)
class Line:
    """The connection that a request came over: what is said on it, and when it is cut."""

    writer: asyncio.StreamWriter
    http: h11.Connection
    is_cut: bool = field(default=False, init=False)

    async def answer(self, status: int, headers: Pairs, body: bytes) -> None:
        """Say it all."""
        lines = [(name, value) for name, value in headers if name.lower() != b"content-length"]
        if status not in _WITHOUT_BODY:
            lines.append((b"content-length", str(len(body)).encode("ascii")))
        await self.say(h11.Response(status_code=status, headers=lines))
        if body:
            await self.say(h11.Data(data=body))
        await self.say(h11.EndOfMessage())

    async def say(self, event: h11.Event) -> None:
        """Say a part."""
        self.writer.write(self.http.send(event) or b"")
        await self.writer.drain()

    def cut(self) -> None:
        """End the connection as it stands."""
        self.is_cut = True


Answering = Callable[[Asked, Line], Awaitable[None]]


@asynccontextmanager
async def listening(answering: Answering) -> AsyncIterator[int]:
    """Have every request answered for as long as this is open, and say on which port."""
    handlers: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handler = asyncio.current_task()
        assert handler is not None
        handlers.add(handler)
        try:
            with suppress(asyncio.CancelledError, *_GONE):
                await _converse(reader, writer, answering)
        finally:
            handlers.discard(handler)
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for handler in tuple(handlers):
            handler.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)
        await server.wait_closed()


async def _converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answering: Answering
) -> None:
    http = h11.Connection(h11.SERVER, max_incomplete_event_size=_LONGEST_HEAD)
    while (asked := await _read(reader, http)) is not None:
        line = Line(writer, http)
        await answering(asked, line)
        if line.is_cut or http.our_state is not h11.DONE:
            return
        http.start_next_cycle()


async def _read(reader: asyncio.StreamReader, http: h11.Connection) -> Asked | None:
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = http.next_event()
        match event:
            case h11.Request():
                head = event
            case h11.Data():
                body += event.data
            case h11.EndOfMessage() if head is not None:
                method, target = head.method.decode("ascii"), head.target.decode("ascii")
                headers = tuple((bytes(name), bytes(value)) for name, value in head.headers)
                return Asked(method, target, headers, bytes(body))
            case h11.ConnectionClosed():
                return None
            case _:
                http.receive_data(await reader.read(_PIECE))
