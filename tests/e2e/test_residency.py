"""A ticket of Europe goes to Asia and back: what Asia sees, keeps, and is known to have seen."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from runtime.waiting import until
from tests.channels.receiver import Receiver
from tests.e2e.apart import Apart, regions_apart
from tests.e2e.databases import written_of
from tests.patience import COMES_AGAIN, PATIENCE
from tests.storage.test_secrecy import found

CANARIES = {
    "text": "kanarienvogeltext",
    "name": "Kanaria Vogelsang",
    "family name": "Vogelsang",
    "email": "kanaria@vogel.example",
    "phone": "+351912345678",
    "card": "4111 1111 1111 1111",
    "account": "PT50000201231234567890154",
    "file": "kanarienscan",
    "sender": "kanarien-sender-88",
    "reply": "kanarienantwort",
    "there": "kanarienhinweg",
    "back": "kanarienrueckweg",
    "held back": "kanarienvermerk",
}
MESSAGE = {
    "channel": "webhook",
    "account": "sample",
    "message_id": "kanarien-message-88",
    "sender": {
        "id": CANARIES["sender"],
        "name": CANARIES["name"],
        "email": CANARIES["email"],
        "phone": CANARIES["phone"],
        "country": "PT",
    },
    "text": (
        f"Olá, a minha encomenda não chegou. {CANARIES['text']}. Escrevam para "
        f"{CANARIES['email']} ou liguem {CANARIES['phone']}; o cartão é {CANARIES['card']}, "
        f"a conta {CANARIES['account']}. {CANARIES['name']}"
    ),
    "subject": f"Para {CANARIES['name']}",
    "attachments": [{"url": f"https://files.example/{CANARIES['file']}.pdf"}],
}
RESIDENCY = """
rules:
  - name: europe-in-asia
    of: {region: [eu]}
    read_in: {region: [apac]}
    attachments: hidden
    masks: [e-mail, account, card, document, phone, name]
    reason: true
reasons:
  customer-waits: The customer waits for an answer.
briefs: refuse
"""
WHY = "customer-waits"


@dataclass
class Asia:
    """haruka at work: what was asked there of this ticket, and how it was answered."""

    api: Apart
    ticket: str
    asked: list[tuple[str, int, str]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    async def ask(
        self, what: str, method: str, part: str = "", body: object = None, why: str = WHY
    ) -> httpx.Response:
        """One request about the ticket, under the name that its route has in the log."""
        more = {"Access_Reason": why} if why else {}
        path = f"/v1/tickets/{self.ticket}{part}"
        answer = await self.api.ask(method, path, body=body, **more)
        self.asked.append((what, answer.status_code, why))
        self.shown.append(json.dumps(answer.json(), ensure_ascii=False))
        return answer


async def test_a_ticket_goes_to_asia_and_back_and_nothing_of_its_customer_stays(
    tmp_path: Path,
) -> None:
    async with Receiver() as receiver:
        callback = f"http://127.0.0.1:{receiver.port}/callback"
        async with regions_apart(tmp_path, callback, RESIDENCY) as world:
            ticket = await a_customer_writes(world["eu"])
            asia = Asia(world["apac"], ticket)
            await europe_hands_over(world["eu"], ticket)
            await asia_says_why_it_reads(asia)
            await asia_reads(asia)
            await asia_answers_and_hands_back(asia)
            await europe_goes_on(world["eu"], ticket)
            await the_home_knows_each_request(world["eu"], asia)
            while_running = leaks(tmp_path)
        assert while_running == {}
        assert leaks(tmp_path) == {}
        shown = hidden_in("".join(asia.shown))
        assert shown == {"text", "there", "reply", "back"}, "what the rule allows, and no more"
    (written_of(tmp_path / "apac")[-1] / "planted").write_text(CANARIES["there"])
    assert set(leaks(tmp_path)) == {"there"}, "a canary that is there is found"


def leaks(folder: Path) -> dict[str, list[str]]:
    """Which canaries are in which files of other regions, or of Temporal, which serves them all."""
    places = [place for region in ("apac", "na") for place in written_of(folder / region)]
    temporal = [str(file) for file in folder.glob("temporal*")]
    assert temporal
    hidden = {
        name: [
            *(file for place in places for file in found(place, canary)),
            *(file for file in found(folder, canary) if file in temporal),
        ]
        for name, canary in CANARIES.items()
    }
    return {name: files for name, files in hidden.items() if files}


def hidden_in(shown: str) -> set[str]:
    """The canaries that are in it."""
    return {name for name, canary in CANARIES.items() if canary in shown}


async def a_customer_writes(eu: Apart) -> str:
    answer = await eu.ask("POST", "/v1/messages", "channel", MESSAGE)
    assert (answer.status_code, answer.json()["region"]) == (202, "eu"), answer.text
    ticket = str(answer.json()["ticket_id"])
    await eu.eventually(f"/v1/tickets/{ticket}", lambda one: one["team"] == "eu-care")
    return ticket


async def europe_hands_over(eu: Apart, ticket: str) -> None:
    path = f"/v1/tickets/{ticket}/handovers"
    brief = {"team": "apac-care", "done": CANARIES["there"], "next": "Answer."}
    said = f"{CANARIES['held back']}: {CANARIES['phone']}"
    refused = await eu.ask("POST", path, body={**brief, "pending": said})
    assert (refused.status_code, refused.json()["code"]) == (422, "personal_in_brief")
    assert [one["field"] for one in refused.json()["errors"]] == ["pending"]
    assert hidden_in(refused.text) == set()
    taken = await eu.ask("POST", path, body=brief)
    assert (taken.status_code, taken.json()["team"]) == (200, "apac-care"), taken.text


async def asia_says_why_it_reads(asia: Asia) -> None:
    page = await asia.api.eventually("/v1/tickets", lambda page: page["items"])
    assert ([item["id"] for item in page["items"]], page["missing"]) == ([asia.ticket], [])
    assert page["items"][0]["subject"] is None, "no reason was given"
    for what, part in (("read_ticket", ""), ("read_messages", "/messages")):
        refused = await asia.ask(what, "GET", part, why="")
        assert (refused.status_code, refused.json()["code"]) == (403, "reason_wanted")
        assert refused.json()["reasons"] == WHY


async def asia_reads(asia: Asia) -> None:
    read: list[dict[str, Any]] = []

    async def is_translated() -> bool:
        answer = await asia.ask("read_messages", "GET", "/messages")
        read.append(answer.json())
        return bool(read[-1]["items"][0]["translations"])

    await until(is_translated, PATIENCE, "nothing was translated", every=COMES_AGAIN)
    first = read[-1]["items"][0]
    for kind in ("e-mail", "phone", "card", "account", "name"):
        assert f"[{kind}]" in first["original"]["text"]
    assert first["attachments"] == []
    ticket = (await asia.ask("read_ticket", "GET")).json()
    assert ticket["subject"] == "Para [name]"
    assert ticket["handover"]["brief"]["done"] == CANARIES["there"]
    for command, part in (
        ("acknowledge", "/acknowledgements"),
        ("release", "/release"),
        ("claim", "/claim"),
    ):
        answer = await asia.ask(command, "POST", part, {})
        assert answer.status_code == 200, answer.text
    reply = {"text": f"Your order is on its way. {CANARIES['reply']}"}
    answered = await asia.ask("reply", "POST", "/replies", reply)
    assert answered.status_code == 200, answered.text
    await asia.ask("read_messages", "GET", "/messages")


async def asia_answers_and_hands_back(asia: Asia) -> None:
    brief = {"team": "eu-care", "done": CANARIES["back"], "next": f"Ring {CANARIES['phone']}."}
    back = await asia.ask("hand_over", "POST", "/handovers", brief)
    assert (back.status_code, back.json()["team"]) == (200, "eu-care"), back.text


async def europe_goes_on(eu: Apart, ticket: str) -> None:
    path = f"/v1/tickets/{ticket}"
    answer = await eu.ask("POST", f"{path}/acknowledgements", body={})
    assert answer.status_code == 200, answer.text
    assert answer.json()["handover"]["brief"]["next"] == f"Ring {CANARIES['phone']}."
    read = (await eu.ask("GET", f"{path}/messages")).json()["items"]
    assert read[0]["original"]["text"] == MESSAGE["text"], "at home nothing is masked"
    assert CANARIES["file"] in read[0]["attachments"][0]["url"]


async def the_home_knows_each_request(eu: Apart, asia: Asia) -> None:
    path = f"/v1/audit/access?ticket={asia.ticket}&limit=200"
    log = (await eu.ask("GET", path, "auditor")).json()
    theirs = [one for one in log["items"][::-1] if one["from_region"] == "apac"]
    noted = [
        (one["what"], one["outcome"], one["reason"])
        for one in theirs
        if one["what"] != "list_tickets"
    ]
    assert noted == asia.asked
    assert any(one["what"] == "list_tickets" for one in theirs)
    assert {one["agent"] for one in theirs} == {"haruka"}
    assert {one["from_region"] for one in log["items"]} == {"apac", "eu"}
