"""HTTP to URLs that others chose: each new connection goes to an address that was checked.

This speaks through httpcore rather than httpx's client, which would follow proxies of the
environment, keep cookies between receivers and log whole URLs, secrets and all.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from socket import SOCK_STREAM
from types import TracebackType
from typing import Self, cast

import httpcore

from channels.destinations import Destination
from domain.addresses import Reach, check_addresses

Resolver = Callable[[str, int], Awaitable[list[str]]]

ANSWER_BYTES = 4096  # read so that the connection can be used again; a longer answer ends it
_CONNECTIONS = 100
_IDLE_CONNECTIONS = 20
_IDLE_SECONDS = 5.0  # shorter than servers usually wait, so that we rarely write to a closed one

_SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)


class NotReached(Exception):
    """No byte of the request left: nobody has seen it."""


class NoAnswer(Exception):
    """The request left, at least in part, and no answer came: it may have been taken."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said; its body is thrown away."""

    status: int
    retry_after: str | None = None


async def resolve(host: str, port: int) -> list[str]:
    """Ask the system for every address of `host`; it reads forms like `127.1` and `0x7f000001`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class CheckedConnections(httpcore.AsyncNetworkBackend):
    """Resolves a name once, checks every address, and connects to those very addresses.

    The pool above still knows the host by its name: TLS checks the certificate against the name,
    and a connection is only ever used again for that name.
    """

    def __init__(self, reach: Reach, resolver: Resolver = resolve) -> None:
        self._reach = reach
        self._resolve = resolver
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                addresses = check_addresses(await self._resolve(host, port), self._reach)
                return await self._first_that_answers(addresses, port, timeout)
        except (OSError, UnicodeError):  # UnicodeError: a name that cannot be written for DNS
            raise httpcore.ConnectError from None

    async def _first_that_answers(
        self,
        addresses: list[str],
        port: int,
        timeout: float | None,  # noqa: ASYNC109 - handed on, divided among the addresses
    ) -> httpcore.AsyncNetworkStream:
        # A fair share each, but never so little that a distant host could not answer in it.
        share = None if timeout is None else max(timeout / max(len(addresses), 1), 1.0)
        for address in addresses:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._network.connect_tcp(address, port, share)
        raise httpcore.ConnectError


class _Progress:
    """Notices the moment from which a failure no longer proves that nobody saw the request."""

    def __init__(self) -> None:
        self.request_left = False

    async def note(self, event: str, _facts: Mapping[str, object]) -> None:
        """Listen to httpcore's `trace` extension."""
        if event.endswith("send_request_headers.started"):
            self.request_left = True


class GuardedHttp:
    """Posts to URLs that others chose, within time limits, following no redirect and no proxy.

    `connect_timeout` covers finding and reaching the host, `whole_timeout` everything; seconds.
    Use it as an asynchronous context manager, or call `aclose`. `tls` is for other roots of trust.
    """

    def __init__(
        self,
        *,
        connect_timeout: float = 3.0,
        whole_timeout: float = 10.0,
        resolver: Resolver = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._connect_timeout = connect_timeout
        self._whole_timeout = whole_timeout
        # One pool per reach: a connection that one account may use is not lent to another's.
        self._pools = {
            reach: httpcore.AsyncConnectionPool(
                ssl_context=tls,
                max_connections=_CONNECTIONS,
                max_keepalive_connections=_IDLE_CONNECTIONS,
                keepalive_expiry=_IDLE_SECONDS,
                network_backend=CheckedConnections(reach, resolver),
            )
            for reach in Reach
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()

    async def post(self, to: Destination, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post once. Raises ForbiddenDestination, NotReached or NoAnswer; follows nothing."""
        progress = _Progress()
        answer: Answer | None = None
        # OSError: TLS may fail below httpcore while it reads, and TimeoutError is one.
        with suppress(
            OSError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError
        ):
            async with (
                asyncio.timeout(self._whole_timeout),
                self._pools[to.reach].stream(
                    "POST",
                    to.url,
                    headers=[(b"host", to.host_header), *_encoded(headers)],
                    content=body,
                    extensions={"timeout": self._timeouts(), "trace": progress.note},
                ) as response,
            ):
                answer = _read_answer(response)
                await _read_a_little(response)
        if answer is not None:
            return answer
        raise NoAnswer if progress.request_left else NotReached

    def _timeouts(self) -> dict[str, float]:
        whole = self._whole_timeout
        return {"connect": self._connect_timeout, "read": whole, "write": whole, "pool": whole}


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]


def _read_answer(response: httpcore.Response) -> Answer:
    for name, value in response.headers:
        if name.lower() == b"retry-after":
            return Answer(response.status, value.decode("latin-1"))
    return Answer(response.status)


async def _read_a_little(response: httpcore.Response) -> None:
    received = 0
    stream = cast("AsyncGenerator[bytes, None]", response.aiter_stream())
    async with aclosing(stream) as chunks:
        async for chunk in chunks:
            received += len(chunk)
            if received > ANSWER_BYTES:
                return
