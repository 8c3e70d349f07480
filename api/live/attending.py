"""Who is at a ticket, so that two do not answer it at once."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.authentication import Asker, DoorRoute
from api.door import TheDoor
from api.live.event_shapes import PresentShape
from api.live.told import present_shape
from api.problems import answers
from api.reading import Found, find
from domain.access import ApiKey
from domain.live import Doing, Present
from domain.reach import may_see_of, sees

router = APIRouter(route_class=DoorRoute, tags=["live"])
LASTS: Final = timedelta(seconds=45)


class Attendance(StrEnum):
    """What somebody says of themselves."""

    READING = "reading"
    WRITING = "writing"
    AWAY = "away"


class PresenceBody(BaseModel):
    """What somebody does at a ticket; it holds for 45 seconds, and `away` ends it at once."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    doing: Attendance


class PresenceShape(BaseModel):
    """All who are at the ticket now, by since when."""

    present: list[PresentShape]


class AttendedShape(BaseModel):
    """All who are at one ticket."""

    ticket_id: str
    present: list[PresentShape]


class AttendedList(BaseModel):
    """The tickets in the key's scope at which somebody is, of the regions that are served here."""

    items: list[AttendedShape]


@router.put("/v1/tickets/{ticket_id}/presence", responses=answers(404, 421))
async def note_presence(
    ticket_id: str, body: PresenceBody, key: Asker, door: TheDoor
) -> PresenceShape:
    """Say that one is at the ticket, for the next 45 seconds, or that one has left it."""
    found = await find(door, key, ticket_id)
    now = door.clock.now()
    await _note(found, key, body.doing, Present(ticket_id, "", Doing.READING, now, now + LASTS))
    present = await found.stores.live.presence.at(now, ticket_id)
    return PresenceShape(present=[present_shape(one) for one in present])


@router.get("/v1/presence", responses=answers())
async def list_presence(
    key: Asker, door: TheDoor, region: Annotated[str | None, Query(max_length=50)] = None
) -> AttendedList:
    """Who is at which ticket."""
    now = door.clock.now()
    wanted = (one for one in sorted(door.regions) if region in (None, one))
    stores = [door.regions[one].live for one in wanted if may_see_of(key, one)]
    places = [await one.happenings.attended(now) for one in stores]
    return AttendedList(
        items=[
            AttendedShape(ticket_id=ticket, present=[present_shape(one) for one in place.present])
            for found in places
            for ticket, place in found.items()
            if sees(key, place.view)
        ]
    )


async def _note(found: Found, key: ApiKey, doing: Attendance, there: Present) -> None:
    store = found.stores.live.presence
    if doing is Attendance.AWAY:
        await store.leave(found.view.id, key.actor_id)
        return
    present = Present(there.ticket_id, key.actor_id, Doing(doing.value), there.since, there.until)
    await store.note(present)
