"""The first ticket, alive on real parts: as a customer, an agent and an auditor meet it."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from channels.web.signature import read_secret, verify
from runtime.clock import SystemClock
from tests.channels.receiver import Receiver
from tests.e2e.databases import environment_of, written_of
from tests.e2e.running import ROOT, Desk, a_desk
from tests.patience import PATIENCE

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


async def test_a_customer_is_answered_in_portuguese_by_an_agent_who_reads_english(
    tmp_path: Path,
) -> None:
    async with Receiver() as receiver:
        async with a_desk(tmp_path, receiver) as desk:
            accepted = await the_customer_writes(desk)
            ticket = accepted["ticket_id"]
            await the_agent_reads_english(desk, ticket)
            await the_agent_answers(desk, accepted)
            await the_customer_is_content(desk, ticket)
            the_callback_is_signed(desk)
            the_auditor_agrees(tmp_path, ticket)
        assert list(leaks(tmp_path)) == []
        async with a_desk(tmp_path, receiver) as again:
            await the_same_ticket_goes_on(again, ticket)


async def the_customer_writes(desk: Desk) -> dict[str, Any]:
    accepted = await desk.write(TEXT, whole_sender=SENDER, subject="canarysubject")
    assert accepted["region"] == "eu"
    [acknowledgement] = await desk.received(1, accepted["ticket_id"])
    assert acknowledgement["message"]["language"].startswith("pt")
    assert acknowledgement["message"]["conversation_id"] == SENDER["id"]
    return accepted


async def the_agent_reads_english(desk: Desk, ticket: str) -> None:
    read = await desk.eventually(
        f"/v1/tickets/{ticket}/messages",
        lambda messages: messages["items"] and messages["items"][0]["translations"],
    )
    [english] = read["items"][0]["translations"]
    assert english["language"] == "en"
    assert "order" in english["text"].lower()
    assert read["items"][0]["original"] == {"language": "pt", "text": TEXT, "terms": []}


async def the_agent_answers(desk: Desk, accepted: dict[str, Any]) -> None:
    ticket = accepted["ticket_id"]
    claimed = await desk.ask(ticket, "claim")
    assert (claimed["status"], claimed["assignee"]) == ("open", "sam")
    await desk.ask(ticket, "notes", text="canarynote: she has waited for a week")
    words = "Hello, your order will arrive tomorrow. canaryreply"
    assert (await desk.ask(ticket, "replies", text=words))["status"] == "waiting"
    _, answer = await desk.received(2, ticket)
    assert answer["message"]["language"] == "pt"
    assert "amanhã" in answer["message"]["text"]
    assert answer["message"]["in_reply_to"] == accepted["message_id"]


async def the_customer_is_content(desk: Desk, ticket: str) -> None:
    assert (await desk.ask(ticket, "solve"))["status"] == "solved"
    await desk.ask(ticket, "rating", role="channel", score=5, comment="canarycomment")
    kinds = [
        entry["kind"] for entry in (await desk.read(f"/v1/tickets/{ticket}/timeline"))["items"]
    ]
    assert kinds[-2:] == ["ticket_solved", "ticket_rated"]


def the_callback_is_signed(desk: Desk) -> None:
    secret = read_secret(desk.facts["callback_secret"])
    for request in desk.receiver.requests:
        assert verify(secret, request.headers, request.body, SystemClock().now())


def the_auditor_agrees(folder: Path, ticket: str) -> None:
    explained = " ".join(meridian(folder, "ticket", "explain", ticket).split())
    assert "by the rule “acknowledge the first message” of policy standard version 2" in explained
    replayed = json.loads(meridian(folder, "ticket", "replay", ticket, "--json"))
    assert replayed["agrees"] is True


async def the_same_ticket_goes_on(desk: Desk, ticket: str) -> None:
    [shown] = (await desk.read("/v1/tickets"))["items"]
    assert (shown["id"], shown["status"]) == (ticket, "solved")
    await desk.write("Afinal ainda não chegou.", whole_sender=SENDER)
    reopened = await desk.eventually(f"/v1/tickets/{ticket}", lambda one: one["status"] == "open")
    assert reopened["assignee"] == "sam"


def test_the_search_for_canaries_finds_a_planted_one(tmp_path: Path) -> None:
    for number, planted in enumerate(_disguises("canarytext")):
        (tmp_path / str(number)).write_bytes(b"\x00junk" + planted + b"junk")
    assert len(list(leaks(tmp_path))) == len(list(_disguises("canarytext")))


def leaks(folder: Path) -> Iterator[str]:
    """Every file under the folder that holds a canary, in clear, in base64 or as UTF-16."""
    for path in sorted(file for one in written_of(folder) for file in one.rglob("*")):
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
    environment |= environment_of(folder)
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments, "--data", str(folder / "data")],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        timeout=PATIENCE.total_seconds(),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
