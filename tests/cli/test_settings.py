"""Each setting, written into the environment as its users write it, has its effect.

`tests/architecture/test_settings.py` counts that none is left out.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from channels.kinds import Tools
from channels.web.guarded_http import GuardedHttp
from domain.ports import Outbound, Refused
from rulebook.desk import read_desk
from runtime.accounts import make_callback_secret
from runtime.addresses import free_port
from runtime.clock import SystemClock
from runtime.mouths import Here, mouths_of
from runtime.plain_http import plain_http
from runtime.settings import ROOT, Settings, variable
from runtime.waiting import until
from tests.channels.building import NoTokens
from tests.channels.receiver import Receiver
from tests.cli.commands import Shell, desk_copy, sentence
from tests.patience import PATIENCE


@dataclass
class RunningApi:
    """An API process: what it says of itself, and what it logs."""

    port: int
    log: Path

    def events(self) -> list[str]:
        """The names of the logged events."""
        return [json.loads(line)["event"] for line in self.log.read_text().splitlines()]

    async def readiness(self) -> dict[str, Any]:
        """What `/readyz` says, once it says anything."""
        found: list[dict[str, Any]] = []
        url = f"http://127.0.0.1:{self.port}/readyz"
        async with plain_http() as client:

            async def answers() -> bool:
                try:
                    found.append((await client.get(url)).json())
                except httpx.TransportError:
                    return False
                return True

            await until(answers, PATIENCE, "the API does not answer")
        return found[0]


@asynccontextmanager
async def running_api(folder: Path, port: int, **settings: object) -> AsyncIterator[RunningApi]:
    """`python -m api` with those settings, and otherwise those of the environment."""
    given = {variable(name): str(value) for name, value in {**settings, "port": port}.items()}
    log = folder / "api.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "api", cwd=ROOT, env={**os.environ, **given}, stderr=output
        )
    try:
        yield RunningApi(port, log)
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE.total_seconds())


class Caller:
    """Counts who connects, and hangs up."""

    def __init__(self) -> None:
        self.calls = 0

    async def __aenter__(self) -> "Caller":
        self._server = await asyncio.start_server(self._called, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _called(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls += 1
        writer.close()


def made(meridian: Shell, *options: str) -> str:
    """The id of a new key."""
    ended = meridian("key", "create", "--role", "auditor", "--json", *options)
    assert ended.code == 0, ended
    return str(json.loads(ended.out)["id"])


def listed(meridian: Shell) -> list[str]:
    """The ids of all keys."""
    return [key["id"] for key in json.loads(meridian("key", "list", "--json").out)]


def test_setting_data_is_where_the_databases_stand(
    meridian: Shell, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = made(meridian)
    moved = (folder / "data").rename(tmp_path / "moved")
    assert "there is no desk at" in meridian.refuses("key", "list")
    monkeypatch.setenv("MERIDIAN_DATA", str(moved))
    assert listed(meridian) == [key]


def test_setting_desk_is_the_folder_whose_rules_hold(
    meridian: Shell, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = ("key", "create", "--role", "agent", "--team", "eu-comfort")
    assert "no team eu-comfort" in meridian.refuses(*team)
    other = desk_copy(tmp_path / "desk-2", "teams.yaml", "  eu-engineering:", "  eu-comfort:")
    for file in other.rglob("*.yaml"):
        file.write_text(file.read_text().replace("eu-engineering", "eu-comfort"))
    monkeypatch.setenv("MERIDIAN_DESK", str(other))
    assert meridian(*team).code == 0


def test_setting_keys_is_where_the_region_keys_stand(
    meridian: Shell, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = (folder / "keys").rename(tmp_path / "moved")
    assert str(folder / "keys" / "eu.key") in meridian.refuses("key", "list")
    monkeypatch.setenv("MERIDIAN_KEYS", str(moved))
    assert listed(meridian) == []


def test_setting_regions_are_the_only_ones_that_are_opened(
    meridian: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "keys" / "na.key").unlink()
    assert "no key for region na" in meridian.refuses("key", "list")
    monkeypatch.setenv("MERIDIAN_REGIONS", "eu, cn")
    assert listed(meridian) == []
    create = ("key", "create", "--role", "agent", "--region")
    assert "no region na here: write one of eu, cn" in meridian.refuses(*create, "na")
    assert meridian(*create, "cn").code == 0


def test_setting_host_is_the_address_that_the_api_listens_on(
    meridian: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of the documentation's addresses (RFC 5737) no machine has one, so that nothing can listen.
    monkeypatch.setenv("MERIDIAN_HOST", "203.0.113.7")
    assert "cannot listen on 203.0.113.7, port 8080" in sentence(meridian.python_m("api"))


async def test_setting_port_is_where_the_api_answers(folder: Path) -> None:
    port = free_port()
    async with running_api(folder, port) as api:
        ready = await api.readiness()
    assert ready["status"] == "degraded"  # no Temporal runs
    assert ready["parts"]["keys"]["state"] == "ready"
    assert "serving" in api.events()


async def test_setting_temporal_is_whom_the_api_asks_and_setting_log_level_keeps_it_quiet(
    folder: Path,
) -> None:
    inside = (folder / "keys").rename(folder / "data" / "keys")
    async with Caller() as temporal:
        address = f"127.0.0.1:{temporal.port}"
        settings = {"temporal": address, "keys": inside, "log_level": "error"}
        async with running_api(folder, free_port(), **settings) as api:
            parts = (await api.readiness())["parts"]
    assert temporal.calls > 0
    assert parts["temporal"]["state"] == "down"
    assert "serving" not in api.events()
    assert (parts["keys"]["state"], parts["keys"]["vital"]) == ("down", False)
    assert "the data folder" in parts["keys"]["detail"]


async def test_setting_callback_is_where_the_sample_accounts_messages_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIDIAN_EMBEDDED", "true")
    async with Receiver() as receiver:
        assert await delivered(folder) == "no_callback"
        monkeypatch.setenv("MERIDIAN_CALLBACK", f"http://127.0.0.1:{receiver.port}/callback")
        assert await delivered(folder) == "delivered"
        assert [request.line for request in receiver.requests] == ["POST /callback HTTP/1.1"]


async def test_setting_embedded_alone_lets_the_callback_be_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Receiver() as receiver:
        monkeypatch.setenv("MERIDIAN_CALLBACK", f"http://127.0.0.1:{receiver.port}/callback")
        assert await delivered(folder) == "no_callback"
        monkeypatch.setenv("MERIDIAN_EMBEDDED", "false")
        assert await delivered(folder) == "no_callback"
        monkeypatch.setenv("MERIDIAN_EMBEDDED", "true")
        assert await delivered(folder) == "delivered"
        assert len(receiver.requests) == 1


async def delivered(folder: Path) -> str:
    """How a message of the sample account fares under the settings of the environment."""
    make_callback_secret(folder / "keys", "callback-secret")
    clock = SystemClock()
    async with GuardedHttp() as http:
        desk, tools = read_desk(ROOT / "desk"), Tools(http, clock, NoTokens())
        channel = mouths_of(Here(Settings.read(), {}), desk, lambda _: tools).of(
            "webhook", "sample"
        )
        assert channel is not None
        try:
            await channel.send(message())
        except Refused as refusal:
            return refusal.reason
    return "delivered"


def message() -> Outbound:
    return Outbound(
        key="eu-1-7-0",
        event="message.created",
        channel="webhook",
        account="sample",
        ticket_id="eu-1",
        message_id="m-1",
        conversation_id="c-1",
        author_kind="agent",
        author_id="sam",
        author_name="Sam",
        text="It is on its way.",
        language="en",
        sent_at=SystemClock().now(),
    )
