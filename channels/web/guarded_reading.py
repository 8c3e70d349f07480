"""Documents from URLs that others may have chosen: each connection goes to a checked address."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final, Self, cast

import httpcore

from channels.web.connections import FAILURES, CheckedPools, Resolver, resolve
from domain.addresses import ForbiddenDestination, Reach

OK: Final = 200


class NotRead(Exception):
    """No document came: nobody answers, or something else than a document, or a large one."""


class GuardedReading:
    """Gets documents within a time and a size, following no redirect and no proxy.

    `seconds` bounds all of one document. Use it as an asynchronous context manager.
    """

    def __init__(
        self,
        *,
        seconds: float,
        largest: int,
        resolver: Resolver = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._seconds = seconds
        self._largest = largest
        self._pools = CheckedPools(resolver, tls)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pools.aclose()

    async def read(self, url: str, reach: Reach) -> bytes:
        """The document at `url`. Raises NotRead, or ForbiddenDestination before anybody is asked.

        Any answer but 200 is no document.
        """
        try:
            async with asyncio.timeout(self._seconds):
                return await self._read(url, reach)
        except (*FAILURES, httpcore.UnsupportedProtocol) as error:
            raise NotRead(type(error).__name__) from None

    async def _read(self, url: str, reach: Reach) -> bytes:
        received = bytearray()
        async with self._pools.of(reach).stream("GET", _address(url)) as response:
            if response.status != OK:
                raise NotRead(f"status {response.status}")
            stream = cast("AsyncGenerator[bytes, None]", response.aiter_stream())
            async with aclosing(stream) as chunks:
                async for chunk in chunks:
                    received += chunk
                    if len(received) > self._largest:
                        raise NotRead("too large")
        return bytes(received)


def _address(url: str) -> httpcore.URL:
    try:
        return httpcore.URL(url)
    except (ValueError, UnicodeError):
        raise ForbiddenDestination from None
