"""What people do with translations: correct them, or ask for another engine's."""

from fastapi import APIRouter, Response

from api.authentication import Asker, DoorRoute
from api.correcting import Shown, checked, shown
from api.door import TheDoor
from api.orders import Order, TheAsking
from api.problems import answers
from api.shapes import NewCorrection, WantedTranslation
from api.ticket_shapes import TicketShape
from domain.commands import TranslateAgain
from domain.translation import engines_for
from language.ability import may_know
from rulebook.facts import Desk

router = APIRouter(
    prefix="/v1/tickets/{ticket_id}/messages/{message_id}",
    route_class=DoorRoute,
    tags=["commands"],
    responses=answers(400, 404, 409, 410, 412, 413, 415, 421, 429),
)


@router.post("/corrections")
async def correct(
    message_id: str, body: NewCorrection, key: Asker, asking: TheAsking, response: Response
) -> TicketShape:
    """Say how a message, by its `id`, reads in another language; nothing is sent again.

    What stood there is kept beside it, and the same sentences are translated so from now on: a
    customer's for that customer, an agent's own for the region.
    """
    order = await asking.order(key, f"corrections {message_id}", body)
    correction = await checked(order, message_id, body)
    ticket = await order.send(correction.command, response)
    await correction.remember()
    return ticket


@router.post("/translations")
async def translate_again(
    message_id: str,
    body: WantedTranslation,
    key: Asker,
    asking: TheAsking,
    door: TheDoor,
    response: Response,
) -> TicketShape:
    """Have the next engine of the region translate a message; what stands is kept beside it.

    The answer comes before the engine's: it then stands among the message's `translations`.
    """
    order = await asking.order(key, f"translations {message_id}", body)
    await order.expect_unrestricted()
    one = await shown(order.found, message_id, body.language)
    command = _again(door.desk(order.found.view.region), order, one)
    return await order.send(command, response)


def _again(desk: Desk, order: Order, one: Shown) -> TranslateAgain:
    source, target = one.message.language, one.translation.language
    allowed = desk.regions[order.found.view.region].translation_engines
    engines = may_know(engines_for(desk.pairs, source, target, allowed), source, target)
    return TranslateAgain(
        by=order.by,
        message_id=one.message.text_id,
        source=source,
        language=target,
        without=one.answered,
        able=tuple(name for name in engines if name not in one.answered),
    )
