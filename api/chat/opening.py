"""Whether somebody is at the desk now, and when somebody is next."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from rulebook.on_duty import TeamDuty

HOLDS: Final = timedelta(seconds=30)  # who is on is asked for each visitor, and takes long to find


@dataclass(frozen=True, slots=True)
class Hours:
    """`opens_at` None: now, or nobody knows when."""

    open: bool
    opens_at: datetime | None = None


class Opening:
    """Remembers for half a minute what it was told."""

    def __init__(self) -> None:
        self._known: tuple[datetime, Hours] | None = None

    async def hours(
        self, on_duty: Callable[[datetime], Awaitable[Sequence[TeamDuty]]], now: datetime
    ) -> Hours:
        """The desk's: follow-the-sun, it is open while any of its teams is on."""
        if self._known is None or not self._known[0] <= now < self._known[0] + HOLDS:
            self._known = now, _hours(await on_duty(now))
        return self._known[1]


def _hours(teams: Sequence[TeamDuty]) -> Hours:
    if any(team.on for team in teams):
        return Hours(open=True)
    coming = [team.next_on[1] for team in teams if team.next_on is not None]
    return Hours(open=False, opens_at=min(coming, default=None))
