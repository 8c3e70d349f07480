"""What a step of the ladder does with people, once it was taken: whom it tells and where it moves.

A step is taken at its instant, whoever is on. What it does with a team is decided from who is on
then; where nobody is, the policy says whether the next step comes at once or the shift is awaited.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from domain import clocks, waits
from domain.escalation import in_its_time, next_step
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
        because = replace(because, staffing="")
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
        again_at=_again(occasion, step, action, max(at, occasion.now), number),
    )


def _again(
    occasion: Occasion, step: str, action: StepAction, since: datetime, number: int
) -> datetime | None:
    """When the next page goes; None after the last."""
    if action.every is None or number >= action.at_most:
        return None
    at = since + action.every
    formerly = (one.rule for one in occasion.ticket.paging if one.step == step and one.rule)
    known = chain((one for one in occasion.policy.steps if one.name == step), formerly)
    mine = next(known, None)
    return in_its_time(mine, at, occasion.hours) if mine else at


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
    if all(one.name != step for one in occasion.policy.steps):
        return NobodyOn.NEXT_SHIFT  # a step of a policy before: what came next there is no more
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
    """The rule by which the step was taken, of the policy that the ticket had then."""
    doing: tuple[ActionWanted | Paging, ...] = (*occasion.ticket.to_act, *occasion.ticket.paging)
    ruled = (one.because for one in doing if one.step == step and one.because is not None)
    because = next(ruled, occasion.policy.because(step))
    return replace(because, staffing=occasion.staffing.hash)


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
