"""What people read: the inbox, one ticket, its messages, its timeline."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api import cursors
from api.authentication import DoorRoute, Reader
from api.door import Door, TheDoor
from api.fields import Line
from api.problems import answers
from api.reading import find, message_shapes, timeline_entry
from api.sight import filters
from api.ticket_reading import ticket_shape, ticket_shapes
from api.ticket_shapes import MessageList, TicketList, TicketShape, Timeline
from domain.access import ApiKey
from domain.ledger import TicketView
from domain.stores import Filter
from domain.vocabulary import Status

router = APIRouter(route_class=DoorRoute, tags=["tickets"])


async def wanted(
    status: Status | None = None,
    team: Line | None = None,
    assignee: Line | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Filter:
    """What a list is asked for."""
    return Filter(
        status=status,
        team=team,
        assignee=assignee,
        before=None if cursor is None else cursors.read(cursor),
        limit=limit,
    )


@router.get("/v1/tickets", responses=answers(400))
async def list_tickets(
    wanted: Annotated[Filter, Depends(wanted)], key: Reader, door: TheDoor
) -> TicketList:
    """The tickets that a team of the key's has now, or none has; the last changed come first."""
    return await _page(door, key, wanted)


@router.get("/v1/tickets/{ticket_id}", responses=answers(404))
async def read_ticket(
    ticket_id: str, key: Reader, door: TheDoor, response: Response
) -> TicketShape:
    """One ticket with its clocks; `ETag` names its version."""
    found = await find(door, key, ticket_id)
    response.headers["ETag"] = etag(found.view.version)
    return await ticket_shape(found, key, door.clock.now())


@router.get("/v1/tickets/{ticket_id}/messages", responses=answers(404))
async def read_messages(ticket_id: str, key: Reader, door: TheDoor) -> MessageList:
    """What was said, in both languages side by side."""
    found = await find(door, key, ticket_id)
    return MessageList(items=await message_shapes(found, key))


@router.get("/v1/tickets/{ticket_id}/timeline", responses=answers(404))
async def read_timeline(ticket_id: str, key: Reader, door: TheDoor) -> Timeline:
    """What happened, each event with the rule that decided it."""
    found = await find(door, key, ticket_id)
    entries = await found.stores.ledger.entries(found.view.id)
    return Timeline(items=[timeline_entry(entry) for entry in entries])


def etag(version: int) -> str:
    """A ticket's version as an entity tag. Weak: clocks go on without a new version."""
    return f'W/"{version}"'


async def _page(door: Door, key: ApiKey, wanted: Filter) -> TicketList:
    """One page over all regions that are served here; one ticket more says there is more."""
    more = replace(wanted, limit=wanted.limit + 1)
    views = [
        view
        for region, stores in door.regions.items()
        for asked in filters(key, region, more)
        for view in await stores.views.tickets(asked)
    ]
    views.sort(key=_position, reverse=True)
    shown = views[: wanted.limit]
    shapes = {
        shape.id: shape
        for stores in door.regions.values()
        for shape in await ticket_shapes(
            stores, [view for view in shown if view.region == stores.region], key, door.clock.now()
        )
    }
    return TicketList(
        items=[shapes[view.id] for view in shown],
        next=cursors.written(_position(shown[-1])) if len(views) > len(shown) else None,
    )


def _position(view: TicketView) -> cursors.Position:
    return view.updated_at, view.id
