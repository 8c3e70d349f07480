"""Every route, asked by every role, with no key, a wrong one, a revoked one and a right one."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, WebSocketRoute

from api.authentication import DoorRoute
from api.rates import RateLimits, Rates
from api.roles import GUARDED, OPEN, RouteWithoutLine, faults
from domain.access import ApiKey, Role
from tests.api.house import House, message, secret

# A stream that is admitted never ends: what is asked of it has no answer.
NO_ANSWER = {"/v1/events": "/v1/events?after=nowhere"}


NO_KEY_WANTED = (200, 308, 404, 503)  # 503: what is not built here


async def asked(house: House, route: str, headers: dict[str, str]) -> httpx.Response:
    method, path = route.split()
    body = b"{}" if method == "POST" else None
    return await house.client.request(
        method,
        NO_ANSWER.get(path, path).replace("{ticket_id}", "eu-unknown"),
        content=body,
        headers={"Content-Type": "application/json", **headers},
    )


def test_every_route_of_the_application_has_its_line(house: House) -> None:
    assert faults(house.app, DoorRoute) == []


@pytest.mark.attack(13)
@pytest.mark.parametrize("role", Role)
async def test_attack_13_every_route_admits_the_roles_of_its_line_and_no_other(
    house: House, role: Role
) -> None:
    right = {"Authorization": f"Bearer {house.keys.add('right', ApiKey('k', role, agent='ana'))}"}
    for route, line in GUARDED.items():
        answer = await asked(house, route, right)
        if role in line.roles:
            assert answer.status_code in (200, 202, 404, 422), route
        else:
            assert answer.status_code == 403, route
            assert answer.headers["Content-Type"] == "application/problem+json"
    assert house.commands.sent == []
    assert await house.is_untouched()


@pytest.mark.parametrize("role", Role)
async def test_no_route_has_a_way_around_a_key_that_is_known(house: House, role: Role) -> None:
    object.__setattr__(house.door, "rates", Rates(RateLimits(failures=0)))
    house.keys.revoke(house.keys.add("revoked", ApiKey("old", role)))
    refused = ("", "Bearer wrong", "Bearer revoked", "Basic YTpi", "Bearer", secret(role))
    for route in GUARDED:
        for written in refused:
            answer = await asked(house, route, {"Authorization": written} if written else {})
            assert answer.status_code == 401, (route, written)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert answer.headers["Content-Type"] == "application/problem+json"


async def test_what_is_open_needs_no_key(house: House) -> None:
    for route in OPEN:
        assert (await asked(house, route, {})).status_code in NO_KEY_WANTED, route


async def planted() -> PlainTextResponse:
    """A route that somebody adds."""
    return PlainTextResponse("planted")


def test_a_guarded_route_without_a_line_cannot_even_be_made() -> None:
    router = APIRouter(prefix="/v1", route_class=DoorRoute)
    with pytest.raises(RouteWithoutLine, match="no line for GET /v1/planted"):
        router.get("/planted")(planted)


@pytest.mark.parametrize(
    "route",
    [
        APIRoute("/v1/planted", planted, methods=["GET"], response_model=None),
        WebSocketRoute("/v1/planted", planted),
        Mount("/v1/planted", FastAPI()),
    ],
    ids=["route", "socket", "mount"],
)
def test_the_checker_is_red_for_a_route_that_is_planted_beside_the_table(
    house: House, route: APIRoute | WebSocketRoute | Mount
) -> None:
    house.app.router.routes.append(route)
    [fault] = faults(house.app, DoorRoute)
    assert "/v1/planted has no line in api/roles.py" in fault


def test_the_checker_is_red_for_a_route_that_asks_for_no_key() -> None:
    app = FastAPI(openapi_url=None)
    app.add_api_route("/v1/tickets", planted, response_model=None)
    assert "GET /v1/tickets asks for no key: make it a DoorRoute" in faults(app, DoorRoute)
    assert "GET /v1/notifications has a line and no route" in faults(app, DoorRoute)


async def test_the_key_is_looked_at_before_the_body(house: House) -> None:
    answer = await house.client.post("/v1/messages", content=b"[" * 2_000_000)
    assert answer.status_code == 401


async def test_a_channel_key_of_one_region_reaches_no_other(house: House) -> None:
    house.keys.add("ours", ApiKey("k", Role.CHANNEL, region="na"))
    headers = {"Authorization": "Bearer ours"}
    answer = await house.client.post("/v1/messages", json=message(), headers=headers)
    assert answer.status_code == 403
    assert answer.json()["code"] == "region_not_in_scope"
    assert await house.is_untouched()
