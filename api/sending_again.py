"""A message that did not get through, sent again because somebody says so."""

from fastapi import APIRouter, Response

from api.authentication import Asker, DoorRoute
from api.orders import Order, TheAsking
from api.problems import Problem, answers
from api.replying import expect_way, via_of
from api.shapes import NewSend
from api.ticket_shapes import TicketShape
from domain.commands import SendAgain
from domain.shown import MessageView
from domain.vocabulary import DeliveryState

REPEATABLE = (DeliveryState.FAILED, DeliveryState.UNCERTAIN)

router = APIRouter(route_class=DoorRoute, tags=["commands"])


@router.post(
    "/v1/tickets/{ticket_id}/messages/{message_id}/again",
    responses=answers(400, 404, 409, 410, 412, 413, 415, 421, 429),
)
async def send_again(
    message_id: str, body: NewSend, key: Asker, asking: TheAsking, response: Response
) -> TicketShape:
    """Send a message of ours again that failed, or may not have gone out: under a new number.

    Parts of it that are known to have gone out by the same account do not go twice.
    """
    order = await asking.order(key, f"again {message_id}", body)
    message = await _repeatable(order, message_id)
    await expect_way(order, via_of(body.via))
    return await order.send(_command(order, message, body), response)


async def _repeatable(order: Order, message_id: str) -> MessageView:
    """The message. Raises a Problem where there is none, or nothing of it can be sent again."""
    views = await order.found.stores.views.messages(order.found.view.id)
    message = next((one for one in views if one.id == message_id), None)
    if message is None:
        raise Problem(404, "no_such_message", "The ticket has no such message; see its messages.")
    kept = await order.found.stores.vault.get_many([message.text_id])
    if message.delivery not in REPEATABLE or not kept:
        raise Problem(
            409,
            "nothing_to_repeat",
            "Only a message that failed or is uncertain, and whose words are there, goes again.",
        )
    return message


def _command(order: Order, message: MessageView, body: NewSend) -> SendAgain:
    return SendAgain(
        by=order.by,
        message_id=message.id,
        author=message.author_kind,
        author_id=message.author_id,
        sent_at=message.sent_at,
        language=message.language,
        via=via_of(body.via),
    )
