"""What every answer says to browsers and caches, whatever it answers."""

import httpx
import pytest

from api.headers import ALWAYS, STRICT_TRANSPORT
from api.roles import GUARDED, OPEN
from domain.access import Role
from tests.api.attacks.bodies import BODIES
from tests.api.house import House, bearer, message
from tests.api.test_problems import BrokenClock

TRANSPORT = "strict-transport-security"


def expect_protected(answer: httpx.Response) -> None:
    for name, value in ALWAYS.items():
        assert answer.headers.get_list(name) == [value], (answer.request.url, name)


def forms(answer: httpx.Response) -> str:
    return str(answer.headers.get("content-type", "")).partition(";")[0]


@pytest.mark.attack(6)
async def test_every_route_answers_with_the_headers_that_protect(house: House) -> None:
    house.door.live.end()  # streams end after their first words
    ticket = await house.wrote()
    for route in sorted([*GUARDED, *OPEN]):
        method, path = route.split()
        path = path.replace("{ticket_id}", ticket).replace("{number}", "1")
        roles = sorted(GUARDED[route].roles) if route in GUARDED else [Role.AGENT]
        body = BODIES.get(path.partition(f"{ticket}/")[2], {}) if method == "POST" else None
        for headers in (bearer(roles[0]), {}):
            answer = await house.client.request(method, path, headers=headers, json=body)
            expect_protected(answer)
            assert forms(answer) != "text/html"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/tickets/<script>", 404),
        ("DELETE", "/v1/tickets", 405),
        ("OPTIONS", "/v1/tickets", 405),
        ("TRACE", "/v1/tickets", 405),
        ("GET", f"/v1/tickets?team={'a' * 9_000}", 414),
        ("GET", "/v1/tickets?limit=-1", 422),
    ],
)
async def test_refusals_of_the_router_are_protected_too(
    house: House, method: str, path: str, status: int
) -> None:
    answer = await house.client.request(method, path, headers=bearer(Role.AGENT))
    assert answer.status_code == status
    expect_protected(answer)


async def test_a_fault_of_ours_is_protected_too(house: House) -> None:
    object.__setattr__(house.door, "clock", BrokenClock())
    transport = httpx.ASGITransport(house.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://desk.test") as client:
        answer = await client.get("/v1/desk/on-duty", headers=bearer(Role.AGENT))
    assert answer.status_code == 500
    expect_protected(answer)
    assert answer.headers[TRANSPORT] == STRICT_TRANSPORT


async def test_what_is_known_already_is_protected_too(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    tag = (await house.get(path)).headers["ETag"]
    headers = {**bearer(Role.AGENT), "If-None-Match": tag}
    answer = await house.client.get(path, headers=headers)
    assert answer.status_code == 304
    expect_protected(answer)


@pytest.mark.attack(15)
async def test_transport_security_is_said_over_tls_and_upon_nobodys_word(house: House) -> None:
    forged = {"X-Forwarded-Proto": "https", "Forwarded": "proto=https"}
    assert TRANSPORT not in (await house.client.get("/healthz", headers=forged)).headers
    answer = await house.client.get("https://desk.test/healthz")
    assert answer.headers[TRANSPORT] == STRICT_TRANSPORT


@pytest.mark.attack(6)
async def test_markup_comes_back_as_data(house: House) -> None:
    """What a page does with it is the page's; no answer of ours is a page."""
    markup = "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:1'>x</a>"
    ticket = await house.wrote(text=markup, subject=markup)
    for path in ("", "/messages", "/timeline"):
        answer = await house.get(f"/v1/tickets/{ticket}{path}")
        assert forms(answer) == "application/json"
        expect_protected(answer)
    found = await house.get(f"/v1/tickets/{ticket}/messages")
    assert found.json()["items"][0]["original"]["text"] == markup


@pytest.mark.attack(7)
async def test_a_subject_is_kept_as_it_was_received_and_has_no_control_characters(
    house: House,
) -> None:
    subject = "Pa\u202eypal\u200b \u0440ayment"  # right to left, an invisible space, Cyrillic
    ticket = await house.wrote(subject=subject, sender={"id": "maria", "name": subject})
    assert (await house.get(f"/v1/tickets/{ticket}")).json()["subject"] == subject
    for control in ("\x1b[2J", "\x07", "\x9b31m", "\r", "\x00"):
        answer = await house.post("/v1/messages", message(subject=f"a{control}b"), Role.CHANNEL)
        assert answer.status_code == 422, control
