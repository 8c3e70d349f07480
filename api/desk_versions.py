"""The published desks of the regions: read, compared, published anew or once more."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends

from api.authentication import DoorRoute
from api.desk_press import ThePress
from api.desk_shapes import Difference, NewVersion, Publications, Version, VersionList, Why
from api.desk_shelf import Against, Number, TheShelf, versions
from api.problems import answers
from rulebook.publishing.editions import edition_of

router = APIRouter(prefix="/v1/desk/versions", route_class=DoorRoute, tags=["desk"])


@router.get("", responses=answers(400, 421))
async def list_versions(page: Annotated[VersionList, Depends(versions)]) -> VersionList:
    """The published desks of a region, the newest first, and who cannot go by the newest."""
    return page


@router.get("/{number}", responses=answers(404, 421))
async def read_version(number: Number, shelf: TheShelf) -> Version:
    """One published desk, with the change in words against the one before."""
    return await shelf.version(number)


@router.get("/{number}/diff", responses=answers(404, 421))
async def compare_versions(
    number: Number, shelf: TheShelf, against: Against = None, lines: bool = False
) -> Difference:
    """What changes from `against`, by default the one before; with `lines`, those too."""
    return await shelf.difference(number, against, lines=lines)


@router.post("", responses=answers(409, 415, 421))
async def publish_version(body: NewVersion, press: ThePress) -> Publications:
    """Publish a desk in the region, or in all that the key reaches here."""
    return await press.publish(body, lambda: asyncio.to_thread(edition_of, body.files))


@router.post("/{number}/publish", responses=answers(404, 409, 415, 421))
async def publish_again(number: Number, body: Why, press: ThePress) -> Publications:
    """Roll back: publish an earlier desk once more, under a new number."""
    return await press.publish(body, lambda: press.earlier(number), number)
