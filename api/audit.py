"""What auditors read: who read or did what here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from api.authentication import Asker, DoorRoute
from api.cursors import Listing
from api.door import Door, TheDoor
from api.problems import answers
from api.trails import Places, merged, read_places, regions_of, write_places
from domain.access import Access, ApiKey

router = APIRouter(prefix="/v1/audit", route_class=DoorRoute, tags=["audit"])


class AccessShape(BaseModel):
    """One request by which a person read or did something; `region` is where, and `id` names the
    entry of its audit trail.

    `shown` are the tickets of a list, which has no `ticket_id`; a page about a customer has a
    `customer_id` in its place. `outcome` is the HTTP status.
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
    customer_id: str | None
    shown: list[str]
    outcome: int
    reason: str


class AccessList(BaseModel):
    """A page of the log; `next` is the cursor of the page after it."""

    items: list[AccessShape]
    next: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the log is asked for."""

    ticket_id: str | None
    before: Places
    limit: int


async def wanted(
    door: TheDoor,
    ticket: Annotated[str | None, Query(max_length=200)] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Wanted:
    """What the query says."""
    return Wanted(ticket, read_places(door.cursor_key, _listing(ticket), cursor), limit)


@router.get("/access", responses=answers(400, 404, 421))
async def list_access(
    wanted: Annotated[Wanted, Depends(wanted)], key: Asker, door: TheDoor
) -> AccessList:
    """Who read or did what here, of one ticket or of all; the newest first."""
    return await _page(door, key, wanted)


async def _page(door: Door, key: ApiKey, wanted: Wanted) -> AccessList:
    """One page over the regions; one entry more says there is more."""
    found = {
        stores.region: await stores.access.page(
            ticket_id=wanted.ticket_id,
            before=wanted.before.get(stores.region),
            limit=wanted.limit + 1,
        )
        for stores in regions_of(door, key, wanted.ticket_id)
    }
    page = merged(found, wanted.before, wanted.limit, lambda one: one.at, lambda one: one.number)
    listing = _listing(wanted.ticket_id)
    going_on = None if page.is_last else write_places(door.cursor_key, listing, page.places)
    return AccessList(items=[_shape(region, entry) for region, entry in page.shown], next=going_on)


def _listing(ticket_id: str | None) -> Listing:
    return Listing("access", ticket_id or "")


def _shape(region: str, entry: Access) -> AccessShape:
    return AccessShape(
        id=f"{region}:{entry.number}",
        at=entry.at,
        region=region,
        from_region=entry.region,
        key=entry.key_id,
        role=entry.role,
        agent=entry.agent,
        what=entry.what,
        ticket_id=entry.ticket_id,
        customer_id=entry.customer_id,
        shown=list(entry.shown),
        outcome=entry.outcome,
        reason=entry.reason,
    )
