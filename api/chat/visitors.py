"""Who opens the chat: somebody new, somebody who was here before, or a customer of the site."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request

from api.chat.consenting import purposes_of
from api.chat.reading import hours_of, ticket_of
from api.chat.shapes import ChatLimits, NewVisitor, VisitorShape
from api.chat.tokens import Bearer, NoToken, VisitorTokens
from api.chat.visiting import (
    OpenRoute,
    Site,
    Visit,
    address_of,
    has_signed_in,
    name_of,
    refused,
    secret_of,
    site_of,
    stores_of,
)
from api.door import Door, TheDoor
from api.problems import answers
from domain.chat import IdentityRefused, Known, Standing, Visitor

router = APIRouter(route_class=OpenRoute, tags=["chat"])


@router.post("/v1/chat/{account}/visitors", responses=answers(404, 421))
async def open_chat(
    account: str, body: NewVisitor, request: Request, door: TheDoor
) -> VisitorShape:
    """Say who one is, and get a token; with an earlier token one stays who one was.

    With an `identity` that the site signed one is its known customer, and what one said before
    goes on there.
    """
    site = site_of(door, request, account)
    before = await _before(door, request, site)
    visit = await _visit(door, request, site, body, before)
    await _join(visit, before)
    return await _shape(visit)


async def _before(door: Door, request: Request, site: Site) -> Bearer | None:
    """Whom the token names that one has already, if it is good for anything still."""
    try:
        found = VisitorTokens(door.chat_keys).read(secret_of(request))
    except NoToken:
        return None
    now = int(door.clock.now().timestamp())
    if found.account != site.name or found.renew_until <= now:
        return None
    visitor = Visitor(site.name, found.id)
    return None if await has_signed_in(stores_of(door, found.region), visitor) else found


async def _visit(
    door: Door, request: Request, site: Site, body: NewVisitor, before: Bearer | None
) -> Visit:
    """Who visits from now on. Raises a Problem, and another for an address of too many."""
    if before is None or body.identity is not None:
        door.rates.count_visitor(address_of(request))
    else:
        door.rates.count_chat(name_of(site, before), address_of(request))
    bearer = await _bearer(door, request, site, body, before)
    return Visit(door, site, stores_of(door, bearer.region), bearer)


async def _bearer(
    door: Door, request: Request, site: Site, body: NewVisitor, before: Bearer | None
) -> Bearer:
    tokens, now = VisitorTokens(door.chat_keys), door.clock.now()
    if body.identity is not None:
        try:
            told = site.account.known(body.identity, now)
        except IdentityRefused as fault:
            raise refused(door, request, "identity_refused", fault.sentence) from None
        known_in = await _region_of(door, site, told, before)
        region = known_in or _region(door, site, body.language)
        return tokens.known(site.name, region, told, now)
    if before is not None:
        return tokens.renewed(before, now)
    return tokens.unknown(site.name, _region(door, site, body.language), now)


async def _region_of(door: Door, site: Site, told: Known, before: Bearer | None) -> str | None:
    """Where a known customer is at home already, whatever language this device of theirs has.

    None where nothing is known of them, or the account has a region of its own.
    """
    if site.region is not None:
        return None
    for region, stores in door.regions.items():
        if await stores.chat.standing(Visitor(site.name, told.external_id)) is not None:
            return region
    return before.region if before else None


def _region(door: Door, site: Site, language: str | None) -> str:
    home = door.home_of(country=None, phone=None, account_region=site.region, locale=language)
    return home.region


async def _join(visit: Visit, before: Bearer | None) -> None:
    """Have what somebody unknown said go on with the known customer that they turn out to be."""
    mine = visit.bearer
    if before is None or before.known or not mine.known or before.region != mine.region:
        return
    unknown, now = Visitor(visit.site.name, before.id), visit.door.clock.now()
    chat = visit.stores.chat
    theirs = await chat.standing(unknown)
    if theirs is None:
        return
    known = (await chat.begin(visit.visitor, now)).customer_id
    # First, and again if what follows is cut off: after it there is no telling who they were.
    # Where it is in doubt whether they are one, a person is asked; the talk goes on all the same.
    await visit.stores.channels.links.signed_in(theirs.customer_id, known, now)
    await chat.join(unknown, visit.visitor, now)


async def _shape(visit: Visit) -> VisitorShape:
    bearer, now = visit.bearer, visit.door.clock.now()
    standing = await visit.stores.chat.standing(visit.visitor)
    stands = standing or Standing("")
    return VisitorShape(
        visitor=bearer.id,
        token=VisitorTokens(visit.door.chat_keys).written(bearer),
        expires_at=datetime.fromtimestamp(bearer.expires_at, UTC),
        expires_in=max(0, bearer.expires_at - int(now.timestamp())),
        known=bearer.known,
        name=bearer.name,
        title=visit.site.account.title,
        position=stands.position,
        delivered=stands.delivered,
        read=stands.read,
        ticket=await ticket_of(visit.stores, standing),
        desk=await hours_of(visit.door, knows_address=bearer.email is not None),
        purposes=await purposes_of(visit, standing),
        limits=ChatLimits(),
    )
