"""Whatever fits the description, and whatever does not, is asked of every route by every role."""

import asyncio
import copy
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks

from activities.composing import Composed
from api.roles import GUARDED, TICKET, Line
from domain.access import Role
from runtime.previews import PreviewedDraft
from tests.api.attacks.bodies import BODIES
from tests.api.conftest import opened_house
from tests.api.declared import Declared
from tests.api.house import House, bearer, message

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
EXPECTED = {  # that all of these come says that requests get past the first checks
    None: {200, 401},
    Role.AGENT: {200, 400, 404, 409, 422},
    Role.CHANNEL: {200, 202, 403, 404, 409, 422},
}
GOOD = {f"POST {TICKET}/{name}": body for name, body in BODIES.items()}
GOOD["POST /v1/messages"] = message(message_id="m-2")
AnyOperation = APIOperation[Any, Any, Any, Any]
AnyCase = Case[AnyOperation]
EXAMPLES = 5  # of each route and kind of request; by roles that it admits beside others, 1
FEW = 2  # of each route by a role that it does not admit


@pytest.mark.parametrize("role", [*Role, None])
def test_no_request_breaks_a_route_or_gets_an_answer_that_nobody_declared(
    role: Role | None, empty_regions: Path, tmp_path: Path, declared: Declared
) -> None:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        house = runner.run(
            stack.enter_async_context(opened_house(empty_regions, tmp_path, declared))
        )
        try:
            object.__setattr__(house.door, "previews", as_it_is)
            house.door.live.end()  # of a process that stops, streams end after their first words
            ticket, sender = runner.run(house.wrote()), Sender(runner, house, role)
            for operation in operations(house.app.openapi()):
                attack(operation, sender, ticket)
            assert set(sender.statuses) >= EXPECTED.get(role, {200, 403})
        finally:
            runner.run(stack.aclose())


async def as_it_is(_: str, draft: PreviewedDraft) -> Composed:
    """The port `Previewing`, where no engine is."""
    return Composed(draft.text, draft.source)


def test_an_answer_that_nobody_declared_is_found(
    empty_regions: Path, tmp_path: Path, declared: Declared
) -> None:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        opening = opened_house(empty_regions, tmp_path, declared)
        house = runner.run(stack.enter_async_context(opening))
        description = copy.deepcopy(house.app.openapi())
        del description["paths"]["/v1/tickets/{ticket_id}"]["get"]["responses"]["404"]
        wrong = next(
            one for one in operations(description) if one.path == "/v1/tickets/{ticket_id}"
        )
        try:
            with pytest.raises(FailureGroup, match="Undocumented status code"):
                attack(wrong, Sender(runner, house, Role.AGENT), "eu-unknown")
        finally:
            runner.run(stack.aclose())


class Sender:
    """Sends what was generated, byte for byte, as somebody of a role; None has no key."""

    def __init__(self, runner: asyncio.Runner, house: House, role: Role | None) -> None:
        self._runner = runner
        self._client = house.client
        self.role = role
        self.statuses = Counter[int]()

    def send(self, case: AnyCase) -> httpx.Response:
        """The answer of the API."""
        wanted = case.as_transport_kwargs(base_url="http://desk.test")
        wanted = {name: wanted.get(name) for name in WRITTEN}
        prepared = requests.Request(**wanted).prepare()
        body, headers = cast("Any", prepared.body), cast("dict[str, str]", prepared.headers)
        request = self._client.build_request(
            str(prepared.method),
            str(prepared.url),
            headers={**headers, **(bearer(self.role) if self.role else {})},
            content=body.encode() if isinstance(body, str) else body,
        )
        answer = self._runner.run(self._client.send(request))
        self.statuses[answer.status_code] += 1
        return answer


WRITTEN = ("method", "url", "headers", "params", "data", "json", "cookies", "files")


def operations(description: dict[str, Any]) -> list[AnyOperation]:
    """Every operation of the description; one that cannot be read is a fault."""
    found = schemathesis.openapi.from_dict(description).get_all_operations()
    read = [result.ok() for result in found if isinstance(result, Ok)]
    assert len(read) == sum(len(methods) for methods in description["paths"].values())
    return read


def attack(operation: AnyOperation, sender: Sender, ticket: str) -> None:
    """Ask one route many things, about a ticket that is there and about others."""
    name = f"{operation.method.upper()} {operation.path}"
    line = GUARDED.get(name)
    there = {"ticket_id": ticket} if "{ticket_id}" in operation.path else None
    cases = [operation.as_strategy(mode, path_parameters=there) for mode in MODES]
    cases += [operation.as_strategy(mode) for mode in MODES if there]
    if name in GOOD:
        cases.append(operation.as_strategy(body=GOOD[name], path_parameters=there))

    @settings(
        max_examples=_examples(line, sender.role, len(cases)),
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(cases))
    def ask(case: AnyCase) -> None:
        case.validate_response(sender.send(case), checks=CHECKS)

    ask()


def _examples(line: Line | None, role: Role | None, kinds: int) -> int:
    """How much a role asks of a route: who is admitted beside others need not try it all again."""
    admitted = [None, *Role] if line is None else sorted(line.roles)
    if role not in admitted:
        return FEW
    thorough = [one for one in admitted if one in EXPECTED] or admitted[:1]
    return kinds * EXAMPLES if role in thorough else kinds
