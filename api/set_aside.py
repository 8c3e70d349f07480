"""What came from platforms and could not be read: shown, read again, or thrown away."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api import cursors, set_aside_steps
from api.authentication import Asker, DoorRoute
from api.cursors import Listing
from api.door import Door, TheDoor
from api.problems import answers
from api.set_aside_shapes import SetAsideList, SetAsideShape, set_aside_shape
from api.shapes import Nothing
from domain.access import ApiKey
from domain.set_aside import SetAside

LISTING = "set-aside"

router = APIRouter(prefix="/v1/set-aside", route_class=DoorRoute, tags=["channels"])


class Wanted:
    """What the list is asked for."""

    def __init__(
        self,
        door: TheDoor,
        settled: Annotated[
            bool, Query(description="true: those that were read after all, or thrown away.")
        ] = False,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> None:
        self.settled = settled
        self.limit = limit
        self.listing = Listing(LISTING, "settled" if settled else "waiting")
        self.before = cursors.read(door.cursor_key, self.listing, cursor) if cursor else None


@router.get("", responses=answers(400))
async def list_set_aside(
    wanted: Annotated[Wanted, Depends()], key: Asker, door: TheDoor
) -> SetAsideList:
    """What could not be read, the newest first. Its bytes are shown to nobody."""
    found = await _found(door, key, wanted)
    shown = found[: wanted.limit]
    last = shown[-1][1] if len(found) > len(shown) else None
    place = last and cursors.written(door.cursor_key, wanted.listing, (last.at, last.id))
    return SetAsideList(items=[set_aside_shape(*one) for one in shown], next=place)


@router.post("/{set_aside_id}/again", responses=answers(404, 409, 413, 415, 421))
async def read_again(set_aside_id: str, _: Nothing, key: Asker, door: TheDoor) -> SetAsideShape:
    """Read it again with the code and the accounts of today: 409 where that does not help.

    What else was in the delivery is known already, and does not come twice.
    """
    return await set_aside_steps.read_again(door, key, set_aside_id)


@router.post("/{set_aside_id}/discard", responses=answers(404, 413, 415, 421))
async def discard(set_aside_id: str, _: Nothing, key: Asker, door: TheDoor) -> SetAsideShape:
    """Destroy it unread: nobody wants it."""
    return await set_aside_steps.discarded(door, key, set_aside_id)


async def _found(door: Door, key: ApiKey, wanted: Wanted) -> list[tuple[str, SetAside]]:
    """One page over the regions of the key; one more says that there is more."""
    found = [
        (region, one)
        for region, stores in door.regions.items()
        if key.reaches(region)
        for one in await stores.channels.set_asides.newest(
            before=wanted.before, limit=wanted.limit + 1, settled=wanted.settled
        )
    ]
    return sorted(found, key=lambda one: (one[1].at, one[1].id), reverse=True)
