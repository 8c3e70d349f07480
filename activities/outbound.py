"""A message as its channel is given it: to whom, in what conversation, in answer to what."""

from dataclasses import dataclass, field

from activities.composing import Composed
from activities.delivery_request import DeliverRequest
from domain.ports import Outbound
from domain.reaching import Way
from domain.sending import Progress


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that is answered, by its customer's names: whose, which, in what conversation."""

    sender: str = field(default="", repr=False)
    message_id: str | None = None
    thread: str = ""
    subject: str = field(default="", repr=False)


def outbound_of(
    request: DeliverRequest, message: Composed, answered: Answered, way: Way, progress: Progress
) -> Outbound:
    """The message, in the conversation that it answers if that is where it goes."""
    send, wanted = request.send, request.wanted
    conversation = _conversation(request, answered, way)
    return Outbound(
        key=send.key,
        event="message.created",
        channel=way.via.channel,
        account=way.via.account,
        ticket_id=send.ticket_id,
        message_id=wanted.message_id,
        conversation_id=conversation or way.recipient or send.ticket_id,
        author_kind=wanted.author,
        author_id=wanted.author_id,
        author_name="",
        text=message.text,
        language=message.language,
        sent_at=wanted.sent_at,
        in_reply_to=answered.message_id if conversation else None,
        flags=message.flags,
        recipient=way.recipient,
        subject=answered.subject,
        references=progress.said(way.via),
        automatic=request.automatic,
    )


def _conversation(request: DeliverRequest, answered: Answered, way: Way) -> str:
    """The conversation that is answered there; "" where the message begins one.

    A group's is answered in the group, whoever of it wrote last.
    """
    if answered.thread and way.via == request.came_by:
        return answered.thread
    if not answered.sender or answered.sender != way.recipient:
        return ""
    return answered.thread or way.recipient
