"""An open ticket takes the policy that the published desk has for it now; first, what changes."""

from fastapi import APIRouter, Response

from api.adoption_shapes import NewPolicy, OutlookShape, outlook_shape
from api.authentication import Asker, DoorRoute
from api.door import Door, TheDoor
from api.orders import TheAsking, closed, newest_for
from api.problems import Problem, answers
from api.reading import Found, find
from api.ticket_shapes import TicketShape
from domain import commands
from domain.commands import Refusal
from domain.vocabulary import Status

router = APIRouter(
    prefix="/v1/tickets/{ticket_id}/adopt-policy",
    route_class=DoorRoute,
    tags=["commands"],
)


@router.get("", responses=answers(404, 409, 421))
async def look_ahead(ticket_id: str, key: Asker, door: TheDoor) -> OutlookShape:
    """What would change if the ticket took the newest policy now."""
    found = await find(door, key, ticket_id)
    return await _outlook(door, found)


@router.post("", responses=answers(400, 404, 409, 410, 412, 413, 415, 421, 429))
async def adopt_policy(
    body: NewPolicy, key: Asker, asking: TheAsking, response: Response
) -> TicketShape:
    """Take the ticket to the newest policy that the desk has for it."""
    order = await asking.order(key, "adopt-policy", body)
    policy = await order.newest_policy(body.expected_version)
    reason = await order.keep("reason", {"text": body.reason})
    command = commands.AdoptPolicy(by=order.by, policy=policy, reason_id=reason.id)
    return await order.send(command, response)


async def _outlook(door: Door, found: Found) -> OutlookShape:
    if found.view.status is Status.CLOSED:
        raise closed()
    candidate = await newest_for(door, found)
    staffing = await door.staffing(found.stores.region, candidate.at)
    outlook = candidate.outlook(staffing)
    if isinstance(outlook, Refusal):
        raise Problem(409, "same_policy", outlook.sentence)
    ticket = candidate.ticket
    return outlook_shape(ticket.id, ticket.version, outlook, changes=candidate.is_news)
