"""What a visitor thinks of the service, and what they agree to."""

from typing import Final

from fastapi import APIRouter, Response

from api.chat import consenting
from api.chat.reading import ticket_shape, view_of
from api.chat.shapes import ChatPurposes, ChatRated, NewChatConsent, NewChatRating
from api.chat.visiting import ChatRoute, TheVisit, Visit
from api.orders import Order
from api.privacy_door import digest
from api.problems import Problem, answers
from api.reading import Found
from api.texts import Viewing
from domain import commands
from domain.access import ApiKey, Role
from domain.ledger import TicketView
from domain.privacy import Purpose

CHAT: Final = "/v1/chat/{account}"

router = APIRouter(route_class=ChatRoute, tags=["chat"], responses=answers(404, 409, 410, 421))


@router.post(f"{CHAT}/rating")
async def rate_service(
    account: str, body: NewChatRating, visit: TheVisit, response: Response
) -> ChatRated:
    """Judge the service, once the ticket is solved. Again: the same."""
    view = await _ticket(visit)
    await _rated(visit, view, body, response)
    return ChatRated(ticket=ticket_shape(await visit.stores.views.ticket(view.id)))


@router.put(f"{CHAT}/consents/{{purpose}}")
async def note_chat_consent(
    account: str, purpose: Purpose, body: NewChatConsent, visit: TheVisit
) -> ChatPurposes:
    """Agree to a purpose, or do so no more."""
    return ChatPurposes(purposes=await consenting.note(visit, purpose, given=body.given))


async def _ticket(visit: Visit) -> TicketView:
    """The ticket that the conversation is in. Raises a Problem."""
    standing = await visit.stores.chat.standing(visit.visitor)
    view = await view_of(visit.stores, standing.ticket_id if standing else None)
    if view is None:
        raise Problem(404, "no_conversation", "There is no conversation yet; send a message.")
    return view


async def _rated(visit: Visit, view: TicketView, body: NewChatRating, response: Response) -> None:
    key = ApiKey(f"chat {visit.site.name}", Role.CHANNEL, region=visit.stores.region)
    said = (view.id, visit.bearer.id, "rating", str(body.score), body.comment or "")
    order = Order(Viewing(visit.door, key), Found(visit.stores, view), digest(*said))
    comment = await order.keep("comment", {"text": body.comment}) if body.comment else None
    comment_id = comment.id if comment else None
    rate = commands.Rate(by=order.by, score=body.score, comment_id=comment_id)
    await order.send(rate, response)
    del response.headers["ETag"]  # of what a visitor is not shown
