"""How a ticket changes when work passes on, and when the customer hears of it.

Each rule is `(event, ticket) -> ticket`, as `domain.changes` registers them, or a part of one.
"""

from datetime import datetime

from domain import standing
from domain.events import Acknowledged
from domain.facts import ExpectedWait
from domain.relay import ActionWanted, Expectation, HandOver, NotificationWanted, Owner
from domain.relay_events import (
    CustomerTold,
    HandOverAcknowledged,
    HandOverLapsed,
    TicketHandedOver,
)
from domain.replacing import replace
from domain.ticket import DeliveryWanted, Ticket
from domain.vocabulary import OF_A_REPLY, Doing, HandOverCause, NotificationKind, Status

DECIDED = (HandOverCause.AGENT, HandOverCause.STEP)
LEAVES_AN_OWNER = (HandOverCause.AGENT, HandOverCause.END_OF_SHIFT)
NOTICE = "handed-over"  # the template that says that others took over
CORRECTION = "wait-corrected"  # the one that says that it takes longer
SURVEY = "satisfaction"  # the one that asks how it was
FAREWELL = "closing"  # the one that says that the ticket is closed


def handed_over(event: TicketHandedOver, ticket: Ticket) -> Ticket:
    """Another team has it, or another agent; their people are told, and mostly have to answer."""
    since = event.noticed or event.at
    again = event.cause is HandOverCause.NOT_ACKNOWLEDGED and ticket.handover is not None
    asked_before = ticket.handover.offered if again and ticket.handover else ()
    handover = HandOver(
        team=event.team,
        cause=event.cause,
        at=event.at,
        from_team=event.from_team,
        from_agent=event.from_agent,
        acknowledge_by=event.acknowledge_by,
        brief_id=event.brief_id,
        brief_by_desk=event.brief_by_desk,
        offered=(*asked_before, event.team),
    )
    passed = replace(
        ticket,
        assignee=event.assignee,
        acted_at=None,
        held_since=since,
        handover=handover,
        owner=_owner_after(event, ticket),
        to_act=_without(ticket, Doing.HAND_OVER, Doing.ASSIGN, since=event.at),
        to_notify=(*ticket.to_notify, *_of_hand_over(event)),
        notice_owed=ticket.notice_owed or _wants_notice(event, ticket),
    )
    if event.assignee is not None:
        passed = standing.begun(passed, since)
    return standing.read_by(passed, event.team, event.language)


def acknowledged(event: HandOverAcknowledged, ticket: Ticket) -> Ticket:
    """Whoever acknowledges has the ticket, unless it is kept for somebody."""
    answering = replace(
        ticket, assignee=ticket.assignee or event.by.id, held_since=event.at, acted_at=event.at
    )
    return standing.begun(answered_for(answering, event.by.id, event.at), event.at)


def lapsed(event: HandOverLapsed, ticket: Ticket) -> Ticket:
    """It stays in a queue; nobody is waited for any more."""
    handover = ticket.handover and replace(ticket.handover, lapsed=True, team=event.team)
    return standing.read_by(replace(ticket, handover=handover), event.team, event.language)


def customer_told(event: CustomerTold, ticket: Ticket) -> Ticket:
    """The desk writes to the customer. No promise of a person's answer is kept by that."""
    to_act = tuple(
        one
        for one in ticket.to_act
        if one.action.doing is not Doing.REPLY or one.action.template != event.template
    )
    told = replace(spoken(event, ticket), to_act=to_act)
    if event.template == NOTICE:
        told = replace(told, notice_owed=False, notice_given=True)
    if event.template == SURVEY:
        told = replace(told, asked_how_it_was=True)
    if event.template == FAREWELL and ticket.status is Status.SOLVED:
        told = replace(told, farewell_said=True)
    corrected = event.template == CORRECTION
    return expecting(told, event.wait, event.noticed or event.at, is_correction=corrected)


def spoken(event: Acknowledged | CustomerTold, ticket: Ticket) -> Ticket:
    """What the desk says by itself is to reach the customer."""
    wanted = DeliveryWanted(
        message_id=event.message_id,
        author=event.by.kind,
        author_id=event.by.id,
        sent_at=event.at,
        language=ticket.language,
        template=event.template,
        in_reply_to=event.in_reply_to,
        wait=event.wait,
        prompted=isinstance(event, Acknowledged),
    )
    return replace(ticket, to_deliver=(*ticket.to_deliver, wanted))


def expecting(
    ticket: Ticket, wait: ExpectedWait | None, at: datetime, *, is_correction: bool = False
) -> Ticket:
    """The customer heard from the desk, and maybe for how long to wait."""
    heard = replace(ticket, silent_since=max(at, ticket.silent_since or at))
    if wait is None:
        return heard
    before = ticket.expectation
    corrections = before.corrections if before and before.answered_at is None else 0
    return replace(heard, expectation=Expectation(wait, at, corrections + is_correction))


def was_answered(ticket: Ticket) -> bool:
    """Whether what the customer was told to expect has come."""
    return ticket.expectation is not None and ticket.expectation.answered_at is not None


def answered(ticket: Ticket, agent: str, at: datetime) -> Ticket:
    """A person answered the customer: what drove people to answer ends."""
    met = ticket.expectation
    if met is not None and met.answered_at is None:
        met = replace(met, answered_at=at)
    return replace(
        answered_for(ticket, agent, at),
        answers=ticket.answers + 1,
        waiting_since=None,
        silent_since=at,
        expectation=met,
        notice_owed=False,
        notice_given=False,
        to_act=tuple(one for one in ticket.to_act if one.target not in OF_A_REPLY),
    )


def answered_for(ticket: Ticket, agent: str, at: datetime) -> Ticket:
    """Somebody has the ticket in hand: nobody is paged, and no acknowledgement is waited for."""
    is_back = ticket.owner is not None and ticket.assignee == ticket.owner.agent
    owner = None if is_back else ticket.owner
    return replace(looked_at(ticket, agent, at), paging=(), owner=owner)


def looked_at(ticket: Ticket, agent: str, at: datetime) -> Ticket:
    """Somebody of the team has seen to the ticket: its hand-over is answered for."""
    handover = ticket.handover
    if handover is None or not handover.awaits:
        return ticket
    return replace(ticket, handover=replace(handover, acknowledged_at=at, acknowledged_by=agent))


def stopped(ticket: Ticket) -> Ticket:
    """The ticket is done: nobody is told, asked or paged any more."""
    handover = ticket.handover
    if handover is not None and handover.awaits:
        handover = replace(handover, lapsed=True)
    return replace(
        ticket,
        handover=handover,
        owner=None,
        to_act=(),
        paging=(),
        hurried_at=None,
        notice_owed=False,
        waiting_since=None,
    )


def _owner_after(event: TicketHandedOver, ticket: Ticket) -> Owner | None:
    if ticket.owner is not None and event.assignee == ticket.owner.agent:
        return None
    if ticket.owner is not None:
        # What a person or a step decided is undone by no return while others have it.
        return replace(ticket.owner, gave=ticket.owner.gave or event.cause in DECIDED)
    if event.cause in LEAVES_AN_OWNER and event.from_agent and event.from_team:
        gave = event.cause is HandOverCause.AGENT
        return Owner(event.from_agent, event.from_team, gave=gave)
    return None


def _of_hand_over(event: TicketHandedOver) -> tuple[NotificationWanted, ...]:
    if event.brief_id is None:
        return ()
    since = event.noticed or event.at
    wanted = NotificationWanted(
        id=f"{event.brief_id}-{event.team}-{since:%Y%m%dT%H%M%S}",  # a team may be asked again
        kind=NotificationKind.HAND_OVER,
        team=event.team,
        agents=event.told,
        language=event.language,
        brief_id=event.brief_id,
        brief_by_desk=event.brief_by_desk,
    )
    return (wanted,)


def _wants_notice(event: TicketHandedOver, ticket: Ticket) -> bool:
    """Whoever waits hears once that others took over; not that a colleague of the same team did."""
    elsewhere = event.team != ticket.team
    heard = ticket.acknowledged or ticket.answered_at is not None
    waits = ticket.waiting_since is not None
    return elsewhere and heard and waits and not ticket.notice_given


def _without(ticket: Ticket, *doings: Doing, since: datetime) -> tuple[ActionWanted, ...]:
    """What was to move the ticket, and has: only what was decided before that moment."""
    return tuple(
        one for one in ticket.to_act if one.action.doing not in doings or one.since > since
    )
