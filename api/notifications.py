"""What the desk told an agent: the list on the agent's own page, and that it was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from api import cursors
from api.authentication import Agent, DoorRoute
from api.door import Door, TheDoor
from api.problems import Problem, answers
from api.shapes import Nothing
from domain.access import ApiKey
from domain.notifications import Notification
from domain.stores import Missing, RegionStores
from domain.vocabulary import NotificationKind

LONGEST_ID = 500

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
    """A page of notifications; `next` is the cursor of the page after it."""

    items: list[NotificationShape]
    next: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for."""

    unseen: bool
    before: cursors.Position | None
    limit: int


async def wanted(
    unseen: bool = False,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Wanted:
    """What the query says."""
    return Wanted(unseen, None if cursor is None else cursors.read(cursor), limit)


@router.get("", responses=answers(400))
async def list_notifications(
    wanted: Annotated[Wanted, Depends(wanted)], key: Agent, door: TheDoor
) -> NotificationList:
    """What the key's agent was told, in whatever region, the newest first."""
    return await _page(_regions(door), _agent_of(key), wanted)


@router.post("/{notification_id}/seen", responses=answers(404, 413, 415))
async def see(notification_id: str, _: Nothing, key: Agent, door: TheDoor) -> NotificationShape:
    """Note that the agent has seen it. Again: the first time stands."""
    seen = await _seen(_regions(door), notification_id, _agent_of(key), door.clock.now())
    return _shape(seen)


async def _page(regions: Sequence[RegionStores], agent: str, wanted: Wanted) -> NotificationList:
    """One page over the regions; one notification more says there is more."""
    told = [
        notification
        for stores in regions
        for notification in await stores.notifications.shown_to(
            agent, unseen=wanted.unseen, before=wanted.before, limit=wanted.limit + 1
        )
    ]
    told.sort(key=_position, reverse=True)
    shown = told[: wanted.limit]
    return NotificationList(
        items=[_shape(notification) for notification in shown],
        next=cursors.written(_position(shown[-1])) if len(told) > len(shown) else None,
    )


async def _seen(
    regions: Sequence[RegionStores], notification_id: str, agent: str, at: datetime
) -> Notification:
    """The notification, marked in the region that has it. Raises a Problem where none does."""
    known = len(notification_id) <= LONGEST_ID and notification_id.isprintable()
    for stores in regions if known else ():
        try:
            return await stores.notifications.seen(notification_id, agent, at)
        except Missing:
            continue
    raise Problem(
        404, "no_such_notification", "You have no such notification; take its id from your list."
    )


def _agent_of(key: ApiKey) -> str:
    """The agent whose page it is. Raises a Problem for a key that names none."""
    if key.agent is None:
        raise Problem(
            403,
            "key_names_no_agent",
            "This key names no agent; use one from `meridian key create --role agent --agent …`.",
        )
    return key.agent


def _regions(door: Door) -> list[RegionStores]:
    """All: work comes to an agent from other regions, and a notification holds nothing personal."""
    return list(door.regions.values())


def _position(notification: Notification) -> cursors.Position:
    return notification.at, notification.id


def _shape(notification: Notification) -> NotificationShape:
    return NotificationShape.model_validate(notification, from_attributes=True)
