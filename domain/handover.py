"""Hand-overs: work passes on with a brief, is answered for in time, and comes back to its owner."""

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from domain import presence
from domain.policy import Policy
from domain.relay_events import HandOverLapsed, TicketHandedOver
from domain.relief import (
    Occasion,
    Receiver,
    can_wait_for,
    in_need,
    is_emergency,
    on_now,
    staff_of,
    stranded_since,
    who_takes_over,
)
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK, Actor, Because, HandOverCause

USUAL_PATIENCE = timedelta(minutes=30)  # of tickets whose policy says nothing of hand-overs
WHY = MappingProxyType(
    {
        HandOverCause.END_OF_SHIFT: "the shift ended and a target would be missed",
        HandOverCause.NOBODY_ON: "nobody of the team is on and a target would be missed",
        HandOverCause.EMERGENCY: "an emergency goes to the nearest team that is on",
    }
)


def relieved(occasion: Occasion) -> TicketHandedOver | None:
    """A ticket whose people are away goes to a team that is on, or to the one that opens first.

    None where it stays best where it is.
    """
    since = stranded_since(occasion)
    if since is None:
        return None
    receiver = who_takes_over(occasion)
    if receiver is None:
        return None
    cause = _cause(occasion.ticket)
    because = f"hand-over: {WHY[cause]}"
    return handed(occasion, receiver, cause, at=since, because=_because(occasion, because))


def returned(occasion: Occasion) -> TicketHandedOver | None:
    """A ticket that others kept for its owner goes back once the owner is on and they are not.

    Where the owner gave it to them, they are the whole team; else only who has taken it.
    """
    ticket, owner = occasion.ticket, occasion.ticket.owner
    if owner is None or occasion.policy.relay is None or not in_need(ticket):
        return None
    is_theirs = ticket.assignee is not None or owner.gave
    if is_theirs and occasion.holder.on:
        return None
    if owner.gave and _is_asked(ticket) and stranded_since(occasion) is None:
        return None  # a team that opens later was chosen, and nothing is missed by that
    if not presence.of_agent(owner.agent, occasion.staffing).on:
        return None
    return TicketHandedOver(
        at=occasion.now,
        by=THE_DESK,
        because=_because(occasion, "hand-over: the owner is back"),
        team=owner.team,
        language=language_of(occasion.policy, owner.team),
        cause=HandOverCause.OWNER_IS_BACK,
        reason=f"{owner.agent} is on again",
        from_team=ticket.team,
        from_agent=ticket.assignee,
        assignee=owner.agent,
        brief_id=_brief_id(ticket),
        brief_by_desk=True,
        told=(owner.agent,),
    )


def unanswered(occasion: Occasion) -> TicketHandedOver | HandOverLapsed:
    """A team did not acknowledge in time: the next one is asked, each once.

    Nobody is asked if the owner is back by then: two hand-overs would tell them of one.
    """
    ticket, handover = occasion.ticket, occasion.ticket.handover
    assert handover is not None
    assert handover.acknowledge_by is not None
    to_the_owner = returned(occasion)
    if to_the_owner is not None:
        return to_the_owner
    asked = handover.offered
    because = _because(occasion, "hand-over: not acknowledged in time")
    receiver = on_now(occasion, without=asked)
    if receiver is not None:
        cause = HandOverCause.NOT_ACKNOWLEDGED
        return handed(occasion, receiver, cause, at=handover.acknowledge_by, because=because)
    queue = next((team for team in asked if staff_of(occasion, team).on), ticket.team or asked[-1])
    return HandOverLapsed(
        at=handover.acknowledge_by,
        by=THE_DESK,
        because=because,
        team=queue,
        language=language_of(occasion.policy, queue),
    )


def asked_for(occasion: Occasion, team: str, by: Actor, brief_id: str) -> TicketHandedOver:
    """A hand-over that an agent asked for, with the agent's own brief.

    Where it goes back to the owner's team, it is the owner's, if no target is missed by that.
    """
    ticket, owner = occasion.ticket, occasion.ticket.owner
    is_home = owner is not None and owner.team == team and can_wait_for(occasion, owner.agent)
    receiver = Receiver(team, "an agent chose it")
    event = handed(occasion, receiver, HandOverCause.AGENT, at=occasion.now, because=None)
    event = replace(
        event,
        by=by,
        from_agent=ticket.assignee or by.id,
        brief_id=brief_id,
        brief_by_desk=False,
    )
    return _kept_for(owner.agent, event, occasion) if owner and is_home else event


def handed(
    occasion: Occasion,
    receiver: Receiver,
    cause: HandOverCause,
    *,
    at: datetime,
    because: Because | None,
) -> TicketHandedOver:
    """The ticket goes to a team, with the brief of an agent that nobody answered for yet, if there
    is one; else with what the desk itself knows.
    """
    ticket, staff = occasion.ticket, staff_of(occasion, receiver.team)
    words = _unanswered_words(ticket)
    return TicketHandedOver(
        at=at,
        by=THE_DESK,
        because=because,
        team=receiver.team,
        language=language_of(occasion.policy, receiver.team),
        cause=cause,
        reason=receiver.reason,
        from_team=ticket.team,
        from_agent=ticket.assignee,
        acknowledge_by=_acknowledge_by(occasion, None if staff.on else staff.next_opening),
        brief_id=words or _brief_id(ticket),
        brief_by_desk=words is None,
        told=staff.on,
    )


def _is_asked(ticket: Ticket) -> bool:
    return ticket.handover is not None and ticket.handover.awaits


def _kept_for(agent: str, event: TicketHandedOver, occasion: Occasion) -> TicketHandedOver:
    """Nobody else may answer for it: the time to do so runs from when the agent is there."""
    there = presence.of_agent(agent, occasion.staffing)
    return replace(
        event,
        assignee=agent,
        acknowledge_by=_acknowledge_by(occasion, None if there.on else there.back),
        told=(agent,) if there.on else (),
    )


def _cause(ticket: Ticket) -> HandOverCause:
    if is_emergency(ticket):
        return HandOverCause.EMERGENCY
    return HandOverCause.END_OF_SHIFT if ticket.assignee else HandOverCause.NOBODY_ON


def _acknowledge_by(occasion: Occasion, opening: datetime | None) -> datetime:
    relay = occasion.policy.relay
    patience = relay.acknowledge_within if relay else USUAL_PATIENCE
    return max(opening or occasion.now, occasion.now) + patience


def _because(occasion: Occasion, rule: str) -> Because:
    return occasion.policy.because(rule, occasion.staffing.hash)


def language_of(policy: Policy, team: str) -> str:
    """What a team reads and writes first."""
    return policy.team_languages.get(team, "en")


def _unanswered_words(ticket: Ticket) -> str | None:
    last = ticket.handover
    if last is None or last.brief_by_desk or last.acknowledged_at is not None:
        return None
    return last.brief_id


def _brief_id(ticket: Ticket) -> str:
    return f"{ticket.id}-brief-{ticket.version}"
