"""What a ticket makes of what customers and their platforms tell it. Pure."""

from domain import passing, standing
from domain.events import MessageReceived
from domain.facts import MessageReference, Via
from domain.happening import Happened
from domain.message_events import (
    DeliveryReported,
    FilesFetched,
    MessageDeleted,
    MessageEdited,
    is_of,
)
from domain.replacing import replace
from domain.ticket import FilesWanted, Ticket
from domain.vocabulary import Status

RESTING = (Status.WAITING, Status.HELD, Status.SOLVED)


def received(event: MessageReceived, ticket: Ticket) -> Ticket:
    """The customer wrote: whoever put the ticket aside has it back, and owes an answer.

    What a machine wrote, such as a note that somebody is away, is kept and moves nothing.
    """
    message = event.message
    is_first = not ticket.first_message
    heard = replace(
        _with_files(ticket, message),
        messages=ticket.messages + 1,
        first_message=ticket.first_message or message.id,
        last_customer_message=message.id,
        to_understand=(*ticket.to_understand, message),
        automatic=message.automatic and (is_first or ticket.automatic),
        answers_via=_elsewhere(ticket, message) if message.reply_here else ticket.answers_via,
    )
    return heard if message.automatic and not is_first else _awaiting(heard, event)


def edited(event: MessageEdited, ticket: Ticket) -> Ticket:
    """The customer wrote a message anew: it is read again.

    A ticket that rests is taken up, for the question may be another one now.
    """
    left = _without(ticket, event.message_id)
    read_again = replace(left, to_understand=(*left.to_understand, event.words))
    return _awaiting(read_again, event) if ticket.status in RESTING else read_again


def deleted(event: MessageDeleted, ticket: Ticket) -> Ticket:
    """The customer took a message back: nothing more is to be done with it.

    Where nobody has found out yet who looks after the ticket, it is still read for that.
    """
    gone = event.message_id
    left = replace(_without(ticket, gone), to_fetch=_not_of(ticket, gone))
    if ticket.team is not None or ticket.candidates:
        return left
    to_read = (
        replace(one, id=gone) if is_of(one.id, gone) else one for one in ticket.to_understand
    )
    return replace(left, to_understand=tuple(to_read))


def fetched(event: FilesFetched, ticket: Ticket) -> Ticket:
    """Its files are here, or never will be."""
    return replace(ticket, to_fetch=_not_of(ticket, event.message_id))


def held_back(event: DeliveryReported, ticket: Ticket) -> Ticket:
    """A message is to go out later; others do not wait for it."""
    if event.again_at is None:
        return ticket
    waiting = tuple(
        replace(one, not_before=event.again_at) if one.message_id == event.message_id else one
        for one in ticket.to_deliver
    )
    return replace(ticket, to_deliver=waiting)


def _awaiting(ticket: Ticket, event: Happened) -> Ticket:
    """The customer waits for an answer from now on, if not already."""
    heard = replace(
        ticket,
        held_until=None,
        waiting_since=ticket.waiting_since or event.at,
        silent_since=max(event.at, ticket.silent_since or event.at),
        expectation=None if passing.was_answered(ticket) else ticket.expectation,
    )
    if ticket.status is Status.SOLVED:
        heard = standing.taken_up_again(heard, event.at)
    if heard.status in RESTING:
        heard = standing.with_status(heard, Status.OPEN, event.at)
    return standing.owing_a_reply(heard, event.at)


def _with_files(ticket: Ticket, message: MessageReference) -> Ticket:
    if not message.files:
        return ticket
    wanted = FilesWanted(message.id, Via(message.channel, message.account))
    return replace(ticket, to_fetch=(*ticket.to_fetch, wanted))


def _without(ticket: Ticket, message_id: str) -> Ticket:
    """The ticket without what was still to be done with the words of a message."""
    return replace(
        ticket,
        to_understand=tuple(m for m in ticket.to_understand if not is_of(m.id, message_id)),
        to_translate=tuple(
            one for one in ticket.to_translate if not is_of(one.message_id, message_id)
        ),
        recent=tuple(one for one in ticket.recent if not is_of(one.message_id, message_id)),
    )


def _not_of(ticket: Ticket, message_id: str) -> tuple[FilesWanted, ...]:
    return tuple(one for one in ticket.to_fetch if one.message_id != message_id)


def _elsewhere(ticket: Ticket, message: MessageReference) -> Via | None:
    here = (message.channel, message.account)
    return None if here == (ticket.channel, ticket.account) else Via(*here)
