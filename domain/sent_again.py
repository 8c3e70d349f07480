"""A message goes out again that did not get through, because a person says so. Pure."""

from datetime import datetime

from domain.commands import Refusal, SendAgain
from domain.message_events import AnotherSendAsked
from domain.replacing import replace
from domain.spoken import who
from domain.ticket import DeliveryWanted, Ticket


def asked(command: SendAgain, ticket: Ticket, at: datetime) -> AnotherSendAsked | Refusal:
    """The event, unless the message is on its way already."""
    if any(one.message_id == command.message_id for one in ticket.to_deliver):
        return Refusal(
            "sending_under_way",
            "The message is on its way to the customer; look at its delivery before you repeat it.",
        )
    return AnotherSendAsked(
        at=at,
        by=command.by,
        message_id=command.message_id,
        author=command.author,
        author_id=command.author_id,
        sent_at=command.sent_at,
        language=command.language,
        in_reply_to=ticket.last_customer_message or None,
        via=command.via,
    )


def wanted(event: AnotherSendAsked, ticket: Ticket) -> Ticket:
    """It goes out behind what waits already, in a place of its own in the ledger."""
    again = DeliveryWanted(
        message_id=event.message_id,
        author=event.author,
        author_id=event.author_id,
        sent_at=event.sent_at,
        language=event.language,
        in_reply_to=event.in_reply_to,
        via=event.via,
    )
    return replace(ticket, to_deliver=(*ticket.to_deliver, again))


def sentence(event: AnotherSendAsked) -> str:
    """What happened, for whoever reads the timeline."""
    by = f" by {event.via.channel}/{event.via.account}" if event.via else ""
    return f"{who(event.by)} had a message sent again{by} that may not have reached the customer"
