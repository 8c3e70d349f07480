from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from domain.access import Role
from domain.ports import Clock
from tests.api.house import House, bearer


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


async def test_a_fault_of_ours_tells_nothing(house: House) -> None:
    clock: Clock = BrokenClock()
    object.__setattr__(house.door, "clock", clock)
    transport = httpx.ASGITransport(house.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        answer = await client.get("/v1/tickets", headers=bearer(Role.AGENT))
    assert (answer.status_code, answer.json()["code"]) == (500, "our_fault")
    assert "canary" not in answer.text


def operations(house: House) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in house.app.openapi()["paths"].items():
        for operation in methods.values():
            yield path, operation


def test_every_route_describes_its_problems(house: House) -> None:
    for path, operation in operations(house):
        if not path.startswith("/v1"):
            continue
        answers = operation["responses"]
        assert {"401", "403", "422", "503"} <= set(answers)
        for status, answer in answers.items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]
        assert operation["security"] == [{"HTTPBearer": []}]


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
