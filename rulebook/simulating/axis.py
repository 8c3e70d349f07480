"""An axis of time for pictures: instants to places, and ticks on a zone's own wall clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.spans import Span

MOST_TICKS: Final = 12
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_STEPS: Final = (
    *(count * _MINUTE for count in (1, 5, 10, 15, 30)),
    *(count * _HOUR for count in (1, 2, 3, 6, 12)),
    *(count * _DAY for count in (1, 2, 7, 14, 28)),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where an instant stands between two edges; what lies outside stands on the edge."""

    frame: Span
    left: float
    right: float

    def x(self, at: datetime) -> float:
        """To a tenth of a pixel."""
        share = (at - self.frame[0]) / (self.frame[1] - self.frame[0])
        return round(self.left + (self.right - self.left) * min(max(share, 0.0), 1.0), 1)


@dataclass(frozen=True, slots=True)
class Tick:
    """An instant that is written below the axis; `day` where a day begins."""

    x: float
    time: str
    day: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis of a picture, from its own line down to the bottom."""

    y: int
    bottom: int
    zone: str
    ticks: tuple[Tick, ...]


def axis_of(scale: Scale, zone: ZoneInfo, *, y: int, bottom: int) -> Axis:
    """An axis with round times of the zone's wall clock."""
    days: set[str] = set()
    ticks: list[Tick] = []
    for at in ticks_in(scale.frame, zone):
        local = at.astimezone(zone)
        day = f"{local:%a %d %b}"
        ticks.append(Tick(scale.x(at), f"{local:%H:%M}", "" if day in days else day))
        days.add(day)
    return Axis(y, bottom, zone.key, tuple(ticks))


def ticks_in(frame: Span, zone: ZoneInfo) -> Iterator[datetime]:
    """Round times in a frame: a dozen at most, whatever the clocks do meanwhile."""
    step = next((one for one in _STEPS if (frame[1] - frame[0]) / one < MOST_TICKS), _STEPS[-1])
    local = frame[0].astimezone(zone).replace(tzinfo=None)
    wall = local.replace(hour=0, minute=0, second=0, microsecond=0)
    while True:
        at = wall.replace(tzinfo=zone).astimezone(UTC)
        if at > frame[1]:
            return
        exists = at.astimezone(zone).replace(tzinfo=None) == wall  # not as the clocks go forward
        if exists and at >= frame[0]:
            yield at
        wall += step
