"""The clocks of a ticket: how much of a promised time is used, when it ends, what stops it.

A clock keeps instants only: when it started, its pauses, when it stopped. What it has used is
reckoned from them with the policy's calendar, so nothing is rounded and nothing drifts. Only what
it used under a policy before the present one is kept as a length: by a calendar that is gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.hours import BusinessHours
from domain.replacing import replace
from domain.vocabulary import ClockState, Target

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count; `ended` is None while it lasts."""

    began: datetime
    ended: datetime | None = None


@dataclass(frozen=True)  # without slots: see domain.replacing
class TargetClock:
    """The clock of one target. `stopped_at` is when the promise was kept, late or in time."""

    target: Target
    budget: timedelta
    started_at: datetime
    cycle: int = 1
    state: ClockState = ClockState.RUNNING
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None
    warned: bool = False
    warnings: int = 0  # how many were given in this cycle
    points: int | None = None  # of the policy's warnings that lie behind, if not as many as given
    warned_of: tuple[str, ...] = ()  # warnings that lie behind by policies before, in words
    carried: timedelta = NOTHING  # used under policies before, by their calendars
    counted_from: datetime | None = None  # when the present policy was adopted, if one was
    broke_at: datetime | None = None  # when it was broken, if under a policy before

    @property
    def is_kept(self) -> bool:
        """Whether the promise of this cycle has been kept, in time or late."""
        return self.stopped_at is not None


def paused(clock: TargetClock, at: datetime) -> TargetClock:
    """The clock, standing still from `at`; one that is not running stays as it is."""
    if clock.state is not ClockState.RUNNING:
        return clock
    began = max(at, running_since(clock))
    return replace(clock, state=ClockState.PAUSED, pauses=(*clock.pauses, Pause(began)))


def resumed(clock: TargetClock, at: datetime) -> TargetClock:
    """The clock, going on from `at` with the time it had left."""
    if clock.state is not ClockState.PAUSED:
        return clock
    last = clock.pauses[-1]
    ended = replace(last, ended=max(at, last.began))
    return replace(clock, state=ClockState.RUNNING, pauses=(*clock.pauses[:-1], ended))


def kept(clock: TargetClock, at: datetime) -> TargetClock:
    """The clock after its promise was kept: met, or still breached where it was late."""
    if clock.is_kept:
        return clock
    late = clock.state is ClockState.BREACHED
    running = resumed(clock, at)
    return replace(
        running,
        stopped_at=max(at, running_since(running)),
        state=ClockState.BREACHED if late else ClockState.MET,
    )


def warned(clock: TargetClock) -> TargetClock:
    """The clock after one more warning."""
    points = None if clock.points is None else clock.points + 1
    return replace(clock, warned=True, warnings=clock.warnings + 1, points=points)


def broken(clock: TargetClock) -> TargetClock:
    """The clock after its time ran out. A promise that was kept cannot be broken any more."""
    if clock.state is not ClockState.RUNNING:
        return clock
    return replace(clock, state=ClockState.BREACHED)


def taken_up_again(clock: TargetClock, at: datetime) -> TargetClock:
    """A met clock in its next cycle: it keeps the time used; the time between was a pause.

    A breached clock stays breached: reopening is no second breach.
    """
    if clock.state is not ClockState.MET or clock.stopped_at is None:
        return clock
    between = Pause(clock.stopped_at, max(at, clock.stopped_at))
    return replace(
        clock,
        state=ClockState.RUNNING,
        stopped_at=None,
        cycle=clock.cycle + 1,
        pauses=(*clock.pauses, between),
    )


def used(clock: TargetClock, hours: BusinessHours, now: datetime) -> timedelta:
    """Working time used until `now`; never less at a later instant."""
    until = min(now, clock.stopped_at) if clock.stopped_at else now
    total = clock.carried
    for began, ended in _runs(clock, until):
        if began < until:
            total += hours.elapsed(began, min(ended, until))
    return total


def reaches(clock: TargetClock, hours: BusinessHours, amount: timedelta) -> datetime | None:
    """When a running clock will have used `amount`, or None while it does not run."""
    if clock.state is not ClockState.RUNNING:
        return None
    return would_reach(clock, hours, amount)


def would_reach(clock: TargetClock, hours: BusinessHours, amount: timedelta) -> datetime:
    """When a clock has used, or would have used, `amount`, if it goes on as it last began to."""
    since = running_since(clock)
    before = used(clock, hours, since) if clock.pauses else clock.carried
    return hours.due(since, amount - before if before < amount else NOTHING)


def ran_out(clock: TargetClock, hours: BusinessHours) -> datetime:
    """When a clock's budget was or will be used up, if it goes on as its last stretch began."""
    if clock.broke_at is not None:
        return clock.broke_at
    return would_reach(clock, hours, clock.budget)


def due(clock: TargetClock, hours: BusinessHours) -> datetime | None:
    """When a running clock runs out, or None while it does not run."""
    return reaches(clock, hours, clock.budget)


def left(clock: TargetClock, hours: BusinessHours, now: datetime) -> timedelta:
    """Working time left of the budget, never less than nothing."""
    return max(clock.budget - used(clock, hours, now), NOTHING)


def running_since(clock: TargetClock) -> datetime:
    """When the clock last began to run, or went on, or took the policy that it runs under."""
    ended = clock.pauses[-1].ended if clock.pauses else None
    return _counted(clock, ended or clock.started_at)


def _runs(clock: TargetClock, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of time in which the clock ran, the last one open to `until`.

    What lies before the present policy is carried; of it nothing is left here.
    """
    start = _counted(clock, clock.started_at)
    for pause in clock.pauses:
        yield start, pause.began
        if pause.ended is None:
            return
        start = _counted(clock, pause.ended)
    yield start, until


def _counted(clock: TargetClock, at: datetime) -> datetime:
    """The instant, never before the present policy was adopted."""
    return at if clock.counted_from is None else max(at, clock.counted_from)
