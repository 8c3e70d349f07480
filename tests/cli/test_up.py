"""`meridian up`: one line says all, no process outlives it, and what dies comes back."""

import asyncio
import json
import os
import signal
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
import pytest_asyncio

from domain.access import Role
from runtime.embedded_keys import ROLES
from runtime.plain_http import plain_http
from runtime.waiting import until
from tests.cli.commands import Shell
from tests.cli.starting import PARTS, Desk, running_desk, started
from tests.patience import COMES_AGAIN, PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")

# `up` serves all regions of one machine whatever else its environment says of a desk.
OF_ANOTHER_DESK = {
    "MERIDIAN_HOST": "0.0.0.0",  # noqa: S104 - must have no effect
    "MERIDIAN_TEMPORAL": "127.0.0.1:1",
    "MERIDIAN_REGIONS": "eu",
    "MERIDIAN_EMBEDDED": "false",
    "MERIDIAN_PORT": "1",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A desk without options: its region keys are in the user's configuration, which is ours."""
    folder = tmp_path_factory.mktemp("desk")
    home = {"XDG_CONFIG_HOME": str(folder / "configuration"), "HOME": str(folder / "home")}
    async with running_desk(folder, "--port", "0", **home, **OF_ANOTHER_DESK) as ready:
        yield ready


@pytest_asyncio.fixture(loop_scope="module")
async def api(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    url = desk.facts["url"]
    async with plain_http(url, seconds=30) as client:
        yield client


def bearer(desk: Desk, role: Role) -> dict[str, str]:
    return {"Authorization": f"Bearer {desk.facts['keys'][role]}"}


async def ticket_of(desk: Desk, api: httpx.AsyncClient, sender: str) -> str:
    """A customer writes; the ticket."""
    sent = {
        "channel": "webhook",
        "account": "sample",
        "message_id": sender,
        "sender": {"id": sender, "country": "PT"},
        "text": "Olá, onde está a minha encomenda?",
    }
    answer = await api.post("/v1/messages", json=sent, headers=bearer(desk, Role.CHANNEL))
    assert answer.status_code == 202, answer.text
    return str(answer.json()["ticket_id"])


async def answers_out(desk: Desk, api: httpx.AsyncClient, ticket: str) -> list[dict[str, Any]]:
    """The ticket's messages to the customer, once a delivery of each has ended."""
    found: list[dict[str, Any]] = []

    async def settled() -> bool:
        path = f"/v1/tickets/{ticket}/messages"
        answer = await api.get(path, headers=bearer(desk, Role.AGENT))
        items = answer.json().get("items", [])
        found[:] = [item for item in items if item["direction"] == "out"]
        return bool(found) and all(one["delivery"]["state"] != "queued" for one in found)

    await until(settled, PATIENCE, f"{ticket} was not answered")
    return found


async def is_ready(api: httpx.AsyncClient) -> bool:
    try:
        return bool((await api.get("/readyz")).json()["status"] == "ready")
    except httpx.TransportError:
        return False


async def test_the_one_line_says_where_everything_is(desk: Desk) -> None:
    facts = desk.facts
    assert set(facts) == {
        "url", "console", "temporal", "data", "pids", "keys", "callback_secret",
    }  # fmt: skip
    assert facts["console"] == f"{facts['url']}/console/", "make setup builds it"
    assert facts["callback_secret"] is None
    assert set(facts["pids"]) == set(PARTS)
    assert facts["pids"] == desk.start.parts()
    data = Path(facts["data"])
    assert json.loads((data / "keys.json").read_text()) == facts["keys"]
    assert set(facts["keys"]) == set(ROLES)
    assert stat.S_IMODE((data / "keys.json").stat().st_mode) == 0o600
    assert (data / "temporal-address").read_text().strip() == facts["temporal"]


async def test_what_up_decides_outranks_the_environment(desk: Desk, api: httpx.AsyncClient) -> None:
    parts = (await api.get("/readyz")).json()["parts"]
    regions = {name.split()[1] for name in parts if name.startswith("database")}
    assert regions == {"eu", "na", "latam", "apac", "cn"}
    assert all(part["state"] == "ready" for part in parts.values())
    assert desk.facts["url"].startswith("http://127.0.0.1:")


async def test_demand_27_the_running_desk_knows_its_rosters(
    desk: Desk, api: httpx.AsyncClient
) -> None:
    sunday = "/v1/desk/on-duty?at=2026-11-22T02:00:00Z"  # ten o'clock in Singapore
    found = (await api.get(sunday, headers=bearer(desk, Role.OPS))).json()
    on = {one["team"]: [agent["id"] for agent in one["agents"]] for one in found["now"]}
    assert on.pop("apac-care") == ["arjun"]
    assert set(map(len, on.values())) == {0}
    assert {one["team"] for one in found["week"] if one["shifts"] and one["gaps"]} == {
        "apac-care",
        *on,
    }


async def test_the_region_keys_stand_outside_the_data_folder(
    desk: Desk, api: httpx.AsyncClient
) -> None:
    data = Path(desk.facts["data"])
    found = list(data.parent.rglob("eu.key"))
    assert len(found) == 1
    assert not found[0].is_relative_to(data)
    assert found[0].parent.name == (data / "desk-id").read_text().strip()
    assert (await api.get("/readyz")).json()["parts"]["keys"]["state"] == "ready"


async def test_without_a_callback_an_answers_delivery_failed_and_says_why(
    desk: Desk, api: httpx.AsyncClient
) -> None:
    ticket = await ticket_of(desk, api, "maria")
    await answers_out(desk, api, ticket)
    said = {"text": "It will arrive tomorrow."}
    path = f"/v1/tickets/{ticket}/replies"
    answer = await api.post(path, json=said, headers=bearer(desk, Role.AGENT))
    assert answer.status_code == 200, answer.text
    sent = await answers_out(desk, api, ticket)
    assert [one["author"]["kind"] for one in sent][-1] == "agent"
    assert {(one["delivery"]["state"], one["delivery"]["reason"]) for one in sent} == {
        ("failed", "no_callback")
    }


async def test_a_second_desk_on_the_same_folder_is_refused(desk: Desk, meridian: Shell) -> None:
    data = desk.facts["data"]
    said = await asyncio.to_thread(meridian.refuses, "up", "--port", "0", "--data", data)
    assert said == f"a desk is running on {data} already; stop it first\n"


async def test_a_port_that_a_desk_has_is_refused(
    desk: Desk, meridian: Shell, tmp_path: Path
) -> None:
    port = desk.facts["url"].rpartition(":")[2]
    options = ("up", "--port", port, "--data", str(tmp_path / "data"))
    said = await asyncio.to_thread(meridian.refuses, *options)
    assert said == f"port {port} is taken; name another one with --port, or 0 for any\n"
    assert not (tmp_path / "data").exists()


async def test_killed_parts_come_back_and_go_on_with_the_same_tickets(
    desk: Desk, api: httpx.AsyncClient
) -> None:
    ticket = await ticket_of(desk, api, "joana")
    before = desk.start.parts()
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    async def others_are_there() -> bool:
        now = desk.start.parts()
        return set(now) == set(PARTS) and not set(now.values()) & set(before.values())

    async def ready() -> bool:
        return await is_ready(api)

    await until(others_are_there, PATIENCE, "the parts did not come back")
    await until(ready, PATIENCE, "the desk was not ready again", every=COMES_AGAIN)
    assert not any(psutil.pid_exists(pid) for pid in before.values())
    for written in (ticket, await ticket_of(desk, api, "after the kill")):
        [acknowledgement] = await answers_out(desk, api, written)
        assert acknowledgement["delivery"]["reason"] == "no_callback"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
async def test_a_desk_that_is_stopped_while_it_starts_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals
) -> None:
    keys = str(tmp_path / "keys")
    async with started(tmp_path, "--port", "0", "--keys", keys) as start:
        await start.has_started("temporal")
        assert await start.stop(number) == ""
        await start.says("Stopped.")
