"""What auditors read: who of other regions read or did what here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from api import cursors
from api.authentication import Asker, DoorRoute
from api.cursors import Listing
from api.door import Door, TheDoor
from api.elsewhere import leave, region_of
from api.problems import answers, no_such_ticket
from domain.access import Access, ApiKey
from domain.stores import RegionStores

router = APIRouter(prefix="/v1/audit", route_class=DoorRoute, tags=["audit"])


class AccessShape(BaseModel):
    """One request of somebody of another region; `region` is where they read or did it.

    `shown` are the tickets of a list, which has no `ticket_id`; `outcome` is the HTTP status.
    """

    id: str
    at: datetime
    region: str
    from_region: str
    key: str
    role: str
    agent: str | None
    what: str
    ticket_id: str | None
    shown: list[str]
    outcome: int


class AccessList(BaseModel):
    """A page of the log; `next` is the cursor of the page after it."""

    items: list[AccessShape]
    next: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the log is asked for."""

    ticket_id: str | None
    before: cursors.Position | None
    limit: int


async def wanted(
    door: TheDoor,
    ticket: Annotated[str | None, Query(max_length=200)] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Wanted:
    """What the query says."""
    if cursor is None:
        return Wanted(ticket, None, limit)
    return Wanted(ticket, cursors.read(door.cursor_key, _listing(ticket), cursor), limit)


@router.get("/access", responses=answers(400, 404, 421))
async def list_access(
    wanted: Annotated[Wanted, Depends(wanted)], key: Asker, door: TheDoor
) -> AccessList:
    """Who of other regions read or did what here, of one ticket or of all; the newest first."""
    return await _page(door, key, wanted)


def _regions(door: Door, key: ApiKey, ticket_id: str | None) -> list[RegionStores]:
    """The regions whose logs are asked. Raises a Problem for a ticket that is not one of theirs."""
    mine = [stores for region, stores in door.regions.items() if key.reaches(region)]
    if ticket_id is None:
        return mine
    region = region_of(ticket_id)
    found = [stores for stores in mine if stores.region == region]
    if not found and region in door.peers.regions:
        leave(door, key, region)
    if not found:
        raise no_such_ticket()
    return found


async def _page(door: Door, key: ApiKey, wanted: Wanted) -> AccessList:
    """One page over the regions; one entry more says there is more."""
    found = [
        (stores.region, entry)
        for stores in _regions(door, key, wanted.ticket_id)
        for entry in await stores.access.page(
            ticket_id=wanted.ticket_id, before=wanted.before, limit=wanted.limit + 1
        )
    ]
    found.sort(key=lambda one: _position(one[1]), reverse=True)
    shown = found[: wanted.limit]
    going_on = None
    if len(found) > len(shown):
        listing, last = _listing(wanted.ticket_id), _position(shown[-1][1])
        going_on = cursors.written(door.cursor_key, listing, last)
    return AccessList(items=[_shape(region, entry) for region, entry in shown], next=going_on)


def _listing(ticket_id: str | None) -> Listing:
    return Listing("access", ticket_id or "")


def _position(entry: Access) -> cursors.Position:
    return entry.at, entry.id


def _shape(region: str, entry: Access) -> AccessShape:
    return AccessShape(
        id=entry.id,
        at=entry.at,
        region=region,
        from_region=entry.region,
        key=entry.key_id,
        role=entry.role,
        agent=entry.agent,
        what=entry.what,
        ticket_id=entry.ticket_id,
        shown=list(entry.shown),
        outcome=entry.outcome,
    )
