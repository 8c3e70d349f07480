"""Break-glass: to read one ticket in the clear, for a while, with a reason, and seen by others."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api import cursors, glass_steps
from api.authentication import Asker, DoorRoute
from api.cursors import Listing
from api.door import Door, TheDoor
from api.glass_shapes import GlassList, GlassShape, NewGlass
from api.idempotency import IdempotencyKey
from api.problems import answers
from api.shapes import Nothing
from api.texts import TheViewing
from domain.access import ApiKey
from domain.glass import Glass
from domain.stores import RegionStores

router = APIRouter(route_class=DoorRoute, tags=["break-glass"])


@router.post(
    "/v1/tickets/{ticket_id}/break-glass",
    responses=answers(404, 409, 410, 413, 415, 421),
)
async def break_glass(
    ticket_id: str, body: NewGlass, viewing: TheViewing, again: IdempotencyKey
) -> GlassShape:
    """Ask to read the ticket in the clear under this key, for some minutes.

    Where the desk wants a second person, it begins once somebody agrees. It ends by itself.
    """
    return await glass_steps.asked(viewing, ticket_id, body, again)


@router.post("/v1/break-glass/{glass_id}/agreement", responses=answers(404, 410, 413, 415, 421))
async def agree_to_glass(glass_id: str, _: Nothing, key: Asker, door: TheDoor) -> GlassShape:
    """Agree to what somebody else asked for: from now on they read the ticket in the clear."""
    return await glass_steps.agreed(door, key, glass_id)


@router.post("/v1/break-glass/{glass_id}/end", responses=answers(404, 410, 413, 415, 421))
async def end_glass(glass_id: str, _: Nothing, key: Asker, door: TheDoor) -> GlassShape:
    """End it before its time, or take the request back."""
    return await glass_steps.ended(door, key, glass_id)


class Wanted:
    """What the list of requests is asked for."""

    def __init__(
        self,
        door: TheDoor,
        ticket: Annotated[str | None, Query(max_length=200)] = None,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> None:
        self.ticket_id = ticket
        self.limit = limit
        self.before = cursor and cursors.read(door.cursor_key, self.listing, cursor)

    @property
    def listing(self) -> Listing:
        """The list as its cursors know it."""
        return Listing("break-glass", self.ticket_id or "")


@router.get("/v1/break-glass", responses=answers(400))
async def list_glass(wanted: Annotated[Wanted, Depends()], key: Asker, door: TheDoor) -> GlassList:
    """Who asked to read what in the clear, and what became of it; the newest first."""
    found = await _found(door, key, wanted)
    shown = found[: wanted.limit]
    last = shown[-1][1] if len(found) > len(shown) else None
    place = last and cursors.written(door.cursor_key, wanted.listing, (last.asked_at, last.id))
    return GlassList(items=await glass_steps.all_shown(door, shown), next=place)


async def _found(door: Door, key: ApiKey, wanted: Wanted) -> list[tuple[RegionStores, Glass]]:
    """One page over the regions of the key; one request more says there is more."""
    found = [
        (stores, glass)
        for region, stores in door.regions.items()
        if key.reaches(region)
        for glass in await stores.glass.page(
            ticket_id=wanted.ticket_id, before=wanted.before or None, limit=wanted.limit + 1
        )
    ]
    return sorted(found, key=lambda one: (one[1].asked_at, one[1].id), reverse=True)
