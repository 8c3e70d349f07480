"""Leaves an engine alone for a while after it failed several times in a row."""

from collections.abc import Callable


class Breaker:
    """Open after `failures` in a row, for `seconds` of `clock`; then it lets one call try.

    Belongs to one event loop: nothing here is locked.
    """

    def __init__(self, failures: int, seconds: float, clock: Callable[[], float]) -> None:
        self._limit = failures
        self._seconds = seconds
        self._clock = clock
        self._failures = 0
        self._open_until: float | None = None
        self._trying = False

    def allows(self) -> bool:
        """Whether a call may go now. Where it may, `report` or `abandon` must follow."""
        if self._open_until is None:
            return True
        if self._trying or self._clock() < self._open_until:
            return False
        self._trying = True
        return True

    def is_open(self) -> bool:
        """Whether a call would be refused now; asks without using up the one that may try."""
        return self._open_until is not None and (self._trying or self._clock() < self._open_until)

    def report(self, worked: bool) -> None:
        """How the call ended."""
        self._trying = False
        self._failures = 0 if worked else self._failures + 1
        if worked:
            self._open_until = None
        elif self._failures >= self._limit:
            self._open_until = self._clock() + self._seconds

    def abandon(self) -> None:
        """The call ended without saying anything of the engine: whoever asked went away."""
        self._trying = False
