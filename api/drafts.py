"""An agent's draft, looked at before it is sent: what it says that is better not said there."""

import asyncio

from fastapi import APIRouter

from api.authentication import Asker, DoorRoute
from api.checking import checked
from api.door import TheDoor
from api.draft_shapes import DraftCheck, draft_check
from api.problems import answers
from api.reading import find
from api.shapes import Draft

router = APIRouter(route_class=DoorRoute, tags=["tickets"])


@router.post("/v1/tickets/{ticket_id}/drafts/check", responses=answers(404, 421))
async def check_draft(ticket_id: str, body: Draft, key: Asker, door: TheDoor) -> DraftCheck:
    """What the desk has to say of a draft to this ticket's customer; nothing is kept or sent."""
    found = await find(door, key, ticket_id)
    looked_at = await checked(door, found, body.text, body.language)
    return await asyncio.to_thread(draft_check, looked_at, door.clock.now())
