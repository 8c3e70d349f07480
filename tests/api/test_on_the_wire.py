"""What only a real server meets: bytes before and beyond a request, and connections."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from api.process import server_of
from domain.access import Role
from tests.api.house import House, secret

AUTHORISED = f"Authorization: Bearer {secret(Role.AGENT)}\r\nHost: desk.test\r\n"


class Wire:
    """Writes bytes to the API and reads what comes back.

    On a bare socket: asyncio's streams forget what was received once writing fails, and a server
    that does not read to the end of a request breaks the connection off behind its answer.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.written = 0

    async def says(self, head: str, chunk: bytes = b"", most: int = 0) -> str:
        """The answer to a request line and headers, and to chunks until it is there."""
        heard, self.written = bytearray(), 0
        with socket.socket() as ours:
            ours.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(ours, ("127.0.0.1", self.port))
            listening = asyncio.create_task(listen(ours, heard))
            with suppress(ConnectionError):  # it need not read what it does not want
                await loop.sock_sendall(ours, f"{head}\r\n".encode())
                while chunk and not heard and self.written < most:
                    await loop.sock_sendall(ours, chunk)
                    self.written += len(chunk)
            await asyncio.wait_for(listening, 20)
        return heard.decode("latin-1")


async def listen(ours: socket.socket, heard: bytearray) -> None:
    """Hear everything, until the other side has closed the connection or broken it off."""
    with suppress(ConnectionError):
        while said := await asyncio.get_running_loop().sock_recv(ours, 65_536):
            heard += said


@pytest.fixture
async def wire(house: House) -> AsyncIterator[Wire]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = server_of(house.door)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield Wire(listening.getsockname()[1])
        server.should_exit = True
        await serving


def chunk(size: int) -> bytes:
    return f"{size:x}\r\n".encode() + b"[" * size + b"\r\n"


@pytest.mark.attack(10, 28)
async def test_a_declared_length_is_refused_though_no_byte_of_it_ever_comes(wire: Wire) -> None:
    for line in ("POST /v1/notifications/n/seen", "GET /v1/tickets"):
        length = "Content-Type: application/json\r\nContent-Length: 10000000000\r\n"
        answer = await wire.says(f"{line} HTTP/1.1\r\n{AUTHORISED}{length}")
        assert answer.startswith("HTTP/1.1 413")
        assert "too_large" in answer


@pytest.mark.attack(10, 28)
async def test_a_stream_without_end_is_counted_as_it_comes(wire: Wire) -> None:
    head = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    line = "POST /v1/notifications/n/seen HTTP/1.1"
    answer = await wire.says(f"{line}\r\n{AUTHORISED}{head}", chunk(50_000), most=100_000_000)
    assert answer.startswith("HTTP/1.1 413")
    assert wire.written < 20_000_000


async def test_what_nobody_asked_for_is_not_read(wire: Wire) -> None:
    head = "Transfer-Encoding: chunked\r\n"
    line = "GET /v1/tickets HTTP/1.1"
    answer = await wire.says(f"{line}\r\n{AUTHORISED}{head}", chunk(50_000), most=100_000_000)
    assert answer.startswith("HTTP/1.1 200")
    assert wire.written < 20_000_000


@pytest.mark.attack(28)
@pytest.mark.parametrize("head", ["Content-Length: ten\r\n", "Content-Length: -1\r\n"])
async def test_a_length_that_is_none_is_refused(wire: Wire, head: str) -> None:
    answer = await wire.says(f"GET /v1/tickets HTTP/1.1\r\n{AUTHORISED}{head}")
    assert answer.startswith("HTTP/1.1 400")


@pytest.mark.attack(29)
async def test_headers_and_urls_have_an_end(wire: Wire) -> None:
    key = f"Idempotency-Key: {'k' * 1_000_000}\r\n"
    answer = await wire.says(f"POST /v1/messages HTTP/1.1\r\n{AUTHORISED}{key}")
    assert answer.startswith("HTTP/1.1 400")
    long = f"GET /v1/tickets?team={'a' * 9_000} HTTP/1.1\r\n{AUTHORISED}Connection: close\r\n"
    assert (await wire.says(long)).startswith("HTTP/1.1 414")
    longer = f"GET /v1/tickets?team={'a' * 200_000} HTTP/1.1\r\n{AUTHORISED}"
    assert (await wire.says(longer)).startswith("HTTP/1.1 400")


@pytest.mark.attack(15)
async def test_a_proxys_word_for_an_address_is_not_taken(wire: Wire, house: House) -> None:
    for number in range(60):
        forged = f"Host: desk.test\r\nX-Forwarded-For: 198.51.100.{number}\r\nConnection: close\r\n"
        answer = await wire.says(f"GET /v1/tickets HTTP/1.1\r\n{forged}")
        assert answer.startswith("HTTP/1.1 401")
    answer = await wire.says(f"GET /v1/tickets HTTP/1.1\r\n{forged}")
    assert answer.startswith("HTTP/1.1 429")
    assert "server:" not in answer.lower()
