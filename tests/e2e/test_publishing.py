"""A desk that was started before takes over what is published while it runs, without a restart."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.channels.receiver import Receiver
from tests.e2e.running import ROOT, Desk, a_desk

STANDARD, TEAMS = "policies/standard.yaml", "teams.yaml"
GREETING = "replies/acknowledgement/pt.j2"


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
    tmp_path: Path,
) -> None:
    changed = edited(tmp_path / "edited")
    async with Receiver() as receiver, a_desk(tmp_path, receiver) as desk:
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
