"""Every route, asked by every role: a route without an entry here fails."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from domain.access import ApiKey, Role
from tests.api.house import House, bearer, message, secret

READING = {Role.AGENT, Role.PRIVACY, Role.OPS, Role.AUDITOR, Role.ADMIN}
TICKET = "/v1/tickets/{ticket_id}"
ADMITTED: dict[str, set[Role]] = {
    "POST /v1/messages": {Role.CHANNEL},
    "GET /v1/tickets": READING,
    f"GET {TICKET}": READING,
    f"GET {TICKET}/messages": READING,
    f"GET {TICKET}/timeline": READING,
    f"POST {TICKET}/claim": {Role.AGENT},
    f"POST {TICKET}/release": {Role.AGENT},
    f"POST {TICKET}/replies": {Role.AGENT},
    f"POST {TICKET}/notes": {Role.AGENT},
    f"POST {TICKET}/escalations": {Role.AGENT},
    f"POST {TICKET}/priority": {Role.AGENT},
    f"POST {TICKET}/hold": {Role.AGENT},
    f"POST {TICKET}/handovers": {Role.AGENT},
    f"POST {TICKET}/acknowledgements": {Role.AGENT},
    f"POST {TICKET}/solve": {Role.AGENT},
    f"POST {TICKET}/reopen": {Role.AGENT},
    f"POST {TICKET}/merge": {Role.AGENT},
    f"POST {TICKET}/rating": {Role.AGENT, Role.CHANNEL},
    "GET /v1/notifications": {Role.AGENT},
    "POST /v1/notifications/{notification_id}/seen": {Role.AGENT},
    "GET /v1/desk/on-duty": {Role.AGENT, Role.OPS, Role.AUDITOR, Role.ADMIN},
}
OPEN_TO_ALL = {"GET /openapi.json", "GET /healthz", "GET /readyz", "GET /metrics"}


def routes(app: FastAPI) -> Iterator[str]:
    for route in iter_route_contexts(app.routes):
        for method in route.methods or ():
            if method != "HEAD":
                yield f"{method} {route.path}"


async def asked(house: House, route: str, headers: dict[str, str]) -> httpx.Response:
    method, path = route.split()
    body = b"{}" if method == "POST" else None
    return await house.client.request(
        method,
        path.replace("{ticket_id}", "eu-unknown"),
        content=body,
        headers={"Content-Type": "application/json", **headers},
    )


def test_every_route_says_whom_it_admits(house: House) -> None:
    assert set(routes(house.app)) == {*ADMITTED, *OPEN_TO_ALL}


@pytest.mark.parametrize("route", ADMITTED)
async def test_a_route_admits_its_roles_and_no_other(house: House, route: str) -> None:
    for role in Role:
        status = (await asked(house, route, bearer(role))).status_code
        assert (status == 403) is (role not in ADMITTED[route]), role
        assert status not in (401, 500)


@pytest.mark.parametrize("route", ADMITTED)
async def test_a_route_wants_a_key_that_is_known(house: House, route: str) -> None:
    house.keys.revoke(secret(Role.ADMIN))
    wrong = [{}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer "}]
    for headers in [*wrong, {"Authorization": "Bearer guessed"}, bearer(Role.ADMIN)]:
        answer = await asked(house, route, headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("route", sorted(OPEN_TO_ALL))
async def test_health_needs_no_key(house: House, route: str) -> None:
    assert (await asked(house, route, {})).status_code == 200


async def test_a_key_in_the_url_is_no_key(house: House) -> None:
    key = secret(Role.AGENT)
    for query in (f"key={key}", f"access_token={key}", f"authorization=Bearer%20{key}"):
        assert (await house.client.get(f"/v1/tickets?{query}")).status_code == 401


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
