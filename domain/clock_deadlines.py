"""What the clocks of a ticket will do if nothing else happens: warn, and break a promise."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain import clocks
from domain.clocks import TargetClock
from domain.events import ClockBreached, ClockWarned
from domain.hours import BusinessHours
from domain.policy import Policy, WarningPoint
from domain.spoken import duration
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK, ClockState


def clock_deadlines(
    ticket: Ticket, policy: Policy, hours: BusinessHours
) -> Iterator[tuple[datetime, ClockWarned | ClockBreached]]:
    """The next warning and the breach of every clock that runs."""
    for clock in ticket.clocks:
        if clock.state is ClockState.RUNNING:
            yield from _next_warning(clock, policy, hours)
            yield from _breach(clock, policy, hours)


def _next_warning(
    clock: TargetClock, policy: Policy, hours: BusinessHours
) -> Iterator[tuple[datetime, ClockWarned]]:
    points, gone_by = points_of(clock, policy), behind(clock)
    uncounted = clock.points is None and clock.warned and not clock.warnings
    if gone_by >= len(points) or uncounted:
        return
    point = points[gone_by]
    at = clocks.reaches(clock, hours, amount(point, clock))
    if at is not None:
        because = policy.because(f"{said(point)} {clock.target}")
        number = clock.warnings + 1
        yield (
            at,
            ClockWarned(at=at, by=THE_DESK, because=because, target=clock.target, number=number),
        )


def _breach(
    clock: TargetClock, policy: Policy, hours: BusinessHours
) -> Iterator[tuple[datetime, ClockBreached]]:
    at = clocks.due(clock, hours)
    if at is not None:
        because = policy.because(f"breach of {clock.target}")
        yield at, ClockBreached(at=at, by=THE_DESK, because=because, target=clock.target)


def behind(clock: TargetClock) -> int:
    """How many of the points lie behind: after an adoption, not just those that were given."""
    if clock.points is not None:
        return clock.points
    return max(clock.warnings, int(clock.warned))  # before they were counted there was one


def points_of(clock: TargetClock, policy: Policy) -> tuple[WarningPoint, ...]:
    """Where the target warns; policies frozen before there were several points have one."""
    single = policy.warn_at.get(clock.target)
    one = () if single is None else (WarningPoint(fraction=single),)
    points = policy.warnings.get(clock.target, one)
    return tuple(sorted(points, key=lambda point: amount(point, clock)))


def amount(point: WarningPoint, clock: TargetClock) -> timedelta:
    """How much of its budget a clock has used when it warns."""
    if point.fraction is not None:
        return clock.budget * point.fraction
    return max(clock.budget - (point.before or clocks.NOTHING), clocks.NOTHING)


def said(point: WarningPoint) -> str:
    """The point as operations wrote it: '50% of', '1 hour before'."""
    if point.fraction is not None:
        return f"{100 * point.fraction:.6g}% of"
    return f"{duration(point.before or clocks.NOTHING)} before"
