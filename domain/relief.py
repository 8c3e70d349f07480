"""When a ticket needs other people, and who they are.

A ticket stays with whoever has it, also overnight, unless a target would be missed before they
are back. Emergencies wait for nobody.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain import clocks, presence
from domain.facts import RouteCandidate
from domain.hours import BusinessHours
from domain.policy import Policy, StaffingView, TeamStaffing
from domain.presence import Presence
from domain.routing import Choice
from domain.ticket import Ticket
from domain.vocabulary import ClockState, Status, Tier

LONG_AGO = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Receiver:
    """The team that gets a ticket, and in words why this one."""

    team: str
    reason: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a hand-over is decided from; `occasion_of` puts it together."""

    ticket: Ticket
    policy: Policy
    staffing: StaffingView
    now: datetime
    hours: BusinessHours  # the calendar of the ticket's promises
    holder: Presence  # of whoever has the ticket


def occasion_of(ticket: Ticket, policy: Policy, staffing: StaffingView, now: datetime) -> Occasion:
    """What everything that is decided at one instant asks for is worked out once."""
    there = presence.of_holder(ticket, staffing)
    return Occasion(ticket, policy, staffing, now, policy.calendar.hours(), there)


def in_need(ticket: Ticket) -> bool:
    """Whether somebody has to be there for the ticket: a promise runs, or is broken and owed."""
    if ticket.status not in (Status.NEW, Status.OPEN):
        return any(clock.state is ClockState.RUNNING for clock in ticket.clocks)
    return any(not clock.is_kept for clock in ticket.clocks) or is_emergency(ticket)


def is_emergency(ticket: Ticket) -> bool:
    """Emergencies wait for nobody who is off."""
    return ticket.tier is Tier.EMERGENCY


def would_miss(ticket: Ticket, hours: BusinessHours, back: datetime | None) -> datetime | None:
    """Since when it is clear that a promise is missed before `back`; None where none is."""
    missed = []
    for clock in ticket.clocks:
        if clock.state is ClockState.BREACHED and not clock.is_kept:
            missed.append(clocks.running_since(clock))
        due = clocks.due(clock, hours)
        if due is not None and (back is None or due <= back):
            missed.append(clocks.running_since(clock))
    return min(missed, default=None)


def can_wait_for(occasion: Occasion, agent: str) -> bool:
    """Whether the agent is on, or back before any promise runs out."""
    there = presence.of_agent(agent, occasion.staffing)
    back = there.back
    return there.on or (
        back is not None and would_miss(occasion.ticket, occasion.hours, back) is None
    )


def stranded_since(occasion: Occasion) -> datetime | None:
    """Since when the ticket needs somebody and whoever has it is away too long; None: it is well.

    Whoever does something with it is at work, whatever the roster says, for as long as a team may
    take to acknowledge a hand-over.
    """
    ticket, relay = occasion.ticket, occasion.policy.relay
    there = occasion.holder
    if relay is None or ticket.team is None or there.on or not in_need(ticket):
        return None
    gone = _gone_since(ticket, there, relay.acknowledge_within)
    if gone > occasion.now:
        return None
    since = max(gone, ticket.held_since or ticket.opened_at, ticket.active_since or gone)
    missing = would_miss(ticket, occasion.hours, there.back)
    if is_emergency(ticket) or (missing is None and there.back is None):
        return min(since, occasion.now)
    return None if missing is None else min(max(since, missing), occasion.now)


def overtime_ends(occasion: Occasion) -> datetime | None:
    """When one who works outside of their shift counts as gone, if that is yet to come."""
    ticket, relay = occasion.ticket, occasion.policy.relay
    there = occasion.holder
    if relay is None or there.on or ticket.assignee is None or not in_need(ticket):
        return None
    ends = _gone_since(ticket, there, relay.acknowledge_within)
    return ends if ends > occasion.now else None


def who_takes_over(occasion: Occasion) -> Receiver | None:
    """A team that is on; else the first to open, if that is before whoever has it now is back."""
    receiver = on_now(occasion, without=())
    if receiver is not None:
        return receiver
    ticket = occasion.ticket
    there = occasion.holder.back
    opening = {
        team: at
        for team in _reachable(ticket)
        if (at := staff_of(occasion, team).next_opening) is not None
    }
    if not opening:
        return None
    first = min(opening, key=lambda team: opening[team])
    is_there = first == ticket.team and ticket.assignee is None
    if is_there or (there is not None and opening[first] >= there):
        return None
    return Receiver(first, f"opens next, at {opening[first].astimezone(UTC):%Y-%m-%d %H:%M} UTC")


def on_now(occasion: Occasion, without: Collection[str]) -> Receiver | None:
    """Colleagues first; then who speaks the customer's language, is near, and has the least."""
    ticket = occasion.ticket
    candidates = [
        one
        for one in (*_own_team(ticket), *ticket.standby)
        if one.team not in without and staff_of(occasion, one.team).on
    ]
    if not candidates:
        return None
    if is_emergency(ticket):
        best = min(candidates, key=lambda one: (one.distance, not one.speaks))
        return Receiver(best.team, "the nearest that is on")
    best = min(candidates, key=lambda one: _rank(one, occasion))
    spoken = ", speaks the customer's language" if best.speaks else ""
    return Receiver(best.team, f"on now{spoken}")


def nearest(wanted: Iterable[RouteCandidate], staffing: StaffingView) -> Choice | None:
    """For an emergency: the nearest team that is on, however much it has; else the first to open.

    None where no team could take it.
    """
    candidates = {one.team: one for one in wanted}
    teams = {name: presence.known_of(name, staffing) for name in candidates}
    on = [one for name, one in candidates.items() if teams[name].on]
    if on:
        best = min(on, key=lambda one: (one.distance, not one.speaks))
        return Choice(best.team, best.rule, "the nearest team that is on, for an emergency")
    if not candidates:
        return None
    first = min(teams, key=lambda name: teams[name].next_opening or NEVER)
    return Choice(first, candidates[first].rule, "the first to open, for an emergency")


def next_look(occasion: Occasion) -> datetime | None:
    """When, by what is known, the presence of those who matter to the ticket changes next."""
    ticket, staffing = occasion.ticket, occasion.staffing
    looks = [occasion.holder.changes, overtime_ends(occasion)]
    if ticket.owner is not None:
        looks.append(presence.of_agent(ticket.owner.agent, staffing).back)
    if stranded_since(occasion) is not None:
        looks += [staff_of(occasion, team).next_opening for team in _reachable(ticket)]
    return min((at for at in looks if at is not None), default=None)


def _gone_since(ticket: Ticket, there: Presence, patience: timedelta) -> datetime:
    left = there.left or LONG_AGO
    acted = ticket.acted_at if ticket.assignee is not None else None
    if acted is not None and acted >= left:
        return acted + patience
    return left


def _rank(one: RouteCandidate, occasion: Occasion) -> tuple[bool, bool, int, int]:
    load = staff_of(occasion, one.team).load
    return (one.team != occasion.ticket.team, not one.speaks, one.distance, load)


def _reachable(ticket: Ticket) -> tuple[str, ...]:
    """The ticket's own team, and those that could take over."""
    return tuple(dict.fromkeys((ticket.team or "", *(one.team for one in ticket.standby))))


def staff_of(occasion: Occasion, team: str) -> TeamStaffing:
    """What is known of a team; nothing, of one that is not in the view."""
    return presence.known_of(team, occasion.staffing)


def _own_team(ticket: Ticket) -> tuple[RouteCandidate, ...]:
    """The team that has it now, where routing did not name it."""
    if ticket.team is None or any(one.team == ticket.team for one in ticket.standby):
        return ()
    return (RouteCandidate(ticket.team, "the team that has it"),)
