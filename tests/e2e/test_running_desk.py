"""Stories of one desk, which is started once: it takes over what is published while it runs,
and gives definite answers while Temporal hangs or a region's database is held by another."""

import contextlib
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
import pytest_asyncio

from tests.channels.receiver import Receiver
from tests.e2e.databases import held, place_of
from tests.e2e.running import ROOT, Desk, a_desk
from tests.patience import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")

STANDARD, TEAMS = "policies/standard.yaml", "teams.yaml"
GREETING = "replies/acknowledgement/pt.j2"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    async with Receiver() as receiver, a_desk(folder, receiver) as started:
        yield started


def edited(folder: Path) -> Path:
    """The sample desk: a faster policy, another greeting, and Ines gone from her team."""
    copied = shutil.copytree(ROOT / "desk", folder)
    changes = {
        STANDARD: [
            ("\nversion: ", "\nversion: 9"),
            ("first_reply: 4 hours", "first_reply: 3 hours"),
        ],
        GREETING: [("Obrigado por escrever para nós", "Obrigado pela sua mensagem")],
    }
    for name, pairs in changes.items():
        text = (copied / name).read_text(encoding="utf-8")
        for old, new in pairs:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        (copied / name).write_text(text, encoding="utf-8")
    return copied


def meridian(desk: Desk, *arguments: str) -> str:
    """A command beside the running desk, as whoever operates it types it."""
    told = subprocess.run(
        [sys.executable, "-m", "cli", *arguments, "--data", str(desk.data)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return told.stdout


async def greeted(desk: Desk, sender: str) -> tuple[str, str]:
    """A new customer writes; their ticket, and what they are sent first."""
    accepted = await desk.write("Olá, onde está a minha encomenda?", sender=sender)
    [greeting, *_] = await desk.received(1, accepted["ticket_id"])
    return accepted["ticket_id"], str(greeting["message"]["text"])


async def policy_of(desk: Desk, ticket: str) -> Any:
    return (await desk.read(f"/v1/tickets/{ticket}"))["policy"]


async def test_what_is_published_beside_a_running_desk_is_taken_over_within_seconds(
    desk: Desk, tmp_path: Path
) -> None:
    changed = edited(tmp_path / "edited")
    old, greeting = await greeted(desk, "ana")
    assert "Obrigado por escrever para nós" in greeting
    [first] = (await desk.read("/v1/desk/versions", role="ops"))["items"]
    assert (first["number"], first["by"], first["why"]) == (1, "start", "first start")
    before = await policy_of(desk, old)

    said = meridian(desk, "desk", "publish", str(changed), "--why", "faster")
    assert said.startswith("desk 2 (")
    assert "first_reply 4 hours → 3 hours" in said
    await both_go_by(desk, 2)
    new, greeting = await greeted(desk, "bea")
    assert "Obrigado pela sua mensagem" in greeting
    assert (await policy_of(desk, new))["version"] != before["version"]
    assert await policy_of(desk, old) == before

    headers = desk.key("ops")
    back = await desk.http.post(
        "/v1/desk/versions/1/publish", json={"why": "too fast"}, headers=headers
    )
    assert back.status_code == 200, back.text
    assert [one["number"] for one in back.json()["versions"]] == [3] * 5
    await both_go_by(desk, 3)
    last, greeting = await greeted(desk, "carla")
    assert "Obrigado por escrever para nós" in greeting
    assert (await policy_of(desk, last))["version"] == before["version"]


async def both_go_by(desk: Desk, number: int) -> None:
    """The API and the worker have both taken the desk over; of the worker its log tells."""
    await desk.eventually(
        "/readyz",
        lambda ready: ready["parts"]["desk eu"]["detail"] == f"desk {number}",
    )
    log = desk.data / "logs" / "worker.log"
    wanted = f'"number": {number}'

    def of_the_worker(_: object) -> bool:
        lines = log.read_text(encoding="utf-8").splitlines()
        return any(wanted in line and '"desk taken over"' in line for line in lines)

    await desk.eventually("/readyz", of_the_worker)


async def test_a_part_that_is_away_gets_a_definite_answer_and_loses_nothing(desk: Desk) -> None:
    ticket = (await desk.write("Olá, a minha encomenda ainda não chegou."))["ticket_id"]
    await desk.eventually(f"/v1/tickets/{ticket}", lambda one: one["team"])
    await with_temporal_hanging(desk, ticket)
    await with_the_database_held(desk, ticket)


async def with_temporal_hanging(desk: Desk, ticket: str) -> None:
    """Messages are accepted, commands are refused for now, and all goes on afterwards."""
    with stopped(desk, "start-dev"):
        later = await desk.write("Ainda nada?")
        assert later["ticket_id"] == ticket
        opened = await desk.write("Olá, tenho uma pergunta sobre a fatura.", sender="joana")
        ready = await desk.http.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
        assert ready.json()["parts"]["temporal"]["state"] == "down"
        refused = await claim(desk, ticket)
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert refused.json()["code"] == "temporal_away"
    await desk.eventually(
        f"/v1/tickets/{ticket}/messages",
        lambda read: sum(one["direction"] == "in" for one in read["items"]) == 2,
    )
    await desk.eventually(f"/v1/tickets/{opened['ticket_id']}", lambda one: one["team"])
    ready = await desk.eventually("/readyz", lambda read: read["status"] == "ready")


async def with_the_database_held(desk: Desk, ticket: str) -> None:
    """Everything that writes is refused for now, and nothing of it is left behind."""
    await desk.eventually(
        f"/v1/tickets/{ticket}/messages",
        lambda read: all(one["translations"] for one in read["items"] if one["direction"] == "in"),
    )
    before = await desk.read(f"/v1/tickets/{ticket}/timeline")
    folder = desk.data / "eu"
    with held(folder, place_of(desk.data.parent)):
        refused = await desk.http.post(
            "/v1/messages",
            json={
                "channel": "webhook",
                "message_id": "refused-1",
                "sender": {"id": "maria", "country": "PT"},
                "text": "Olá?",
            },
            headers=desk.key("channel"),
        )
        assert refused.status_code == 503, refused.text
        assert int(refused.headers["Retry-After"]) > 0
    assert await desk.read(f"/v1/tickets/{ticket}/timeline") == before
    accepted = await desk.write("Olá?", message_id="refused-1")
    assert accepted["duplicate"] is False


async def claim(desk: Desk, ticket: str) -> httpx.Response:
    return await desk.http.post(
        f"/v1/tickets/{ticket}/claim",
        json={},
        headers=desk.key("agent"),
        timeout=PATIENCE.total_seconds(),
    )


@contextlib.contextmanager
def stopped(desk: Desk, part: str) -> Iterator[None]:
    """SIGSTOP for a while: the process is there and does not answer."""
    children = psutil.Process(desk.process.pid).children(recursive=True)
    [process] = [child for child in children if part in child.cmdline()]
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)
