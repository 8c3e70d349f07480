"""Who visits: the token, and the account and region that it names. No key opens any of this."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from api.body import LENGTH, StrictRequest, expect_fitting_length
from api.chat.tokens import Bearer, NoToken, VisitorTokens
from api.door import Door, UnknownAccount, door_of
from api.problems import Problem
from domain.chat import CHANNEL, LARGEST_FILE, Chatting, Visitor
from domain.stores import RegionStores

LONGEST_URL: Final = 8_192
QUARTER: Final = 256 * 1024  # bytes
SIGNED_IN: Final = "Whoever this was has signed in since; get a token from `POST …/visitors`."
bearer = HTTPBearer(
    auto_error=False, scheme_name="Visitor", description="Of `POST /v1/chat/{account}/visitors`."
)


@dataclass(frozen=True, slots=True)
class Site:
    """An account of the chat, and where its customers live where that is fixed."""

    name: str
    account: Chatting
    region: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of a visitor whose token is good."""

    door: Door
    site: Site
    stores: RegionStores
    bearer: Bearer

    @property
    def visitor(self) -> Visitor:
        """Whose conversation it is."""
        return Visitor(self.site.name, self.bearer.id)


class OpenRoute(APIRoute):
    """A route that anybody may ask, whose body is read strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the bounds of a request."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            expect_short_url(request)
            expect_fitting_length(request)
            return await answer(StrictRequest(request.scope, request.receive))

        return handle


class ChatRoute(APIRoute):
    """A route that asks who visits, counts, and then reads the body strictly."""

    largest = 1_000_000  # bytes

    def weight(self, request: Request) -> int:
        """As how many requests it counts."""
        return 1

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the visitor's token."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            expect_short_url(request)
            visit = await _visit(request)
            request.state.visit = visit
            name = name_of(visit.site, visit.bearer)
            counted = visit.door.rates.count_chat(name, address_of(request), self.weight(request))
            expect_fitting_length(request, self.largest)
            response = await answer(StrictRequest(request.scope, request.receive))
            response.headers.update(counted)
            return response

        return handle


class FileRoute(ChatRoute):
    """The same, for a body of a file's size, which counts by it."""

    largest = LARGEST_FILE

    def weight(self, request: Request) -> int:
        """One more for each quarter of a megabyte; without a length, as for the largest file."""
        if request.method != "POST":
            return 1
        declared = request.headers.get("content-length", str(LARGEST_FILE))
        return 1 + int(declared) // QUARTER if LENGTH.fullmatch(declared) else 1


async def visit(request: Request, _: Annotated[object, Depends(bearer)]) -> Visit:
    """Who visits, as it was found before the body was looked at."""
    found = request.state.visit
    assert isinstance(found, Visit)
    return found


TheVisit = Annotated[Visit, Depends(visit)]


def site_of(door: Door, request: Request, account: str) -> Site:
    """The account of the chat. Raises a Problem, and another for who tries too many."""
    try:
        known = door.account(CHANNEL, account)
    except UnknownAccount:
        raise no_such_account(door, request) from None
    ear = door.ears.of(CHANNEL, account)
    if not isinstance(ear, Chatting):
        raise no_such_account(door, request)
    return Site(known.name, ear, known.region)


def secret_of(request: Request) -> str:
    """What stands in the header `Authorization`; "" where there is none."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def stores_of(door: Door, region: str) -> RegionStores:
    """The region's. Raises a Problem where another process serves it."""
    stores = door.regions.get(region)
    if stores is None:
        raise Problem(
            421,
            "other_region",
            "Send this to the API of the region that `region` names.",
            facts={"region": region},
        )
    return stores


async def has_signed_in(stores: RegionStores, visitor: Visitor) -> bool:
    """Whether somebody unknown is a known customer since: what opened theirs opens that no more.

    Whoever left a token on a device that others sign in on would else read what these say.
    """
    standing = await stores.chat.standing(visitor)
    return standing is not None and standing.goes_on


def expect_short_url(request: Request) -> None:
    """Raises a Problem."""
    if len(request.scope.get("raw_path", b"")) + len(request.scope["query_string"]) > LONGEST_URL:
        raise Problem(414, "url_too_long", f"A path and query have at most {LONGEST_URL} bytes.")


def name_of(site: Site, bearer: Bearer) -> str:
    """What a visitor's requests are counted by."""
    return f"{site.name}\n{bearer.id}"


def address_of(request: Request) -> str | None:
    """Where the request came from."""
    return request.client.host if request.client else None


def refused(door: Door, request: Request, code: str, sentence: str) -> Problem:
    """A 401, counted by its address. Raises a Problem of its own for who tries too often."""
    door.rates.count_failure(address_of(request))
    challenge = {"WWW-Authenticate": 'Bearer realm="meridian chat"'}
    return Problem(401, code, sentence, headers=challenge)


def no_such_account(door: Door, request: Request) -> Problem:
    """The one answer for an account that is not there, or not open here."""
    door.rates.count_failure(address_of(request))
    return Problem(404, "no_such_account", "The desk has no chat of this name; check the page.")


async def _visit(request: Request) -> Visit:
    door = door_of(request)
    site = site_of(door, request, request.path_params["account"])
    try:
        found = VisitorTokens(door.chat_keys).read(secret_of(request))
    except NoToken:
        raise refused(
            door, request, "visitor_unknown", "Get a token from `POST …/visitors`, and send it."
        ) from None
    now = int(door.clock.now().timestamp())
    if found.account != site.name or found.renew_until <= now:
        raise refused(door, request, "visitor_unknown", "The token is not good here any more.")
    if found.expires_at <= now:
        # No failure: every visitor comes to this.
        raise Problem(401, "visitor_expired", "Send the token to `POST …/visitors` for a new one.")
    visit = Visit(door, site, stores_of(door, found.region), found)
    if await has_signed_in(visit.stores, visit.visitor):
        raise Problem(401, "visitor_unknown", SIGNED_IN)
    return visit
