"""Replays for auditors: a ticket's sealed runs, and whether today's code lives them as they were.

It goes on in a process of its own, and needs no customer's key. Reading it is noted like any other
reading of the ticket.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from api.authentication import Asker, DoorRoute
from api.door import Door, TheDoor
from api.problems import Problem, answers, come_back
from api.reading import find
from api.replay_shapes import ReplayShape, SealedRunList, SealedRunShape
from domain.histories import SealedRun
from domain.stores import RegionStores
from runtime.codec import WrongKey
from runtime.crew import CrewLost
from runtime.replays import TooManyReplays
from storage.auditing.kept import NothingSealed

AS_SEALED: Final = tuple(name for name in SealedRunShape.model_fields if name != "run")

router = APIRouter(prefix="/v1/audit/replay", route_class=DoorRoute, tags=["audit"])


async def home_of(ticket_id: str, key: Asker, door: TheDoor) -> RegionStores:
    """The region of a ticket that the key sees. Raises a Problem for any other."""
    return (await find(door, key, ticket_id)).stores


Home = Annotated[RegionStores, Depends(home_of)]


@router.get("/{ticket_id}", responses=answers(404, 421))
async def replay_ticket(
    ticket_id: str, home: Home, door: TheDoor, at: Annotated[AwareDatetime | None, Query()] = None
) -> ReplayShape:
    """Replay a ticket, and with `at` tell how it stood then and what each person could see."""
    return await _replayed(door, home.region, ticket_id, at)


@router.get("/{ticket_id}/runs", responses=answers(404, 421))
async def list_sealed_runs(ticket_id: str, home: Home) -> SealedRunList:
    """The ticket's runs that have ended and are sealed, without their histories."""
    runs = await home.histories.runs(ticket_id)
    return SealedRunList(items=[_shape(run) for run in runs])


def _shape(run: SealedRun) -> SealedRunShape:
    return SealedRunShape(run=run.run_id, **{name: getattr(run, name) for name in AS_SEALED})


async def _replayed(
    door: Door, region: str, ticket_id: str, at: AwareDatetime | None
) -> ReplayShape:
    try:
        facts = await door.replays.facts(region, ticket_id, at)
    except TooManyReplays:
        raise come_back("too_many_replays", "Others are being replayed; try again.", 10) from None
    except (CrewLost, NothingSealed, WrongKey):
        sentence = "The history could not be read; whoever runs the desk finds why in its log."
        raise come_back("replay_failed", sentence, 30) from None
    if facts is None:
        raise Problem(404, "no_history", "No run of the ticket is sealed yet; ask again later.")
    return ReplayShape.model_validate(facts)
