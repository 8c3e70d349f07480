"""A receiver of webhooks on a real socket: keeps raw bytes, answers or misbehaves as it is told."""

import asyncio
import ssl
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Says:
    """An answer: status, headers, body."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class HangsUp:
    """Reads the request and closes the connection."""


class KeepsSilent:
    """Reads the request and never answers."""


class NeverStops:
    """Answers 200 and then sends without end."""


Behaviour = Says | HangsUp | KeepsSilent | NeverStops


@dataclass(frozen=True)
class Request:
    """One request as it came, and how it was treated."""

    line: str
    headers: Mapping[str, str]
    body: bytes
    met: Behaviour


class Receiver:
    """Listens on 127.0.0.1 while its context lasts."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self.sent_without_end = 0
        self.left_alone = asyncio.Event()  # the other side closed an endless answer
        self._behaviours: deque[Behaviour] = deque()
        self._tls = tls
        self._handlers: set[asyncio.Task[None]] = set()

    def then(self, *behaviours: Behaviour) -> None:
        """Treat the next requests so; later ones get an empty 200."""
        self._behaviours.extend(behaviours)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        for handler in self._handlers:
            handler.cancel()
        await asyncio.gather(*self._handlers, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        handler = asyncio.current_task()
        assert handler is not None
        self._handlers.add(handler)
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            self._handlers.discard(handler)
            writer.close()
            with suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        line, headers, body = await _read(reader)
        behaviour = self._behaviours.popleft() if self._behaviours else Says()
        self.requests.append(Request(line, headers, body, behaviour))
        match behaviour:
            case Says(status, more, content):
                lines = {"content-length": str(len(content)), **more}
                await _write_head(writer, status, lines)
                writer.write(content)
                await writer.drain()
                return True
            case HangsUp():
                return False
            case KeepsSilent():
                await asyncio.Event().wait()
                return False
            case NeverStops():
                await self._send_without_end(writer)
                return False

    async def _send_without_end(self, writer: asyncio.StreamWriter) -> None:
        await _write_head(writer, 200, {})
        try:
            while True:
                writer.write(b"x" * 1024)
                await writer.drain()
                self.sent_without_end += 1024
        except ConnectionError:
            self.left_alone.set()


async def _read(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii").split("\r\n")
    headers = {
        name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:-2])
    }
    return head[0], headers, await reader.readexactly(int(headers.get("content-length", "0")))


async def _write_head(
    writer: asyncio.StreamWriter, status: int, headers: Mapping[str, str]
) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode("ascii"))
    await writer.drain()
