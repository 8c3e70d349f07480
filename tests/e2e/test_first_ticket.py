"""The first ticket, alive on real parts: as a customer, an agent and an auditor meet it."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.signature import read_secret, verify
from runtime.clock import SystemClock
from tests.channels.receiver import Receiver
from tests.e2e.running import ROOT, a_desk

pytestmark = pytest.mark.timeout(180)

TEXT = "Olá, a minha encomenda ainda não chegou. Podem ajudar? canarytext"
SENDER = {
    "id": "canarysender",
    "name": "Canaryname Silva",
    "email": "canarymail@example.org",
    "phone": "+351912345678",
    "country": "PT",
}
CANARIES = ("canarytext", "canarysender", "Canaryname", "canarymail", "912345678", "canaryreply",
            "canarynote", "canarysubject", "canarycomment")  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


async def test_a_customer_is_answered_in_portuguese_by_an_agent_who_reads_english(
    folder: Path,
) -> None:
    async with Receiver() as receiver:
        async with a_desk(folder, receiver) as desk:
            accepted = await desk.write(TEXT, whole_sender=SENDER, subject="canarysubject")
            ticket = accepted["ticket_id"]
            assert accepted["region"] == "eu"
            assert ticket.startswith("eu-")

            def translated(messages: dict[str, list[dict[str, list[dict[str, str]]]]]) -> bool:
                return bool(messages["items"] and messages["items"][0]["translations"])

            read = await desk.eventually(f"/v1/tickets/{ticket}/messages", translated)
            [english] = read["items"][0]["translations"]
            assert english["language"] == "en"
            assert "order" in english["text"].lower()
            assert read["items"][0]["original"] == {"language": "pt", "text": TEXT}
            [acknowledgement] = await desk.received(1, ticket)
            assert acknowledgement["message"]["language"].startswith("pt")

            claimed = await desk.ask(ticket, "claim")
            assert claimed["status"] == "open"
            assert claimed["assignee"]
            await desk.ask(ticket, "notes", text="canarynote: she has waited for a week")
            answered = await desk.ask(
                ticket, "replies", text="Hello, your order will arrive tomorrow. canaryreply"
            )
            assert answered["status"] == "waiting"
            _, answer = await desk.received(2, ticket)
            assert answer["message"]["language"] == "pt"
            assert "amanhã" in answer["message"]["text"]
            assert answer["message"]["in_reply_to"] == read["items"][0]["id"]
            assert (await desk.ask(ticket, "solve"))["status"] == "solved"
            rated = await desk.ask(
                ticket, "rating", role="channel", score=5, comment="canarycomment"
            )
            assert rated["status"] == "solved"

            request = receiver.requests[-1]
            secret = read_secret(desk.facts["callback_secret"])
            assert verify(secret, request.headers, request.body, SystemClock().now())
            explained = meridian(folder, "ticket", "explain", ticket)
            assert "standard" in explained
            assert "version 1" in explained
            replayed = json.loads(meridian(folder, "ticket", "replay", ticket, "--json"))
            assert replayed["agrees"] is True
            data = desk.data

        assert list(leaks(data)) == []
        assert list(leaks(folder / "keys")) == []

        async with a_desk(folder, receiver) as again:
            [shown] = (await again.read("/v1/tickets"))["items"]
            assert (shown["id"], shown["status"]) == (ticket, "solved")
            await again.write("Afinal ainda não chegou.", whole_sender=SENDER)
            reopened = await again.eventually(
                f"/v1/tickets/{ticket}", lambda one: one["status"] == "open"
            )
            assert reopened["assignee"] == claimed["assignee"]


def test_the_search_for_canaries_finds_a_planted_one(tmp_path: Path) -> None:
    for number, planted in enumerate(_disguises("canarytext")):
        (tmp_path / str(number)).write_bytes(b"\x00junk" + planted + b"junk")
    assert len(list(leaks(tmp_path))) == len(list(_disguises("canarytext")))


def leaks(folder: Path) -> Iterator[str]:
    """Every file under the folder that holds a canary, in clear, in base64 or as UTF-16."""
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        for canary in CANARIES:
            if any(disguise in content for disguise in _disguises(canary)):
                yield f"{path}: {canary}"


def _disguises(canary: str) -> Iterator[bytes]:
    yield canary.encode()
    yield canary.encode("utf-16-le")
    yield canary.encode().hex().encode()
    for offset in range(3):
        encoded = base64.b64encode(b"x" * offset + canary.encode())
        yield encoded[4 if offset else 0 : -4]


def meridian(folder: Path, *arguments: str) -> str:
    """The command's output; its region keys are those of the folder."""
    environment = {"MERIDIAN_KEYS": str(folder / "keys"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments, "--data", str(folder / "data")],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
