"""When and where customers want to be reached. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.facts import Via


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of the day to another, of the next day where that is earlier; never, where
    both are the same.

    `zone` is an IANA name; "": the one that the customer lives by. With `everything`, people's
    answers wait, too.
    """

    start: time
    until: time
    zone: str = ""
    everything: bool = False

    def end(self, now: datetime, zone: str) -> datetime | None:
        """When it is over, by the wall clock of a zone; None where it is not quiet at `now`."""
        clock = ZoneInfo(zone)
        here = now.astimezone(clock)
        wall = here.time()
        if not self._is_quiet(wall):
            return None
        before_midnight = self.until < self.start <= wall
        day = here.date() + timedelta(days=1 if before_midnight else 0)
        # Where clocks go back, the time comes twice: the first that is still to come counts.
        ends = (datetime.combine(day, self.until, clock).replace(fold=fold) for fold in (0, 1))
        return next((end for end in (one.astimezone(UTC) for one in ends) if end > now), None)

    def _is_quiet(self, wall: time) -> bool:
        if self.until < self.start:
            return wall >= self.start or wall < self.until
        return self.start <= wall < self.until


@dataclass(frozen=True, slots=True)
class Preferences:
    """When and where a customer wants to be reached."""

    preferred: Via | None = None
    quiet_hours: QuietHours | None = None


NO_PREFERENCES: Final = Preferences()


@dataclass(frozen=True, slots=True)
class NewPreferences:
    """What a person wants from now on, and who wrote it down."""

    customer_id: str
    preferences: Preferences
    at: datetime
    by: str  # an id: of the key or the agent
    by_kind: str  # its role


def quiet_until(hours: QuietHours | None, now: datetime, zone: str | None) -> datetime | None:
    """When quiet hours are over; None where it is not quiet, or nobody knows whose clock counts."""
    if hours is None:
        return None
    clock = hours.zone or zone
    return hours.end(now, clock) if clock else None


def hours_for(
    preferences: Preferences, usual: QuietHours | None, *, unprompted: bool
) -> QuietHours | None:
    """The quiet hours that a message keeps: the customer's own, else those of the account.

    What the desk says unprompted keeps them; what people say, and that a message has arrived, does
    where the customer wants quiet for everything.
    """
    own = preferences.quiet_hours
    if unprompted:
        return own or usual
    return own if own is not None and own.everything else None
