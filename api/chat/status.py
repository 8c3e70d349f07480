"""How somebody's ticket stands, by a link that opens that and nothing else: states and times."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request

from api.chat.reading import hours_of, view_of
from api.chat.shapes import OwnTicketStatus, TicketStatus
from api.chat.tokens import NoToken, Ticketed, VisitorTokens
from api.chat.visiting import ChatRoute, OpenRoute, TheVisit, Visit, address_of, stores_of
from api.door import Door, TheDoor
from api.problems import Problem, answers
from domain.ledger import TicketView
from domain.stores import RegionStores
from domain.vocabulary import ActorKind, Status

SETTLED: Final = frozenset({Status.SOLVED, Status.CLOSED})
SOLVED: Final = "ticket_solved"

router = APIRouter(route_class=OpenRoute, tags=["chat"])
own = APIRouter(route_class=ChatRoute, tags=["chat"])


@router.get("/v1/chat/status/{token}", responses=answers(404, 421))
async def read_status(token: str, request: Request, door: TheDoor) -> TicketStatus:
    """How the ticket of a link stands."""
    about = _about(door, request, token)
    return await _status(door, stores_of(door, about.region), about.ticket_id)


@own.get("/v1/chat/{account}/status", responses=answers(404, 421))
async def read_own_status(account: str, visit: TheVisit) -> OwnTicketStatus:
    """How one's own ticket stands, with the link for others."""
    standing = await visit.stores.chat.standing(visit.visitor)
    if standing is None or standing.ticket_id is None:
        raise Problem(404, "no_conversation", "There is no conversation yet; send a message.")
    return await _own(visit, standing.ticket_id)


def _about(door: Door, request: Request, token: str) -> Ticketed:
    """Raises a Problem, and another for who tries too many."""
    try:
        return VisitorTokens(door.chat_keys).read_status(token, door.clock.now())
    except NoToken:
        door.rates.count_failure(address_of(request))
        raise _unknown() from None


async def _own(visit: Visit, ticket_id: str) -> OwnTicketStatus:
    status = await _status(visit.door, visit.stores, ticket_id)
    about = Ticketed(visit.stores.region, ticket_id, visit.site.name)
    token = VisitorTokens(visit.door.chat_keys).of_status(about, visit.door.clock.now())
    link = f"/chat/{visit.site.name}#status={token}"
    return OwnTicketStatus(**status.model_dump(), token=token, link=link)


async def _status(door: Door, stores: RegionStores, ticket_id: str) -> TicketStatus:
    view = await view_of(stores, ticket_id)
    if view is None:
        raise _unknown()
    return TicketStatus(
        ticket_id=view.id,
        status=view.status,
        opened_at=view.opened_at,
        changed_at=view.updated_at,
        answered_at=await _answered_at(stores, view),
        solved_at=await _solved_at(stores, view) if view.status in SETTLED else None,
        desk=await hours_of(door),
    )


async def _answered_at(stores: RegionStores, view: TicketView) -> datetime | None:
    """When a person of the desk first answered."""
    said = await stores.views.messages(view.id)
    answers = (one for one in said if one.direction == "out")
    return _first(one.sent_at for one in answers if one.author_kind == ActorKind.AGENT.value)


async def _solved_at(stores: RegionStores, view: TicketView) -> datetime | None:
    entries = await stores.ledger.entries(view.id)
    return max((one.event.at for one in entries if one.event.kind == SOLVED), default=None)


def _first(instants: Iterable[datetime]) -> datetime | None:
    return min(instants, default=None)


def _unknown() -> Problem:
    return Problem(404, "no_such_status", "Nothing stands under this link, or not any more.")
