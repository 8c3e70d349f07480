"""What a step of the ladder does with people, once it was taken: whom it tells and where it moves.

A step is taken at its instant, whoever is on. What it does with a team is decided from who is on
then; where nobody is, the policy says whether the next step comes at once or the shift is awaited.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain import clocks, waits
from domain.escalation import next_step
from domain.events import Event
from domain.facts import StepAction
from domain.handover import handed, language_of
from domain.policy import TeamStaffing
from domain.relay import ActionWanted, Paging
from domain.relay_events import NobodyWasOn, TeamNotified, TicketHandedOver
from domain.relief import Occasion, Receiver, staff_of
from domain.spoken import duration
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK, Because, Doing, HandOverCause, NobodyOn


def action_due(ticket: Ticket, now: datetime) -> ActionWanted | None:
    """The first thing that a step has yet to do, and can do now."""
    if ticket.is_paused:
        return None
    ready = (one for one in ticket.to_act if one.not_before is None or one.not_before <= now)
    return next(ready, None)


def openings_awaited(ticket: Ticket) -> Iterator[datetime]:
    """When steps that found nobody on are tried again."""
    if not ticket.is_paused:
        yield from (one.not_before for one in ticket.to_act if one.not_before is not None)


def needs_staffing(wanted: ActionWanted) -> bool:
    """Whether it depends on who is on."""
    return wanted.action.doing is not Doing.REPLY


def acted(wanted: ActionWanted, occasion: Occasion) -> Event:
    """Do it, and say so."""
    action = wanted.action
    at = _never_in_a_rest(wanted.not_before or wanted.since, occasion.ticket)
    because = _because(occasion, wanted.step)
    if action.doing is Doing.REPLY:
        because = occasion.policy.because(wanted.step)
        return waits.told(occasion.ticket, action.template, at, because, None)
    staff = staff_of(occasion, action.team or "")
    if not staff.on:
        return _nobody(occasion, wanted.step, action, at, staff)
    if action.doing is Doing.NOTIFY:
        return _told(occasion, wanted.step, action, at, staff, number=1)
    return _moved(wanted, occasion, at, because)


def pages_due(ticket: Ticket) -> Iterator[tuple[datetime, Paging]]:
    """When the next page of each step goes, the first one too, unless somebody claims before."""
    if not ticket.is_paused:
        for paging in ticket.paging:
            if paging.again_at is not None:
                yield _never_in_a_rest(paging.again_at, ticket), paging


def paged_again(paging: Paging, occasion: Occasion) -> Event:
    """The next page, to those who are on now."""
    assert paging.again_at is not None
    staff = staff_of(occasion, paging.action.team or "")
    at = _never_in_a_rest(paging.again_at, occasion.ticket)
    if not staff.on:
        return _nobody(occasion, paging.step, paging.action, at, staff)
    return _told(occasion, paging.step, paging.action, at, staff, number=paging.sent + 1)


def _never_in_a_rest(at: datetime, ticket: Ticket) -> datetime:
    """A pause only puts off what was due in it, as it does with the steps themselves."""
    return max(at, ticket.active_since or at)


def _told(
    occasion: Occasion,
    step: str,
    action: StepAction,
    at: datetime,
    staff: TeamStaffing,
    number: int,
) -> TeamNotified:
    again = number < action.at_most and action.every is not None
    return TeamNotified(
        at=at,
        by=THE_DESK,
        because=_because(occasion, step),
        step=step,
        doing=action.doing,
        team=action.team or "",
        agents=staff.on,
        notification_id=f"{occasion.ticket.id}-{action.doing}-{occasion.ticket.version}",
        text=_filled(action.text, step, occasion),
        number=number,
        again_at=max(at, occasion.now) + action.every if again and action.every else None,
    )


def _nobody(
    occasion: Occasion, step: str, action: StepAction, at: datetime, staff: TeamStaffing
) -> NobodyWasOn:
    return NobodyWasOn(
        at=at,
        by=THE_DESK,
        because=_because(occasion, step),
        step=step,
        doing=action.doing,
        team=action.team or "",
        then=_what_follows(occasion, step, action),
        opening=staff.next_opening,
    )


def _what_follows(occasion: Occasion, step: str, action: StepAction) -> NobodyOn:
    """Without a step that comes next, or came already, only the team's next shift is left."""
    ticket, relay = occasion.ticket, occasion.policy.relay
    begun = any((one.step, one.action) == (step, action) and one.sent for one in ticket.paging)
    if ticket.steps_taken[-1:] == (step,):
        comes = next_step(ticket, occasion.policy) is not None
    else:
        comes = not begun
    return relay.when_nobody_is_on if relay and comes else NobodyOn.NEXT_SHIFT


def _moved(
    wanted: ActionWanted, occasion: Occasion, at: datetime, because: Because
) -> TicketHandedOver:
    team, ticket = wanted.action.team or "", occasion.ticket
    receiver = Receiver(team, f"{wanted.step} of the ladder")
    if wanted.action.doing is Doing.HAND_OVER:
        return handed(occasion, receiver, HandOverCause.STEP, at=at, because=because)
    return TicketHandedOver(
        at=at,
        by=THE_DESK,
        because=because,
        team=team,
        language=language_of(occasion.policy, team),
        cause=HandOverCause.STEP,
        reason=receiver.reason,
        from_team=ticket.team,
        from_agent=ticket.assignee,
    )


def _because(occasion: Occasion, step: str) -> Because:
    return occasion.policy.because(step, occasion.staffing.hash)


def _filled(text: str, step: str, occasion: Occasion) -> str:
    """The words of operations with the ticket's facts in them; they hold nothing personal."""
    ticket = occasion.ticket
    facts = {
        "ticket": ticket.id,
        "priority": str(ticket.priority),
        "team": ticket.team or "nobody",
        "status": str(ticket.status),
        "waited": duration(_waited(ticket, occasion.now)),
        "left": duration(_left(step, occasion)),
    }
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _waited(ticket: Ticket, now: datetime) -> timedelta:
    """For how long the customer has waited for a person; nobody waits who was answered."""
    unanswered = None if ticket.answered_at else ticket.opened_at
    since = ticket.waiting_since or unanswered
    return clocks.NOTHING if since is None else now - since


def _left(step: str, occasion: Occasion) -> timedelta:
    """Of the promise that the step is about; where it is about none, of the nearest to its end."""
    target = next((one.target for one in occasion.policy.steps if one.name == step), None)
    owed = [
        clocks.left(clock, occasion.hours, occasion.now)
        for clock in occasion.ticket.clocks
        if not clock.is_kept and target in (None, clock.target)
    ]
    return min(owed, default=clocks.NOTHING)
