"""What the desk told an agent: the list on the agent's own page, and that it was seen."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from api import cursors
from api.authentication import Asker, DoorRoute
from api.cursors import Listing
from api.door import Door, TheDoor
from api.elsewhere import leave_for_any
from api.joining import TheOthers
from api.problems import Problem, answers
from api.shapes import Nothing
from api.sight import agent_of
from domain.access import ApiKey
from domain.notifications import Notification
from domain.stores import Missing, RegionStores
from domain.vocabulary import NotificationKind

LONGEST_ID = 500
ID = re.compile(r"[ -~]*\w[ -~]*")

router = APIRouter(prefix="/v1/notifications", route_class=DoorRoute, tags=["notifications"])


class NotificationShape(BaseModel):
    """One thing that the agent was told; `seen_at` is null until the agent has seen it."""

    id: str
    region: str
    kind: NotificationKind
    agent: str
    team: str
    ticket_id: str | None
    text: str
    at: datetime
    seen_at: datetime | None


class NotificationList(BaseModel):
    """A page of notifications; `next` is the cursor of the page after it.

    `missing` are the regions that did not answer: what they have is not in the page.
    """

    items: list[NotificationShape]
    next: str | None
    missing: list[str] = []


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for."""

    unseen: bool
    before: cursors.Position | None
    limit: int


async def wanted(
    door: TheDoor,
    others: TheOthers,
    unseen: bool = False,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Wanted:
    """What the query says."""
    if cursor is None:
        return Wanted(unseen, others.after, limit)
    return Wanted(unseen, cursors.read(door.cursor_key, _listing(unseen), cursor), limit)


@router.get("", responses=answers(400))
async def list_notifications(
    wanted: Annotated[Wanted, Depends(wanted)], key: Asker, door: TheDoor, others: TheOthers
) -> NotificationList:
    """What the key's agent was told, in whatever region, the newest first."""
    return await others.join(
        await _page(door, agent_of(key), wanted),
        after=wanted.before,
        limit=wanted.limit,
        position=_position,
        cursor=partial(cursors.written, door.cursor_key, _listing(wanted.unseen)),
    )


@router.post("/{notification_id}/seen", responses=answers(404, 413, 415))
async def see(notification_id: str, _: Nothing, key: Asker, door: TheDoor) -> NotificationShape:
    """Note that the agent has seen it. Again: the first time stands."""
    seen = await _seen(door, key, notification_id)
    return _shape(seen)


async def _page(door: Door, agent: str, wanted: Wanted) -> NotificationList:
    """One page over the regions; one notification more says there is more."""
    told = [
        notification
        for stores in _regions(door)
        for notification in await stores.notifications.shown_to(
            agent, unseen=wanted.unseen, before=wanted.before, limit=wanted.limit + 1
        )
    ]
    told.sort(key=_position, reverse=True)
    shown = told[: wanted.limit]
    going_on = None
    if len(told) > len(shown):
        listing, last = _listing(wanted.unseen), _position(shown[-1])
        going_on = cursors.written(door.cursor_key, listing, last)
    return NotificationList(items=[_shape(notification) for notification in shown], next=going_on)


async def _seen(door: Door, key: ApiKey, notification_id: str) -> Notification:
    """The notification, marked in the region that has it. Raises a Problem where none does."""
    agent, at = agent_of(key), door.clock.now()
    known = len(notification_id) <= LONGEST_ID and ID.fullmatch(notification_id)
    for stores in _regions(door) if known else ():
        try:
            return await stores.notifications.seen(notification_id, agent, at)
        except Missing:
            continue
    if known:
        leave_for_any(door, key)
    raise Problem(
        404, "no_such_notification", "You have no such notification; take its id from your list."
    )


def _regions(door: Door) -> list[RegionStores]:
    """All: work comes to an agent from other regions, and a notification holds nothing personal."""
    return list(door.regions.values())


def _listing(unseen: bool) -> Listing:
    return Listing("notifications", "unseen" if unseen else "")


def _position(notification: Notification | NotificationShape) -> cursors.Position:
    return notification.at, notification.id


def _shape(notification: Notification) -> NotificationShape:
    return NotificationShape.model_validate(notification, from_attributes=True)
