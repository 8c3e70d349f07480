"""The tokens of a region's accounts: one worker renews each, and all others wait or go on.

This is the port `Tokens`, over what the region keeps. A token is renewed ahead of its end, when a
quarter of its life is left or five minutes, whichever is less. Until then, and while somebody
renews it, the one at hand is used for as long as it is good.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from ulid import ULID

from domain.channel_stores import ChannelStores
from domain.channel_tokens import KeptToken, Renew, Token
from domain.channels import TokenRefused
from domain.ports import Clock, NotNow
from domain.stores import Unavailable

AHEAD: Final = timedelta(minutes=5)
LEASE: Final = timedelta(seconds=45)
RENEWAL_SECONDS: Final = 30.0  # less than the lease: nobody else begins before it has ended
SOON_SECONDS: Final = 2.0  # for which the first who needs it waits, while one is good
REST: Final = timedelta(seconds=5)  # after a renewal that failed
STORE_AWAY: Final = "token_store_away"
PAUSE_SECONDS: Final = 0.25
MOST_PAUSES: Final = 40  # ten seconds: then the message itself is tried again later

Pause = Callable[[float], Awaitable[None]]

log = structlog.get_logger("channels")


def owner_here(door: str) -> str:
    """A name for this process that no other has, now or later."""
    return f"{door} {socket.gethostname()} {os.getpid()} {ULID()}"


@dataclass(frozen=True, slots=True)
class _Failed:
    """Why a token was not renewed, and when it was tried."""

    fault: NotNow | TokenRefused
    at: datetime

    def again(self) -> NotNow | TokenRefused:
        """The same to somebody else."""
        if isinstance(self.fault, NotNow):
            return NotNow(self.fault.reason, self.fault.retry_after)
        return TokenRefused(self.fault.reason)


class RenewedTokens:
    """The port `Tokens` for those who may renew. `owner` is theirs alone among all processes.

    All who ask at once share one renewal, and what came of it; after one that failed nobody asks
    the platform for a few seconds.
    """

    def __init__(
        self, stores: ChannelStores, clock: Clock, owner: str, *, pause: Pause = asyncio.sleep
    ) -> None:
        self._kept = stores.tokens
        self._leases = stores.leases
        self._clock = clock
        self._owner = owner
        self._pause = pause
        self._renewals: dict[str, asyncio.Task[str | _Failed | None]] = {}
        self._failed: dict[str, _Failed] = {}

    async def get(self, name: str, renew: Renew) -> str:
        """The token that is good for a while yet.

        While one is good nobody waits for its renewal but the first who needs it, and not for
        long. Raises as `renew`; NotNow as well where another worker takes too long to renew it
        (`token_awaited`), where renewing does (`token_slow`), or where the region's database does
        not answer (`token_store_away`).
        """
        with _as_delays():
            for _ in range(MOST_PAUSES):
                kept = await self._kept.find(name)
                now = self._clock.now()
                if kept is not None and _is_fresh(kept, now):
                    return kept.token.value
                if kept is not None and _is_good(kept, now):
                    return await self._soon(name, renew, kept.token.value)
                found = await asyncio.shield(self._renewal(name, renew))
                if isinstance(found, _Failed):
                    raise found.again()
                if found is not None:
                    return found
                await self._pause(PAUSE_SECONDS)
        raise NotNow("token_awaited")

    async def refused(self, name: str, value: str) -> None:
        """As the Protocol says. Raises NotNow where the region's database does not answer."""
        with _as_delays():
            await self._kept.refuse(name, value)

    async def keep(self, name: str, token: Token) -> None:
        """As the Protocol says. Raises NotNow where the region's database does not answer."""
        with _as_delays():
            await self._kept.keep(name, token, self._clock.now())

    async def _soon(self, name: str, renew: Renew, good: str) -> str:
        """The next token if it is there soon, else the one at hand."""
        if name in self._renewals or self._rests(name) is not None:
            return good
        try:
            async with asyncio.timeout(SOON_SECONDS):
                found = await asyncio.shield(self._renewal(name, renew))
        except TimeoutError:
            return good  # it goes on, for whoever comes later
        return found if isinstance(found, str) else good

    def _renewal(self, name: str, renew: Renew) -> "asyncio.Future[str | _Failed | None]":
        """What is under way, or begins now: a token, what went wrong, or None for another's turn.

        It goes on, whoever of those who wait for it is cancelled.
        """
        if name not in self._renewals:
            task = asyncio.ensure_future(self._renewed(name, renew))
            self._renewals[name] = task
            task.add_done_callback(lambda _: self._renewals.pop(name))
        return self._renewals[name]

    async def _renewed(self, name: str, renew: Renew) -> str | _Failed | None:
        rests = self._rests(name)
        if rests is not None:
            return rests
        try:
            async with self._alone(name) as alone:
                return await self._new(name, renew) if alone else None
        except (NotNow, TokenRefused) as fault:
            log.warning("a token is not renewed yet", account=name, reason=fault.reason)
            self._failed[name] = _Failed(fault, self._clock.now())
            return self._failed[name]
        except Unavailable:
            return _Failed(NotNow(STORE_AWAY), self._clock.now())

    def _rests(self, name: str) -> _Failed | None:
        """What went wrong a moment ago, before which nobody tries again."""
        failed = self._failed.get(name)
        return failed if failed and self._clock.now() < failed.at + REST else None

    @asynccontextmanager
    async def _alone(self, name: str) -> AsyncIterator[bool]:
        """Whether no other process renews it meanwhile."""
        lease, now = f"token:{name}", self._clock.now()
        if not await self._leases.hold(lease, self._owner, now, now + LEASE):
            yield False
            return
        try:
            yield True
        finally:
            await self._leases.release(lease, self._owner)

    async def _new(self, name: str, renew: Renew) -> str:
        kept = await self._kept.find(name)  # somebody may have done it since we looked
        if kept is not None and _is_fresh(kept, self._clock.now()):
            return kept.token.value
        token = await _within_time(renew)
        await self._kept.keep(name, token, self._clock.now())
        return token.value


class LentTokens:
    """The port `Tokens` for those who never renew, such as an API process."""

    def __init__(self, stores: ChannelStores, clock: Clock) -> None:
        self._kept = stores.tokens
        self._clock = clock

    async def get(self, name: str, renew: Renew) -> str:
        """The token as long as it is good; `renew` is never called. Raises NotNow."""
        with _as_delays():
            kept = await self._kept.find(name)
        if kept is None or not _is_good(kept, self._clock.now()):
            raise NotNow("token_not_here")
        return kept.token.value

    async def refused(self, name: str, value: str) -> None:
        """As the Protocol says: a worker renews it."""
        with _as_delays():
            await self._kept.refuse(name, value)

    async def keep(self, name: str, token: Token) -> None:
        """As the Protocol says."""
        with _as_delays():
            await self._kept.keep(name, token, self._clock.now())


async def _within_time(renew: Renew) -> Token:
    """Raises as `renew`, and NotNow."""
    try:
        async with asyncio.timeout(RENEWAL_SECONDS):
            return await renew()
    except TimeoutError:
        raise NotNow("token_slow") from None


@contextmanager
def _as_delays() -> Iterator[None]:
    """A channel may raise that a message has to wait; of databases it knows nothing."""
    try:
        yield
    except Unavailable:
        raise NotNow(STORE_AWAY) from None


def _is_good(kept: KeptToken, now: datetime) -> bool:
    ends = kept.token.expires_at
    return not kept.refused and (ends is None or now < ends)


def _is_fresh(kept: KeptToken, now: datetime) -> bool:
    ends = kept.token.expires_at
    if ends is None:
        return not kept.refused
    return not kept.refused and now < ends - min(AHEAD, (ends - kept.since) / 4)
