"""What came from a platform and could not be read: kept as it came, shown, and tried again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SetAside:
    """One delivery, or a part of one, that could not be read. `reason` is a short code."""

    id: str
    channel: str
    account: str
    reason: str
    at: datetime
    size: int  # bytes
    tries: int = 0  # by which somebody had it read again
    settled: str = ""  # `read` or `discarded`, once it is


@dataclass(frozen=True, slots=True)
class Raw:
    """What was set aside, byte for byte, with the head of its request."""

    one: SetAside
    content: bytes = field(repr=False)


class SetAsides(Protocol):
    """What one region has set aside. Each lies under a key of its own, destroyed with it."""

    async def keep(self, one: SetAside, content: bytes) -> None:
        """Keep it; the same again changes nothing."""
        ...

    async def newest(
        self, *, before: str | None, limit: int, settled: bool = False
    ) -> Sequence[SetAside]:
        """What waits for somebody to look, the newest first."""
        ...

    async def get(self, set_aside_id: str) -> Raw:
        """One of them with its bytes; Missing where there is none, or none any more."""
        ...

    async def settle(self, set_aside_id: str, how: str) -> None:
        """It was read after all, or nobody wants it: its bytes are destroyed. Raises Missing."""
        ...

    async def tried(self, set_aside_id: str, reason: str) -> None:
        """It was tried again, and still cannot be read. Raises Missing."""
        ...
