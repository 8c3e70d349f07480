"""Customers who write over HTTP, each on a connection of their own.

A plain client of a few lines: a thousand connections of a full one would cost more than the desk.
"""

import asyncio
import json
import resource
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count, cycle
from time import perf_counter
from urllib.parse import urlsplit

from ulid import ULID

from bench.report import Progress, quietly
from rulebook.desk import read_desk
from runtime.settings import ROOT

TEXT = "Olá, a minha encomenda ainda não chegou. Podem ajudar?"
PATIENCE = 60  # seconds for an answer
OPENED_AT_ONCE = 100
SPARE_FILES = 200  # that a process needs besides its connections


@dataclass(frozen=True, slots=True)
class Said:
    """What one message was answered, and after how many seconds."""

    message_id: str
    seconds: float
    status: int
    region: str = ""
    ticket_id: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the desk has promised not to lose it."""
        return self.status == HTTPStatus.ACCEPTED


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody somewhere, with an open connection to the desk."""

    name: str
    country: str
    headers: Mapping[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def writes(self) -> Said:
        """A message; where the connection breaks or nothing comes, its status is 0."""
        name = str(ULID())
        message = {
            "channel": "webhook",
            "account": "sample",
            "message_id": name,
            "sender": {"id": self.name, "country": self.country},
            "text": TEXT,
        }
        began = perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status, answer = await self._exchange(json.dumps(message).encode())
        except (OSError, EOFError, TimeoutError):
            return Said(name, perf_counter() - began, 0)
        return Said(
            name,
            perf_counter() - began,
            status,
            answer.get("region", ""),
            answer.get("ticket_id", ""),
        )

    async def _exchange(self, body: bytes) -> tuple[int, dict[str, str]]:
        more = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        head = f"POST /v1/messages HTTP/1.1\r\n{more}Content-Length: {len(body)}\r\n\r\n"
        self.writer.write(head.encode() + body)
        await self.writer.drain()
        first, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines if line)
        answer = await self.reader.readexactly(int(fields["content-length"]))
        return int(first.split()[1]), json.loads(answer)


def allow_open_files(wanted: int) -> None:
    """Raise this process's limit, which its children inherit. Raises OSError where it may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        if hard != resource.RLIM_INFINITY and hard < needed:
            raise OSError(f"at most {hard} files may be open here and {needed} are needed")
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


async def arrived(
    stack: AsyncExitStack, url: str, key: str, customers: int, progress: Progress = quietly
) -> Sequence[Customer]:
    """Customers with open connections, as many in each region as in any other."""
    countries = [region.countries[0] for region in read_desk(ROOT / "desk").regions.values()]
    place, door, done = urlsplit(url), asyncio.Semaphore(OPENED_AT_ONCE), count(1)
    headers = {
        "Host": place.netloc,
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
    }

    async def one(country: str) -> Customer:
        async with door:
            reader, writer = await asyncio.open_connection(place.hostname, place.port)
        stack.enter_context(closing(writer))
        progress("connections open", next(done), customers)
        return Customer(str(ULID()), country, headers, reader, writer)

    anywhere = zip(range(customers), cycle(countries), strict=False)
    return await asyncio.gather(*(one(country) for _, country in anywhere))
