"""How many requests an engine gets: so many a minute, and a few at once."""

import threading
import time
from collections.abc import Callable
from typing import Final

AT_ONCE: Final = 5.0  # seconds' worth of requests may go together


class Bucket:
    """A token bucket. Safe to share between threads.

    Whoever comes when it is empty waits for a token that comes later; nobody overtakes.
    """

    def __init__(
        self,
        a_minute: int,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        if a_minute < 1:
            raise ValueError("An engine that may be asked not even once a minute is of no use.")
        self._rate = a_minute / 60
        self._most = max(1.0, self._rate * AT_ONCE)
        self._clock, self._wait = clock, wait
        self._tokens, self._at = self._most, clock()
        self._lock = threading.Lock()

    def take(self, most: float) -> bool:
        """Take a token, after waiting for it; False, at once, if that takes over `most` seconds."""
        with self._lock:
            self._refill()
            wait = max(0.0, (1.0 - self._tokens) / self._rate)
            if wait > most:
                return False
            self._tokens -= 1.0
        if wait:
            self._wait(wait)
        return True

    def is_empty(self) -> bool:
        """Whether a request that came now would have to wait."""
        with self._lock:
            self._refill()
            return self._tokens < 1.0

    def _refill(self) -> None:
        now = self._clock()
        self._tokens = min(self._most, self._tokens + (now - self._at) * self._rate)
        self._at = now
