"""What people read: the inbox, one ticket, its messages, its timeline."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api import cursors
from api.authentication import Asker, DoorRoute
from api.cursors import Listing
from api.door import Door, TheDoor
from api.joining import TheOthers
from api.listing import PageQuery, Wanted, listing
from api.live.listed import listed_tickets
from api.live.listed_shapes import TicketList
from api.paging import AS_WRITTEN, BY_THE_LEDGER, Pages
from api.problems import answers
from api.reading import find, find_to_read, message_shapes, timeline_entry
from api.sight import within
from api.texts import TheViewing, Viewing
from api.ticket_reading import ticket_shape
from api.ticket_shapes import MessageList, TicketShape, Timeline
from api.versions import etag, is_known
from api.witness import listed
from domain.ledger import TicketView
from domain.lists import Filter, position

router = APIRouter(route_class=DoorRoute, tags=["tickets"])


@router.get("/v1/tickets", responses=answers(400, 421))
async def list_tickets(
    wanted: Wanted, viewing: TheViewing, door: TheDoor, others: TheOthers
) -> TicketList:
    """The tickets that a team of the key's has now, or none has; the last changed come first.

    With `search` those in whose texts all the words stand, the newest first.
    """
    return await others.join(
        await _page(viewing, wanted),
        after=wanted.after,
        limit=wanted.limit,
        position=partial(position, wanted=wanted),
        cursor=partial(cursors.written, door.cursor_key, listing(wanted)),
        ascending=wanted.ascending,
    )


@router.get(
    "/v1/tickets/{ticket_id}",
    response_model=TicketShape,
    responses={304: {"description": "The version that If-None-Match names"}, **answers(404, 421)},
)
async def read_ticket(
    ticket_id: str,
    viewing: TheViewing,
    door: TheDoor,
    response: Response,
    if_none_match: Annotated[str | None, Header()] = None,
) -> TicketShape | Response:
    """One ticket with its clocks; `ETag` names its version. 304 where the client has that."""
    found = await find_to_read(viewing, ticket_id)
    response.headers["ETag"] = etag(found.view.version)
    if is_known(if_none_match, found.view.version):
        return Response(status_code=304, headers=response.headers)
    return await ticket_shape(found, viewing)


@router.get("/v1/tickets/{ticket_id}/messages", responses=answers(400, 404, 421))
async def read_messages(
    ticket_id: str, asked: Annotated[PageQuery, Query()], viewing: TheViewing, door: TheDoor
) -> MessageList:
    """What was said, in both languages side by side, and what the customer's slang means.

    It stands in the order in which it was written, by the platforms' clocks.
    """
    found = await find_to_read(viewing, ticket_id)
    pages = Pages(door.cursor_key, Listing("conversation", ticket_id), asked, AS_WRITTEN)
    views = await found.stores.views.messages(ticket_id, after=pages.after, limit=pages.one_more)
    shown, going_on = pages.cut(views)
    return MessageList(
        items=await message_shapes(found, viewing, shown, door.desk(found.view.region)),
        next=going_on,
    )


@router.get("/v1/tickets/{ticket_id}/timeline", responses=answers(400, 404, 421))
async def read_timeline(
    ticket_id: str, asked: Annotated[PageQuery, Query()], key: Asker, door: TheDoor
) -> Timeline:
    """What happened, each event with the rule that decided it."""
    found = await find(door, key, ticket_id)
    pages = Pages(door.cursor_key, Listing("timeline", ticket_id), asked, BY_THE_LEDGER)
    entries = await found.stores.ledger.entries(
        ticket_id, after=pages.after or 0, limit=pages.one_more
    )
    shown, going_on = pages.cut(entries)
    return Timeline(items=[timeline_entry(entry) for entry in shown], next=going_on)


async def _page(viewing: Viewing, wanted: Filter) -> TicketList:
    """One page over all regions that are served here; one ticket more says there is more."""
    door, key = viewing.door, viewing.key
    more = replace(wanted, limit=wanted.limit + 1)
    wide = wanted.region is None
    asked = {one: within(key, one, more) for one in door.regions if wide or one == wanted.region}
    views = [
        view
        for region, stores in door.regions.items()
        if (narrowed := asked.get(region)) is not None
        for view in await stores.views.tickets(narrowed)
    ]
    views.sort(key=partial(position, wanted=wanted), reverse=not wanted.ascending)
    shown = views[: wanted.limit]
    shapes = {
        shape.id: shape
        for stores in door.regions.values()
        for shape in await listed_tickets(
            stores, [view for view in shown if view.region == stores.region], viewing
        )
    }
    listed_ids = [(view.region, view.id) for view in shown]
    await listed(door, key, "list_tickets", listed_ids, viewing.reason)
    going_on = len(views) > len(shown)
    return TicketList(
        items=[shapes[view.id] for view in shown],
        next=_cursor(door, wanted, shown[-1]) if going_on else None,
    )


def _cursor(door: Door, wanted: Filter, last: TicketView) -> str:
    return cursors.written(door.cursor_key, listing(wanted), position(last, wanted))
