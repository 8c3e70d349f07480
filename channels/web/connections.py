"""Connections to hosts that others chose: each new one goes to an address that was checked.

This speaks through httpcore rather than httpx's client, which would follow proxies of the
environment, keep cookies between receivers and log whole URLs, secrets and all.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from socket import SOCK_STREAM
from types import TracebackType
from typing import Final, Self

import httpcore

from domain.addresses import Reach, check_addresses

Resolver = Callable[[str, int], Awaitable[list[str]]]

FAILURES: Final = (  # OSError: TLS may fail below httpcore while it reads, and TimeoutError is one
    OSError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
)
_CONNECTIONS: Final = 100
_IDLE_CONNECTIONS: Final = 20
_IDLE_SECONDS: Final = (
    5.0  # shorter than servers usually wait, so that we rarely write to a closed one
)

_SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)


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


class CheckedPools:
    """A pool of connections for each reach: what one account may use is not lent to another's.

    Use it as an asynchronous context manager, or call `aclose`. `tls` is for other roots of trust.
    """

    def __init__(self, resolver: Resolver = resolve, tls: ssl.SSLContext | None = None) -> None:
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

    def of(self, reach: Reach) -> httpcore.AsyncConnectionPool:
        """The pool whose connections go no further."""
        return self._pools[reach]


class Progress:
    """Notices the moment from which a failure no longer proves that nobody saw the request."""

    def __init__(self) -> None:
        self.request_left = False

    async def note(self, event: str, _facts: Mapping[str, object]) -> None:
        """Listen to httpcore's `trace` extension."""
        if event.endswith("send_request_headers.started"):
            self.request_left = True
