"""What is said of messages after they were written: where they are, what became of them. Pure."""

from domain.languages import named
from domain.message_events import DeliveryReported, FilesFetched, MessageDeleted, MessageEdited
from domain.spoken import instant
from domain.vocabulary import DeliveryState


def reported(event: DeliveryReported) -> str:
    """How far a message to the customer has come."""
    until = f", not before {instant(event.again_at)}" if event.again_at else ""
    became = {
        DeliveryState.QUEUED: f"waits to be sent{until}",
        DeliveryState.SENT: "was sent",
        DeliveryState.DELIVERED: "reached the customer",
        DeliveryState.READ: "was read by the customer",
        DeliveryState.FAILED: "could not be delivered",
        DeliveryState.UNCERTAIN: "may or may not have been sent, and wants a person's eye",
    }
    via = f" by {event.via.channel}/{event.via.account}" if event.via else ""
    tongue = f" in {named(event.language)}" if event.language else ""
    engine = f", translated by {event.engine}" if event.engine else ""
    flags = f", flagged {', '.join(event.flags)}" if event.flags else ""
    why = f" ({event.reason})" if event.reason else ""
    return f"A message to the customer {became[event.state]}{via}{tongue}{why}{engine}{flags}"


def edited(event: MessageEdited) -> str:
    """That there are other words in place of a message's."""
    return "The customer wrote a message anew; what it said before is kept beside it"


def deleted(event: MessageDeleted) -> str:
    """That a message has no words any more."""
    return "The customer took a message back, so its words and files are gone"


def fetched(event: FilesFetched) -> str:
    """Whether what a customer sent is here."""
    came = f"{event.fetched} of a message's files came from the platform"
    if not event.failed:
        return came
    return f"{came}, and of the others it is said: {', '.join(event.failed)}"
