"""What stands in a body: fields that are nobody's, line breaks, and what JSON leaves open.

Attack 28 is told in full, for messages, by tests/api/test_bad_messages.py; here every other route
that takes a body reads it as strictly.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from api.roles import GUARDED, TICKET, VERSIONS
from domain.access import Role
from tests.api.attacks.bodies import BODIES, DESKS, PEOPLE, PUT_BODIES
from tests.api.house import House, bearer, message

TAKE_BODIES = sorted(route for route in GUARDED if route.startswith(("POST", "PUT")))
KNOWN: dict[str, dict[str, object]] = {
    **{f"POST {TICKET}/{name}": body for name, body in BODIES.items()},
    **{f"PUT {TICKET}/{name}": body for name, body in PUT_BODIES.items()},
    "PUT /v1/me/settings": {"settings": {}},
    f"POST {VERSIONS}": DESKS["versions"],
    f"POST {VERSIONS}/{{number}}/publish": DESKS["publish"],
    "POST /v1/messages": message(message_id="m-2"),
    **PEOPLE,
}
SET_BY_THE_DESK: dict[str, object] = {
    "id": "eu-1",
    "region": "na",
    "status": "closed",
    "role": "admin",
    "erased_at": "2026-03-02T10:00:00Z",
    "version": 99,
    "assignee": "eve",
    "customer_id": "c-1",
    "by": {"kind": "system", "id": "desk"},
    "__class__": "x",
}


def role_of(route: str) -> Role:
    """One that the route admits."""
    return min(GUARDED[route].roles)


async def posted(
    house: House, ticket: str, route: str, content: bytes
) -> tuple[int, dict[str, Any]]:
    method, path = route.split()
    headers = {**bearer(role_of(route)), "Content-Type": "application/json"}
    answer = await house.client.request(
        method, path.replace("{ticket_id}", ticket), content=content, headers=headers
    )
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    assert house.commands.sent == []
    return answer.status_code, answer.json()


@pytest.mark.attack(14)
async def test_attack_14_no_field_is_taken_that_the_desk_sets(house: House) -> None:
    ticket = await house.wrote()
    for route in TAKE_BODIES:
        method, path = route.split()
        for part, name in {"ticket_id": ticket, "number": "1", "purpose": "satisfaction"}.items():
            path = path.replace(f"{{{part}}}", name)
        body, headers = KNOWN.get(route, {}), bearer(role_of(route))
        for field in SET_BY_THE_DESK.keys() - body.keys():
            sent = {**body, field: SET_BY_THE_DESK[field]}
            answer = await house.client.request(method, path, json=sent, headers=headers)
            assert answer.status_code == 422, (route, field)
            assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert house.commands.sent == []
    assert house.nudged == ["eu"]  # of the first message


BREAKS = ("a\r\nBcc: eve@example.com", "a\nb", "a\rb", "a\x00b", "a\x85b")
LINES: dict[str, Callable[[str], dict[str, object]]] = {
    "subject": lambda line: {"subject": line},
    "sender.name": lambda line: {"sender": {"id": "maria", "name": line}},
    "sender.email": lambda line: {"sender": {"id": "maria", "email": f"{line}@example.com"}},
    "sender.id": lambda line: {"sender": {"id": line}},
    "thread": lambda line: {"thread": line},
    "account": lambda line: {"account": line},
    "message_id": lambda line: {"message_id": line},
    "attachments[0].name": lambda line: {
        "attachments": [{"url": "https://a.example/b", "name": line}]
    },
}


@pytest.mark.attack(21)
async def test_attack_21_nothing_that_becomes_a_header_has_two_lines(house: House) -> None:
    for field, line in product(LINES, BREAKS):
        answer = await house.post("/v1/messages", message(**LINES[field](line)), Role.CHANNEL)
        assert answer.status_code == 422, (field, line)
        assert field in [error["field"] for error in answer.json()["errors"]]
    assert await house.is_untouched()


RAW = {
    "NaN": b'{"a": NaN}',
    "a name that stands twice": b'{"text": "a", "text": "b"}',
    "5,000 digits": b'{"score": ' + b"9" * 5_000 + b"}",
    "100,000 arrays": b"[" * 100_000 + b"]" * 100_000,
    "a lone surrogate": b'{"text": "a\\ud800"}',
    "NUL": b'{"text": "a\\u0000"}',
    "no UTF-8": b'{"text": "\xff"}',
    "half an object": b'{"text": ',
    "an array": b"[]",
    "a byte order mark": b"\xef\xbb\xbf{}",
}


@pytest.mark.attack(28)
async def test_attack_28_oddities_of_json_are_refused_on_every_route(house: House) -> None:
    ticket = await house.wrote()
    for route in TAKE_BODIES:
        for what, raw in RAW.items():
            status, problem = await posted(house, ticket, route, raw)
            assert (status, problem["code"]) == (422, "invalid"), (route, what)


@pytest.mark.attack(28)
async def test_attack_28_a_megabyte_is_refused_before_it_is_parsed(house: House) -> None:
    ticket = await house.wrote()
    for route in TAKE_BODIES:
        status, problem = await posted(house, ticket, route, b"[" * 1_000_001)
        assert (status, problem["code"]) == (413, "too_large"), route


@pytest.mark.attack(28)
async def test_attack_28_a_length_that_is_none_is_refused(house: House) -> None:
    for length in ("-1", "1e3", "0x10", "9" * 40, " "):
        headers = {**bearer(Role.AGENT), "Content-Length": length}
        request = house.client.build_request("GET", "/v1/tickets", headers=headers)
        answer = await house.client.send(request)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_content_length")


@pytest.mark.attack(28)
async def test_attack_28_a_declared_length_is_enough_to_refuse_on_routes_without_a_body(
    house: House,
) -> None:
    headers = {**bearer(Role.AGENT), "Content-Length": "1000001"}
    request = house.client.build_request("GET", "/v1/tickets", headers=headers)
    answer = await house.client.send(request)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_long_url_is_answered_so(house: House) -> None:
    for url in (f"/v1/tickets?team={'a' * 9_000}", f"/v1/tickets/eu-{'a' * 9_000}"):
        answer = await house.get(url)
        assert (answer.status_code, answer.json()["code"]) == (414, "url_too_long")


@pytest.mark.attack(20)
def test_attack_20_one_route_alone_writes_a_table_that_spreadsheets_open(house: House) -> None:
    """Another one quotes what begins with = + - @ first, as tests of the figures' file show."""
    tables = ("csv", "tab-separated", "excel", "spreadsheet", "calc", "openxml")
    writing = {
        path
        for path, methods in house.app.openapi()["paths"].items()
        for operation in methods.values()
        for answer in operation["responses"].values()
        for kind in answer.get("content", {})
        if any(word in kind for word in tables)
    }
    assert writing == {"/v1/analytics.csv"}
