"""How often somebody may ask, in a moving window of a minute, counted in each process by itself."""

import ipaddress
import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

from limits import RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter

from api.problems import Problem
from api.windows import MemoryWindows
from domain.access import ApiKey

WINDOW = 60  # seconds


class Rate(StrEnum):
    """What requests count as."""

    READS = "reads"
    MESSAGES = "messages"
    COMMANDS = "commands"
    FAILURES = "failures"
    VISITORS = "visitors"
    CHAT = "chat"
    CHAT_OF_ADDRESS = "chat_of_address"


@dataclass(frozen=True, slots=True)
class RateLimits:
    """How many a minute: for each key and region. 0: any.

    Failures and new visitors of the chat count for each address, what goes on in it for each
    visitor and for each address.
    """

    reads: int = 12_000
    messages: int = 60_000
    commands: int = 6_000
    failures: int = 60
    visitors: int = 60
    chat: int = 240
    chat_of_address: int = 2_400  # an office, or one who poses as many


class Rates:
    """Counts requests. One that does not fit is a Problem that says when to come back."""

    def __init__(
        self, limits: RateLimits | None = None, now: Callable[[], float] = monotonic
    ) -> None:
        limits = limits or RateLimits()
        self._now = now
        self._limiter = MovingWindowRateLimiter(MemoryWindows(now))
        self._items = {
            rate: RateLimitItemPerMinute(amount)
            for rate in Rate
            if (amount := int(getattr(limits, rate)))
        }

    def count(self, rate: Rate, key: ApiKey) -> dict[str, str]:
        """Count a request of whoever holds the key: the headers that say how many are left."""
        return self._counted(rate, f"{key.id}\n{key.region}")

    def count_failure(self, address: str | None) -> None:
        """Count a request that showed no key that is known, by the address that it came from."""
        self._counted(Rate.FAILURES, _network(address))

    def count_visitor(self, address: str | None) -> None:
        """Count somebody who begins a chat, by the address that they came from."""
        self._counted(Rate.VISITORS, _network(address))

    def count_chat(self, visitor: str, address: str | None, weight: int = 1) -> dict[str, str]:
        """Count what a visitor asks, for them and for the address that they ask from.

        The headers that say how much is left to the visitor.
        """
        self._counted(Rate.CHAT_OF_ADDRESS, _network(address), weight)
        return self._counted(Rate.CHAT, visitor, weight)

    def _counted(self, rate: Rate, who: str, weight: int = 1) -> dict[str, str]:
        item = self._items.get(rate)
        if item is None:
            return {}
        fits = self._limiter.hit(item, rate, who, cost=min(weight, item.amount))
        stats = self._limiter.get_window_stats(item, rate, who)
        seconds = max(1, math.ceil(stats.reset_time - self._now()))
        # draft-ietf-httpapi-ratelimit-headers-10
        headers = {
            "RateLimit-Policy": f'"{rate}";q={item.amount};w={WINDOW}',
            "RateLimit": f'"{rate}";r={stats.remaining};t={seconds}',
        }
        if not fits:
            raise _too_often(rate, seconds, headers)
        return headers


def _too_often(rate: Rate, seconds: int, headers: dict[str, str]) -> Problem:
    return Problem(
        429,
        "too_many_failures" if rate is Rate.FAILURES else "too_many_requests",
        "More requests than are taken in a minute; wait as long as `Retry-After` says.",
        headers={**headers, "Retry-After": str(seconds)},
    )


def _network(address: str | None) -> str:
    """The address; of IPv6 the first half, since one customer has all of the second."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.IPv6Network((found, 64), strict=False))
    return str(found)
