"""HTTP to URLs that others chose, within time limits and sizes; no redirect is followed."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final, Self, cast

import httpcore

from channels.web.connections import FAILURES, CheckedPools, Progress, Resolver, resolve
from channels.web.destinations import Destination

ANSWER_BYTES: Final = 4096  # read so that the connection can be used again; a longer one ends it
JSON_BYTES: Final = 1024 * 1024  # of an answer that is read


class NotReached(Exception):
    """No byte of the request left: nobody has seen it."""


class NoAnswer(Exception):
    """The request left, at least in part, and no answer came: it may have been taken."""


class Broken(Exception):
    """An answer began, and did not come to its end: too long, too slow, or cut."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request. Headers and body may hold secrets and text."""

    method: str
    to: Destination
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said, names of headers in lower case, `body` as far as it was read."""

    status: int
    retry_after: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


class GuardedHttp:
    """Asks servers at checked addresses, through no proxy.

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
        self._pools = CheckedPools(resolver, tls)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pools.aclose()

    async def post(self, to: Destination, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post once; of the answer, status and headers count. Raises as `ask` does."""
        return await self.ask(Call("POST", to, headers, body), longest=ANSWER_BYTES)

    async def ask(
        self, call: Call, *, longest: int = JSON_BYTES, seconds: float | None = None
    ) -> Answer:
        """Ask once, and read at most `longest` bytes of the answer; what is beyond is left out.

        It may take `seconds`, where there is more to say than usual. Raises ForbiddenDestination,
        NotReached or NoAnswer. An answer whose head came is one, with as much of its body as was
        read by then.
        """
        progress, body = Progress(), bytearray()
        head: Answer | None = None
        with suppress(*FAILURES):
            async with (
                asyncio.timeout(seconds or self._whole_timeout),
                self._response(call, progress, seconds) as response,
            ):
                head = _head(response)
                async for piece in _pieces(response):
                    body += piece[: longest - len(body)]
                    if len(body) >= longest:
                        break
        if head is None:
            raise NoAnswer if progress.request_left else NotReached
        return Answer(head.status, head.retry_after, head.headers, bytes(body))

    @asynccontextmanager
    async def open(
        self, call: Call, *, longest: int, seconds: float
    ) -> AsyncIterator[tuple[Answer, AsyncIterator[bytes]]]:
        """Ask once for something large: the head of the answer, and its body piece by piece.

        All of it may take `seconds`. Raises as `ask` does, and Broken, from the pieces too, where
        the body is longer than `longest` bytes or does not come to its end.
        """
        progress, begun = Progress(), False
        try:
            async with asyncio.timeout(seconds), self._response(call, progress) as response:
                begun = True
                yield _head(response), _no_more_than(longest, response)
        except FAILURES:
            if begun:
                raise Broken from None
            raise (NoAnswer if progress.request_left else NotReached) from None

    @asynccontextmanager
    async def _response(
        self, call: Call, progress: Progress, seconds: float | None = None
    ) -> AsyncIterator[httpcore.Response]:
        whole = seconds or self._whole_timeout
        timeouts = {"connect": self._connect_timeout, "read": whole, "write": whole, "pool": whole}
        async with self._pools.of(call.to.reach).stream(
            call.method,
            call.to.url,
            headers=[(b"host", call.to.host_header), *_encoded(call.headers)],
            content=call.body or None,
            extensions={"timeout": timeouts, "trace": progress.note},
        ) as response:
            yield response


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]


def _head(response: httpcore.Response) -> Answer:
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
    }
    return Answer(response.status, headers.get("retry-after"), headers)


async def _pieces(response: httpcore.Response) -> AsyncIterator[bytes]:
    stream = cast("AsyncGenerator[bytes, None]", response.aiter_stream())
    async with aclosing(stream) as pieces:
        async for piece in pieces:
            yield piece


async def _no_more_than(longest: int, response: httpcore.Response) -> AsyncIterator[bytes]:
    received = 0
    async for piece in _pieces(response):
        received += len(piece)
        if received > longest:
            raise Broken
        yield piece
