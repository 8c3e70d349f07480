"""What visitors write, and what they read."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.chat.accepting import accepted
from api.chat.reading import items_of
from api.chat.shapes import ChatAccepted, ChatItems, NewChatMessage
from api.chat.visiting import ChatRoute, TheVisit, Visit
from api.problems import answers

PATH = "/v1/chat/{account}/messages"

router = APIRouter(route_class=ChatRoute, tags=["chat"])


@router.post(PATH, status_code=202, responses=answers(404, 409, 410, 415, 421))
async def accept_chat_message(account: str, body: NewChatMessage, visit: TheVisit) -> ChatAccepted:
    """Take a message. Once this is answered it is not lost, whatever happens next."""
    return await accepted(visit, body)


@router.get(PATH, responses=answers(404, 421))
async def list_chat_messages(
    account: str,
    visit: TheVisit,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> ChatItems:
    """The conversation from a position on."""
    return await _listed(visit, after, limit)


async def _listed(visit: Visit, after: int, limit: int) -> ChatItems:
    standing = await visit.stores.chat.standing(visit.visitor)
    if standing is None:
        return ChatItems(items=[], next=None, last=0, reset=after > 0)
    reset = after > standing.position
    lines = await visit.stores.chat.lines(visit.visitor, 0 if reset else after, limit + 1)
    shown = lines[:limit]
    return ChatItems(
        items=await items_of(visit, shown, standing),
        next=shown[-1].position if len(lines) > limit else None,
        last=standing.position,
        reset=reset,
    )
