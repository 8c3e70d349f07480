"""The desk's replies as an agent can use them: filled in for one customer and one ticket."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.authentication import DoorRoute
from api.checking import teams_language
from api.desk_work.shapes import TemplateList, TemplateShape, TheirVariant
from api.door import TheDoor
from api.fields import Language
from api.problems import answers
from api.reading import Found, find_to_read
from api.texts import TheViewing, Viewing
from domain.arrivals import Sender
from domain.ledger import TicketView
from domain.ticket import same_language
from rulebook.recipients import recipient_of
from rulebook.replies.compiled import FALLBACK, Replies

router = APIRouter(route_class=DoorRoute, tags=["tickets"])


@router.get("/v1/tickets/{ticket_id}/templates", responses=answers(403, 404, 421))
async def read_templates(
    ticket_id: str,
    viewing: TheViewing,
    door: TheDoor,
    language: Annotated[Language | None, Query()] = None,
) -> TemplateList:
    """The desk's replies in `language`, or the team's, as they would read in this ticket now."""
    found = await find_to_read(viewing, ticket_id)
    filling = await _filling(found, viewing)
    spoken = language or await teams_language(found) or FALLBACK
    replies = door.desk(found.view.region).replies
    return TemplateList(items=await asyncio.to_thread(_all, replies, filling, spoken))


@dataclass(frozen=True, slots=True)
class _Filling:
    """What templates are filled with. `to` is empty for whoever is not shown who it is."""

    view: TicketView
    values: Mapping[str, str]
    to: Sequence[Sender]
    theirs: str  # the customer's language

    @property
    def known(self) -> frozenset[str]:
        """The values that are there."""
        named = {"name"} if any(one.name for one in self.to) else set()
        return frozenset({name for name, value in self.values.items() if value} | named)


async def _filling(found: Found, viewing: Viewing) -> _Filling:
    view = found.view
    profiles = await found.stores.profiles.profiles(view.customer_id)
    return _Filling(
        view,
        _values(view, viewing.door.clock.now()),
        profiles if await _sees_who(found, viewing) else (),
        recipient_of(profiles, view.language).language,
    )


async def _sees_who(found: Found, viewing: Viewing) -> bool:
    """Whether the customer's name is shown to whoever asks."""
    seen = await viewing.sight(found.stores, found.view.id)
    return seen.is_clear and not await found.stores.persons.restricted([found.view.customer_id])


def _values(view: TicketView, now: datetime) -> dict[str, str]:
    awaited = view.expectation if view.expectation and not view.expectation.answered_at else None
    return {
        "ticket": view.id,
        "now": now.isoformat(),
        "soonest": awaited.wait.earliest.isoformat() if awaited else "",
        "latest": awaited.wait.latest.isoformat() if awaited else "",
    }


def _all(replies: Replies, filling: _Filling, language: str) -> list[TemplateShape]:
    return [_shape(replies, name, filling, language) for name in replies.for_customers]


def _shape(replies: Replies, name: str, filling: _Filling, language: str) -> TemplateShape:
    tone = filling.view.tone
    reply = replies.render(name, language, filling.values, tone, filling.to)
    return TemplateShape(
        name=name,
        text=reply.text,
        language=reply.language,
        untranslated=not same_language(reply.language, language),
        missing=sorted(replies.uses(name, language, tone) - filling.known),
        theirs=_theirs(replies, name, filling),
    )


def _theirs(replies: Replies, name: str, filling: _Filling) -> TheirVariant | None:
    reply = replies.render(name, filling.theirs, filling.values, filling.view.tone, filling.to)
    if not same_language(reply.language, filling.theirs):
        return None
    return TheirVariant(language=reply.language, text=reply.text, signed=reply.signed)
