"""What the clocks of a ticket will do if nothing else happens: warn, and break a promise."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

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
    """What every clock that runs does next: it warns, or its time runs out."""
    return ((at, made()) for at, made in clock_instants(ticket, policy, hours))


def clock_instants(
    ticket: Ticket, policy: Policy, hours: BusinessHours
) -> Iterator[tuple[datetime, Callable[[], ClockWarned | ClockBreached]]]:
    """The same, each with what makes its event: of many instants only the earliest needs one."""
    for clock in ticket.clocks:
        if clock.state is not ClockState.RUNNING:
            continue
        point = _next_point(clock, policy)
        if point is not None and (spent := amount(point, clock)) <= clock.budget:
            warns = clocks.would_reach(clock, hours, spent)
            yield warns, partial(_warned, clock, point, policy, warns)
        else:
            breaks = clocks.would_reach(clock, hours, clock.budget)
            yield breaks, partial(_breached, clock, policy, breaks)


def _next_point(clock: TargetClock, policy: Policy) -> WarningPoint | None:
    points, gone_by = points_of(clock, policy), behind(clock)
    uncounted = clock.points is None and clock.warned and not clock.warnings
    return None if gone_by >= len(points) or uncounted else points[gone_by]


def _warned(clock: TargetClock, point: WarningPoint, policy: Policy, at: datetime) -> ClockWarned:
    because = policy.because(f"{said(point)} {clock.target}")
    number = clock.warnings + 1
    return ClockWarned(at=at, by=THE_DESK, because=because, target=clock.target, number=number)


def _breached(clock: TargetClock, policy: Policy, at: datetime) -> ClockBreached:
    because = policy.because(f"breach of {clock.target}")
    return ClockBreached(at=at, by=THE_DESK, because=because, target=clock.target)


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
    return points if len(points) == 1 else tuple(sorted(points, key=lambda at: amount(at, clock)))


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
