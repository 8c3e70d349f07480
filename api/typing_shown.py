"""Customers see that somebody is writing to them, where their platform shows it."""

from fastapi import APIRouter

from api.authentication import Asker, DoorRoute
from api.door import Door, TheDoor
from api.problems import Problem, answers
from api.reading import Found, find
from api.shapes import Nothing
from api.ways import Ways, ways_of
from domain.abilities import Typing
from domain.channels import TokenRefused
from domain.ports import NotNow, OutcomeUnknown, Refused

router = APIRouter(route_class=DoorRoute, tags=["tickets"])


@router.post(
    "/v1/tickets/{ticket_id}/typing", status_code=204, responses=answers(404, 409, 410, 421)
)
async def show_typing(ticket_id: str, _: Nothing, key: Asker, door: TheDoor) -> None:
    """Show the customer that somebody is writing; nothing is kept of it."""
    found = await find(door, key, ticket_id)
    await _show(door, found)


async def _show(door: Door, found: Found) -> None:
    ways = await ways_of(door, found)
    if ways.choice is None or ways.choice.template:
        raise _not_shown("Nothing can be shown where no answer can go now.")
    try:
        await _shown(door, ways)
    except (Refused, NotNow, OutcomeUnknown, TokenRefused) as refusal:
        raise _not_shown(f"The platform did not take it: {refusal.reason}.") from None


async def _shown(door: Door, ways: Ways) -> None:
    assert ways.choice is not None, "there is a way"
    way = ways.choice.way
    mouth = door.ears.of(way.via.channel, way.via.account)
    if not isinstance(mouth, Typing):
        raise _not_shown(f"{way.via.channel} shows nobody that somebody is writing.")
    if way.via == ways.wanted.last:
        await mouth.typing(ways.thread or way.recipient, ways.last_message)
    else:
        await mouth.typing(way.recipient, None)


def _not_shown(sentence: str) -> Problem:
    return Problem(409, "typing_not_shown", sentence)
