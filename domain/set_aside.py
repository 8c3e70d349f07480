"""What came from a platform and could not be read: kept as it came, shown, and tried again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.audit import Deed

Position = tuple[datetime, str]  # when it was set aside, and its id


class Settled(StrEnum):
    """How it ended: today's code could read it, or somebody said that nobody wants it."""

    READ = "read"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class SetAside:
    """One delivery, or a part of one, that could not be read. `reason` is a short code.

    The id begins with the region, and is the same for the same bytes of the same account.
    """

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

    async def keep(self, one: SetAside, content: bytes) -> bool:
        """Keep it; False where it is there already, or was, and nothing was changed."""
        ...

    async def newest(
        self, *, before: Position | None, limit: int, settled: bool = False
    ) -> Sequence[SetAside]:
        """What waits for somebody to look, the newest first; with `settled` what does not."""
        ...

    async def get(self, set_aside_id: str) -> Raw:
        """One of them with its bytes; Missing where there is none, or none any more."""
        ...

    async def settle(self, set_aside_id: str, how: Settled, *deeds: Deed) -> None:
        """It was read after all, or nobody wants it: its bytes are destroyed, with those deeds.

        Raises Missing where it is not there, or settled already.
        """
        ...

    async def tried(self, set_aside_id: str, reason: str, *deeds: Deed) -> SetAside:
        """It was tried again, and still cannot be read: how it stands then. Raises Missing."""
        ...

    async def forget(self, before: datetime, limit: int) -> int:
        """Destroy the bytes of at most so many that were set aside before; how many."""
        ...
