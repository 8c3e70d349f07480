"""Brings mails home from a mailbox, one after the other as they come, for ever."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

import structlog

from channels.mail.imap import (
    FAILURES,
    CannotCollect,
    ImapConnection,
    ImapServer,
    Listed,
    Target,
)
from channels.mail.mailbox import LARGEST
from domain.abilities import Collected
from domain.channels import Request
from domain.ports import Clock

NOT_WHOLE: Final = "x-not-whole"  # the header of a request whose mail was not brought, and why
MAIL: Final = "message/rfc822"
_TRIES: Final = 3  # to fetch one mail, before it is set aside unseen

Result = TypeVar("Result")
log = structlog.get_logger("mailbox")

Key = tuple[int, int]  # the folder's validity, and the mail's number in it


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: of one wait for news, before a mail is offered again that nobody settled, and
    between tries to connect, which grow from `first` to `longest`; `refused` where it is no use.
    """

    news: float = 60.0
    again: float = 60.0
    first: float = 1.0
    longest: float = 60.0
    refused: float = 300.0
    answer: float = 30.0  # to each thing that the server is asked


class Collector:
    """Reads one folder. A mail stays there until it is settled, however often we fall over.

    `state` says how it stands: `connecting`, `listening`, `unreachable`, or the reason of a
    CannotCollect, which somebody has to see to.
    """

    def __init__(
        self,
        server: ImapServer,
        clock: Clock,
        *,
        largest: int = LARGEST,
        pace: Pace | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._clock = clock
        self._largest = largest
        self._pace = pace or Pace()
        self._tls = tls
        self._offered: dict[Key, float] = {}  # and when to offer it again
        self._failed: dict[Key, int] = {}
        self._settled: dict[Key, Target] = {}
        self.state = "connecting"

    async def collect(self) -> AsyncIterator[Collected]:
        """As `Collects` says. What is settled is moved once the next one is asked for."""
        pause = self._pace.first
        while True:
            try:
                async with self._connected() as session:
                    self.state, pause = "listening", self._pace.first
                    while True:
                        async for one in self._round(session):
                            yield one
                        await self._rest(session)
            except CannotCollect as trouble:
                self._note(trouble.reason)
                await asyncio.sleep(self._pace.refused)
            except FAILURES:
                self._note("unreachable")
                await asyncio.sleep(pause)
                pause = min(2 * pause, self._pace.longest)

    def _note(self, reason: str) -> None:
        """What is the matter, said once for as long as it is."""
        if reason != self.state:
            log.warning("a mailbox cannot be read", reason=reason)
        self.state = reason

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator["_Session"]:
        session = _Session(self._server, self._pace.answer, self._tls)
        try:
            await session.open()
            for old in [key for key in self._known if key[0] != session.validity]:
                self._forget(old)  # the numbers mean other mails now
            yield session
        finally:
            await session.end()

    async def _round(self, session: "_Session") -> AsyncIterator[Collected]:
        """Everything that is there now and was not offered of late."""
        await self._tidy(session)
        for listed in await session.do(ImapConnection.listed):
            key = session.validity, listed.uid
            now = asyncio.get_running_loop().time()
            if self._offered.get(key, now) > now:
                continue
            # Said before it is fetched: what makes the server fall over does not stand before the
            # others for ever.
            self._offered[key] = now + self._pace.again
            request = await self._request(session, listed)
            if request is not None:
                yield self._collected(key, request)
                await self._tidy(session)

    async def _rest(self, session: "_Session") -> None:
        """Until there may be news."""
        if session.idles:
            await session.do(lambda one: one.wait(self._pace.news))
        else:
            await asyncio.sleep(self._pace.news)

    async def _request(self, session: "_Session", listed: Listed) -> Request | None:
        """One mail as a request; the head alone of one that cannot be had whole."""
        key = session.validity, listed.uid
        reason, content = "", None
        if listed.size > self._largest:
            reason = "too_large"
            content = await session.do(lambda one: one.head(listed.uid))
        elif self._failed.get(key, 0) >= _TRIES:
            reason, content = "cannot_fetch", b""
        else:
            self._failed[key] = self._failed.get(key, 0) + 1
            content = await session.do(lambda one: one.whole(listed.uid))
            self._failed.pop(key, None)
        if content is None:  # somebody else has taken it away
            return None
        headers = {"content-type": MAIL} | ({NOT_WHOLE: reason} if reason else {})
        # RFC 5092: which mail it is, without whose mailbox
        url = f"imap:///;UIDVALIDITY={session.validity}/;UID={listed.uid}"
        return Request("POST", url, headers, {}, content, self._clock.now())

    def _collected(self, key: Key, request: Request) -> Collected:
        async def keep() -> None:
            self._settled[key] = Target.KEPT

        async def set_aside() -> None:
            self._settled[key] = Target.SET_ASIDE

        return Collected(request, keep, set_aside)

    async def _tidy(self, session: "_Session") -> None:
        """Move what is settled out of the folder."""
        for key, target in [*self._settled.items()]:
            if key[0] == session.validity:
                await session.do(partial(ImapConnection.move, uid=key[1], target=target))
            self._forget(key)

    @property
    def _known(self) -> set[Key]:
        return {*self._offered, *self._failed, *self._settled}

    def _forget(self, key: Key) -> None:
        self._offered.pop(key, None)
        self._failed.pop(key, None)
        self._settled.pop(key, None)


class _Session:
    """A connection, and the one thread that everything on it is done in."""

    def __init__(self, server: ImapServer, timeout: float, tls: ssl.SSLContext | None) -> None:
        self._make = partial(ImapConnection, server, timeout=timeout, tls=tls)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mailbox")
        self._connection: ImapConnection | None = None
        self._timeout = timeout

    @property
    def validity(self) -> int:
        """The folder's, as long as this lasts."""
        assert self._connection is not None
        return self._connection.validity

    @property
    def idles(self) -> bool:
        """Whether the server tells of news by itself."""
        assert self._connection is not None
        return self._connection.idles

    async def open(self) -> None:
        """Connect. Raises as ImapConnection."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._open)

    async def do(self, what: Callable[[ImapConnection], Result]) -> Result:
        """Do something on the connection. Raises as `what` does."""
        assert self._connection is not None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, what, self._connection)

    async def end(self) -> None:
        """Close the connection, also one that is not open yet; what waits on it is interrupted."""
        if self._connection is not None:
            self._connection.interrupt()
        closed = asyncio.wrap_future(self._thread.submit(self._close))
        self._thread.shutdown(wait=False)
        await asyncio.wait({closed}, timeout=self._timeout)

    def _open(self) -> None:
        self._connection = self._make()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
