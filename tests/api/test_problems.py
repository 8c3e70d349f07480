from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.problem_codes import STATUS_OF
from api.roles import CHAT, LINK, WEBHOOKS
from domain.access import Role
from domain.ports import Clock
from tests.api.codes import codes, unreadable
from tests.api.documents import PAGES
from tests.api.house import House, bearer
from tests.architecture.tree import ROOT


async def test_unknown_paths_and_methods_are_problems(house: House) -> None:
    nowhere = await house.client.get("/v1/nowhere")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    wrong = await house.client.delete("/v1/messages")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert wrong.headers["Allow"] == "POST"
    for answer in (nowhere, wrong):
        assert answer.headers["Content-Type"] == "application/problem+json"


class BrokenClock:
    """A clock that has come apart, with a secret inside."""

    def now(self) -> Any:
        raise ZeroDivisionError("canary-4711")


@pytest.mark.attack(40)
async def test_a_fault_of_ours_tells_nothing(house: House) -> None:
    clock: Clock = BrokenClock()
    object.__setattr__(house.door, "clock", clock)
    transport = httpx.ASGITransport(house.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        answer = await client.get("/v1/desk/on-duty", headers=bearer(Role.AGENT))
    assert (answer.status_code, answer.json()["code"]) == (500, "our_fault")
    assert "canary" not in answer.text


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_says_what_its_table_says(page: Path) -> None:
    """`python -m tests.api.documents` writes them."""
    assert page.read_text(encoding="utf-8") == PAGES[page]()


def test_every_code_in_the_source_has_its_line_with_its_status() -> None:
    found = codes(ROOT)
    assert {code: STATUS_OF.get(code) for code in found} == found
    by_the_router = {"not_found": 404, "method_not_allowed": 405}
    assert {code: STATUS_OF[code] for code in by_the_router} == by_the_router
    assert set(STATUS_OF) == {*found, *by_the_router, "refused"}  # the last for want of a word


def test_no_code_is_put_together() -> None:
    """But where one is handed on: by the ticket, by the router, and between two functions."""
    handed_on = ("authentication", "chat/visiting", "orders", "privacy_door", "problems")
    assert set(unreadable(ROOT)) == {f"api/{name}.py" for name in handed_on}


def test_the_description_lists_the_codes(house: House) -> None:
    problem = house.app.openapi()["components"]["schemas"]["ProblemDetails"]
    assert set(problem["properties"]["code"]["enum"]) == set(STATUS_OF)


def operations(house: House) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in house.app.openapi()["paths"].items():
        for operation in methods.values():
            yield path, operation


def test_every_route_describes_its_problems(house: House) -> None:
    for path, operation in operations(house):
        if not path.startswith("/v1"):
            continue
        answers = operation["responses"]
        assert {"400", "401", "403", "413", "414", "422", "429", "503"} <= set(answers)
        for status, answer in answers.items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]
        assert operation.get("security") == _asked_for(path)


def _asked_for(path: str) -> list[dict[str, list[str]]] | None:
    """None for a link of one person, for what platforms sign, and for who has no token yet."""
    if path in (LINK, WEBHOOKS, f"{CHAT}/visitors", "/v1/chat/status/{token}"):
        return None
    return [{"Visitor" if path.startswith(CHAT) else "HTTPBearer": []}]


def test_the_description_refers_to_nothing_that_is_missing(house: House) -> None:
    described = house.app.openapi()

    def references(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            for name, value in node.items():
                yield from [value] if name == "$ref" else references(value)
        elif isinstance(node, list):
            for item in node:
                yield from references(item)

    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert set(references(described)) <= known


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_no_page_fetches_scripts_from_elsewhere(house: House, path: str) -> None:
    assert (await house.client.get(path)).status_code == 404
