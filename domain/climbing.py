"""How a ticket changes when it climbs its ladder: what a step leaves to do, whom it told.

Each rule is `(event, ticket) -> ticket`, as `domain.changes` registers them, or a part of one.
"""

from datetime import datetime

from domain.events import TicketEscalated
from domain.relay import ActionWanted, NotificationWanted, Paging
from domain.relay_events import NobodyWasOn, NotificationReported, TeamNotified
from domain.replacing import replace
from domain.ticket import Ticket
from domain.vocabulary import Doing, NobodyOn, NotificationKind


def climbed(ticket: Ticket, event: TicketEscalated) -> Ticket:
    """A step was taken: what it does with people is still to be done.

    What it left to do when it was taken before is not done any more.
    """
    wanted = tuple(
        ActionWanted(event.step, action, event.at, event.because, event.target)
        for action in event.actions
        if action.doing is not Doing.PAGE
    )
    pages = tuple(
        Paging(event.step, action, sent=0, again_at=event.at, because=event.because)
        for action in event.actions
        if action.doing is Doing.PAGE
    )
    after = replace(
        ticket,
        to_act=(*(one for one in ticket.to_act if one.step != event.step), *wanted),
        paging=(*(one for one in ticket.paging if one.step != event.step), *pages),
        hurried_at=None,
    )
    if event.cycle is not None:
        others = (one for one in ticket.cycles_of_steps if one[0] != event.step)
        after = replace(after, cycles_of_steps=(*others, (event.step, event.cycle)))
    if event.tag and event.tag not in ticket.tags:
        after = replace(after, tags=(*ticket.tags, event.tag))
    if event.taken_from is not None:
        after = replace(after, assignee=None, acted_at=None, held_since=event.at)
    return after


def notified(event: TeamNotified, ticket: Ticket) -> Ticket:
    """People are to be told; a page goes on until somebody claims the ticket."""
    kind = NotificationKind.PAGE if event.doing is Doing.PAGE else NotificationKind.STEP
    wanted = NotificationWanted(
        id=event.notification_id,
        kind=kind,
        team=event.team,
        agents=event.agents,
        text=event.text,
    )
    called_in = tuple(dict.fromkeys((*ticket.called_in, event.team)))
    told = replace(ticket, to_notify=(*ticket.to_notify, wanted), called_in=called_in)
    if event.doing is not Doing.PAGE:
        return _acted(told, event.step, event.doing, event.team)
    return _paged(told, event.step, event.team, event.number, event.again_at)


def nobody_was_on(event: NobodyWasOn, ticket: Ticket) -> Ticket:
    """The step waits for the team's next shift, or the next step comes at once."""
    opening = event.opening if event.then is NobodyOn.NEXT_SHIFT else None
    if event.doing is Doing.PAGE:
        sent = _sent(ticket, event.step, event.team)
        # A page that went before goes on when they are back, whatever comes meanwhile.
        again_at = event.opening if sent else opening
        put_off = _paged(ticket, event.step, event.team, sent, again_at)
    elif opening is not None:
        put_off = _put_off(ticket, event)
    else:
        put_off = _acted(ticket, event.step, event.doing, event.team)
    is_last = ticket.steps_taken[-1:] == (event.step,)  # or else the next one has come already
    if event.then is NobodyOn.NEXT_STEP and is_last:
        return replace(put_off, hurried_at=event.noticed or event.at)
    return put_off


def reported(event: NotificationReported, ticket: Ticket) -> Ticket:
    """An outcome: it touches no other fact."""
    left = tuple(wanted for wanted in ticket.to_notify if wanted.id != event.notification_id)
    return replace(ticket, to_notify=left)


def _acted(ticket: Ticket, step: str, doing: Doing, team: str) -> Ticket:
    left = tuple(
        one
        for one in ticket.to_act
        if (one.step, one.action.doing, one.action.team) != (step, doing, team)
    )
    return replace(ticket, to_act=left)


def _paged(ticket: Ticket, step: str, team: str, sent: int, again_at: datetime | None) -> Ticket:
    """So many pages went; the next goes at that instant, or none does."""
    paging = tuple(
        replace(one, sent=sent, again_at=again_at) if _names(one) == (step, team) else one
        for one in ticket.paging
    )
    return replace(ticket, paging=tuple(one for one in paging if one.again_at is not None))


def _sent(ticket: Ticket, step: str, team: str) -> int:
    return next((one.sent for one in ticket.paging if _names(one) == (step, team)), 0)


def _names(one: Paging) -> tuple[str, str | None]:
    """Which step pages which team."""
    return one.step, one.action.team


def _put_off(ticket: Ticket, event: NobodyWasOn) -> Ticket:
    same = (event.step, event.doing, event.team)
    waiting = (
        replace(one, not_before=event.opening)
        if (one.step, one.action.doing, one.action.team) == same
        else one
        for one in ticket.to_act
    )
    return replace(ticket, to_act=tuple(waiting))
