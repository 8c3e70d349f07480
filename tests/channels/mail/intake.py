"""A collector at work on a mailbox of Dovecot's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from channels.mail.collecting import Collector, Pace
from channels.mail.connecting import Place, Security
from channels.mail.imap import ImapServer
from domain.abilities import Collected
from runtime.waiting import until
from tests.channels.building import StoppedClock
from tests.dovecot import PASSWORD, Dovecot, trusting
from tests.patience import PATIENCE

NEVER = 10_000.0  # seconds: what a test would not live to see
PACE = Pace(news=NEVER / 10, again=NEVER, first=0.02, longest=0.1, refused=0.02, answer=20.0)
USERS = {"support": PASSWORD}


def mail(number: int, size: int = 0) -> bytes:
    return (
        f"From: maria@example.com\r\nTo: support@example.org\r\nMessage-ID: <{number}@x>\r\n"
        f"Subject: no. {number}\r\n\r\nHello {number}\r\n{'x' * size}"
    ).encode()


def mailbox_at(server: Dovecot, **changes: Any) -> ImapServer:
    given = ImapServer(Place("127.0.0.1", server.port), Security.NONE, "support", PASSWORD)
    return replace(given, **changes)


@dataclass
class Intake:
    """A collector at work."""

    collector: Collector
    mails: AsyncIterator[Collected]

    async def next(self) -> Collected:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            return await anext(self.mails)

    async def settled(self) -> bytes:
        """The next one, which is kept."""
        one = await self.next()
        await one.keep()
        return one.request.body

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["asyncio.Task[Collected]"]:
        """While the collector waits for its next one, which the task will have."""
        waiting = asyncio.create_task(self.next())
        try:
            yield waiting
        finally:
            if not waiting.done():
                waiting.cancel()
                await asyncio.wait({waiting})

    async def comes_to(self, state: str) -> None:
        async def is_there() -> bool:
            return self.collector.state == state

        await until(is_there, PATIENCE, f"it is {self.collector.state}, not {state}")


@asynccontextmanager
async def intake(
    server: Dovecot, *, pace: Pace = PACE, largest: int = 100_000, **changes: Any
) -> AsyncIterator[Intake]:
    tls = trusting(server.certificate) if server.certificate else None
    place = mailbox_at(server, **changes)
    collector = Collector(place, StoppedClock(), largest=largest, pace=pace, tls=tls)
    mails = collector.collect()
    try:
        yield Intake(collector, mails)
    finally:
        await mails.aclose()  # type: ignore[attr-defined] # it is a generator
