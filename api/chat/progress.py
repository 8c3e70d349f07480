"""How far a visitor has come with what was said, and that they write just now."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter

from api.chat.shapes import UpTo
from api.chat.visiting import ChatRoute, TheVisit, Visit
from api.problems import answers
from api.shapes import Nothing
from domain.amendments import Place
from domain.channels import Reported
from domain.chat import CHANNEL, TYPES_FOR, Direction, Standing
from domain.live import Doing, Present
from domain.vocabulary import DeliveryState

CHAT: Final = "/v1/chat/{account}"
AT_ONCE: Final = 100  # lines of which a receipt tells
WRITER: Final = "customer"
SHOWN_FOR: Final = TYPES_FOR + timedelta(seconds=2)  # as long as a slow network needs

router = APIRouter(route_class=ChatRoute, tags=["chat"], responses=answers(404, 421))


@router.post(f"{CHAT}/delivered", status_code=204)
async def note_delivered(account: str, body: UpTo, visit: TheVisit) -> None:
    """A device of the visitor has everything up to there."""
    await _reached(visit, DeliveryState.DELIVERED, body.position)


@router.post(f"{CHAT}/read", status_code=204)
async def note_read(account: str, body: UpTo, visit: TheVisit) -> None:
    """The visitor has seen everything up to there."""
    await _reached(visit, DeliveryState.READ, body.position)


@router.post(f"{CHAT}/typing", status_code=204)
async def note_typing(account: str, _: Nothing, visit: TheVisit) -> None:
    """The visitor writes: whoever is at the ticket sees that for ten seconds."""
    standing, now = await visit.stores.chat.standing(visit.visitor), visit.door.clock.now()
    if standing is not None and standing.ticket_id is not None:
        there = Present(standing.ticket_id, WRITER, Doing.WRITING, now, now + SHOWN_FOR)
        await visit.stores.live.presence.note(there)


async def _reached(visit: Visit, state: DeliveryState, position: int) -> None:
    """Tell the desk first: what is noted as reached is never told of again."""
    standing = await visit.stores.chat.standing(visit.visitor)
    if standing is None:
        return
    place, up_to = _before(standing, state), min(position, standing.position)
    while place < up_to:
        lines = await visit.stores.chat.lines(visit.visitor, place, AT_ONCE)
        lines = [one for one in lines if one.position <= up_to]
        await _tell(visit, state, [x.name for x in lines if x.direction is Direction.OUT])
        place = lines[-1].position if lines else up_to
    await visit.stores.chat.reached(visit.visitor, state, up_to)


async def _tell(visit: Visit, state: DeliveryState, keys: list[str]) -> None:
    if not keys:
        return
    now = visit.door.clock.now()
    receipt = Reported(state, now, by_key=tuple(keys))
    place = Place(CHANNEL, visit.site.name, now)
    await visit.stores.channels.amendments.report(place, receipt)
    visit.door.nudge(visit.stores.region)


def _before(standing: Standing, state: DeliveryState) -> int:
    return standing.read if state is DeliveryState.READ else standing.delivered
