"""That somebody has read a ticket: it is no news to them in a list any more."""

from fastapi import APIRouter

from api.authentication import Asker, DoorRoute
from api.door import TheDoor
from api.live.listed import reader_of
from api.live.listed_shapes import TicketRead
from api.problems import FieldError, answers, invalid
from api.reading import Found, find
from domain.glances import ReadMark

router = APIRouter(route_class=DoorRoute, tags=["tickets"])


@router.put("/v1/tickets/{ticket_id}/read", status_code=204, responses=answers(404, 421))
async def read_as_far(ticket_id: str, said: TicketRead, key: Asker, door: TheDoor) -> None:
    """Note that you have read the ticket as far as a version; whoever read further stays there."""
    found = await find(door, key, ticket_id)
    _expect_there(found, said.version)
    mark = ReadMark(reader_of(key), ticket_id, said.version, door.clock.now())
    await found.stores.live.marks.read(mark)


def _expect_there(found: Found, version: int) -> None:
    if version > found.view.version:
        detail = f"The ticket has come to version {found.view.version}: nobody read further."
        raise invalid([FieldError(field="version", detail=detail)])
