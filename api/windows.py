"""What `limits` counts in: the instants of each key's requests, in memory, as a moving window."""

from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic

from limits.storage import MovingWindowSupport, Storage

MOST_KEYS = 10_000  # those that asked longest ago are forgotten first


class MemoryWindows(Storage, MovingWindowSupport):
    """Keeps each key's instants while they count, and a bounded number of keys.

    The library's own store in memory walks over every key it ever saw, in a thread, every ten
    milliseconds: whoever comes from many addresses would keep it busy.
    """

    STORAGE_SCHEME = None

    def __init__(self, now: Callable[[], float] = monotonic, most_keys: int = MOST_KEYS) -> None:
        super().__init__()
        self._now = now
        self._most_keys = most_keys
        self._windows: OrderedDict[str, deque[float]] = OrderedDict()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Memory raises nothing."""
        return ValueError

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether `amount` more fit into the window; then they are in it."""
        window = self._window(key, expiry)
        if len(window) + amount > limit:
            return False
        window.extend([self._now()] * amount)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest instant in the window was, and how many are in it."""
        window = self._window(key, expiry)
        return (window[0] if window else self._now()), len(window)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Counters are another strategy's."""
        raise NotImplementedError

    def get(self, key: str) -> int:
        """How many instants are kept."""
        return len(self._windows.get(key, ()))

    def get_expiry(self, key: str) -> float:
        """Counters are another strategy's."""
        raise NotImplementedError

    def check(self) -> bool:
        """Memory is there."""
        return True

    def reset(self) -> int:
        """Forget everything; how many keys there were."""
        known = len(self._windows)
        self._windows.clear()
        return known

    def clear(self, key: str) -> None:
        """Forget one key."""
        self._windows.pop(key, None)

    def _window(self, key: str, expiry: int) -> deque[float]:
        window = self._windows.setdefault(key, deque())
        self._windows.move_to_end(key)
        while len(self._windows) > self._most_keys:
            self._windows.popitem(last=False)
        oldest = self._now() - expiry
        while window and window[0] <= oldest:
            window.popleft()
        return window
