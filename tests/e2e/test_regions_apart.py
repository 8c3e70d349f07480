"""Handing work to another region moves the work, and nothing that names the person."""

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from rulebook.desk import read_desk
from runtime.installation import open_regions
from runtime.keys import KeyMissing, make_region_key
from runtime.settings import ROOT
from runtime.waiting import until
from storage.keys.customer_keys import WrongRegionKey
from tests.channels.receiver import Receiver
from tests.e2e.apart import Apart, regions_apart
from tests.e2e.databases import settings_of, written_of
from tests.patience import PATIENCE
from tests.storage.test_secrecy import found

CANARIES = {
    "text": "kanarienvogeltext",
    "name": "Kanaria Vogelsang",
    "email": "kanaria@vogel.example",
    "phone": "+351912345678",
    "sender": "kanarien-sender-77",
    "reply": "kanarienantwort",
    "note": "kanariennotiz",
}
TEXT = (
    f"Olá, a minha encomenda não chegou. {CANARIES['text']}. "
    f"Escrevam para {CANARIES['email']} ou liguem {CANARIES['phone']}, {CANARIES['name']}."
)
MESSAGE = {
    "channel": "webhook",
    "account": "sample",
    "message_id": "kanarien-message-79",
    "sender": {
        "id": CANARIES["sender"],
        "name": CANARIES["name"],
        "email": CANARIES["email"],
        "phone": CANARIES["phone"],
        "country": "PT",
    },
    "text": TEXT,
    "subject": CANARIES["name"],
}
BRIEF = {"team": "na-care", "done": CANARIES["note"], "next": "Ring."}


@pytest.mark.attack(36)
async def test_work_moves_to_another_region_and_no_personal_data_does(tmp_path: Path) -> None:
    async with Receiver() as receiver:
        callback = f"http://127.0.0.1:{receiver.port}/callback"
        async with regions_apart(tmp_path, callback) as world:
            ticket = await a_customer_writes_at_the_wrong_door(world["na"])
            await the_home_hands_it_over(world["eu"], ticket)
            await an_agent_elsewhere_reads_it_masked(world["na"], ticket)
            await the_agent_answers(world["na"], ticket)
            await the_customer_has_the_answer(receiver, ticket)
            await others_see_nothing(world["apac"], ticket)
            await the_home_knows_who_was_there(world["eu"], ticket)
            while_running = leaks(tmp_path)
        assert while_running == {}
        assert leaks(tmp_path) == {}
    await nobody_opens_anothers_database(world)
    (written_of(tmp_path / "na")[-1] / "planted").write_bytes(
        b"\0" + base64.b64encode(b"x" + CANARIES["phone"].encode())
    )
    assert set(leaks(tmp_path)) == {"phone"}, "a canary that is there is found"


def leaks(folder: Path) -> dict[str, list[str]]:
    """Which canaries are in which files of the regions that are nobody's home, or of Temporal's."""
    places = [*written_of(folder / "na"), *written_of(folder / "apac")]
    hidden = {name: [f for place in places for f in found(place, canary)]
              for name, canary in CANARIES.items()}  # fmt: skip
    return {name: files for name, files in hidden.items() if files}


async def a_customer_writes_at_the_wrong_door(na: Apart) -> str:
    answer = await na.ask("POST", "/v1/messages", "channel", MESSAGE)
    assert answer.status_code == 202, answer.text
    assert answer.json()["region"] == "eu"
    return str(answer.json()["ticket_id"])


async def the_home_hands_it_over(eu: Apart, ticket: str) -> None:
    await eu.eventually(f"/v1/tickets/{ticket}", lambda one: one["team"] == "eu-care")
    answer = await eu.ask("POST", f"/v1/tickets/{ticket}/handovers", body=BRIEF)
    assert (answer.status_code, answer.json()["team"]) == (200, "na-care"), answer.text


async def an_agent_elsewhere_reads_it_masked(na: Apart, ticket: str) -> None:
    page = await na.eventually("/v1/tickets", lambda page: page["items"])
    assert ([item["id"] for item in page["items"]], page["missing"]) == ([ticket], [])
    read = await na.eventually(
        f"/v1/tickets/{ticket}/messages", lambda page: page["items"][0]["translations"]
    )
    first = read["items"][0]
    assert CANARIES["text"] in first["original"]["text"]
    shown = json.dumps(read, ensure_ascii=False)
    assert "[e-mail]" in shown
    assert "[phone]" in shown
    assert CANARIES["email"] not in shown
    assert CANARIES["phone"] not in shown
    told = await na.eventually("/v1/notifications", lambda page: page["items"])
    assert told["items"][0]["ticket_id"] == ticket
    seen = await na.ask("POST", f"/v1/notifications/{told['items'][0]['id']}/seen")
    assert seen.status_code == 200, seen.text


async def the_agent_answers(na: Apart, ticket: str) -> None:
    path = f"/v1/tickets/{ticket}"
    for command, body in (
        ("acknowledgements", {}),
        ("release", {}),
        ("claim", {}),
        ("replies", {"text": f"Your order is on its way. {CANARIES['reply']}"}),
    ):
        answer = await na.ask("POST", f"{path}/{command}", body=body)
        assert answer.status_code == 200, answer.text
    assert (answer.json()["assignee"], answer.json()["status"]) == ("maya", "waiting")


async def the_customer_has_the_answer(receiver: Receiver, ticket: str) -> None:
    def bodies() -> list[dict[str, Any]]:
        sent = [json.loads(request.body) for request in receiver.requests]
        return [body for body in sent if body["message"]["sender"]["kind"] == "agent"]

    async def answered() -> bool:
        return bool(bodies())

    await until(answered, PATIENCE, "the customer was not answered")
    [body] = bodies()
    assert body["ticket_id"] == ticket
    assert body["message"]["language"] == "pt"
    assert CANARIES["reply"] in body["message"]["text"]


async def others_see_nothing(apac: Apart, ticket: str) -> None:
    answer = await apac.ask("GET", f"/v1/tickets/{ticket}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_ticket")
    page = (await apac.ask("GET", "/v1/tickets")).json()
    assert (page["items"], page["missing"]) == ([], [])


async def the_home_knows_who_was_there(eu: Apart, ticket: str) -> None:
    log = (await eu.ask("GET", f"/v1/audit/access?ticket={ticket}", "auditor")).json()
    assert {(one["from_region"], one["agent"]) for one in log["items"]} == {
        ("eu", "ines"),
        ("na", "maya"),
        ("apac", "haruka"),
    }
    done = [one["what"] for one in log["items"] if one["outcome"] == 200]
    assert done[::-1][-4:] == ["acknowledge", "release", "claim", "reply"]
    assert {"list_tickets", "read_messages"} <= set(done)


async def nobody_opens_anothers_database(world: Any) -> None:
    desk, na, eu = read_desk(ROOT / "desk"), world["na"], world["eu"]
    stolen = na.settings.model_copy(update={"regions": ("eu",), **theirs(eu, na, "eu")})
    with pytest.raises(KeyMissing):
        async with open_regions(stolen, desk, {}):
            pass
    make_region_key(na.folder / "keys", "eu")  # any key will do, they hope
    with pytest.raises(WrongRegionKey):
        async with open_regions(stolen, desk, {}):
            pass
    renamed = na.settings.model_copy(update=theirs(eu, na, "na"))
    with pytest.raises(WrongRegionKey):
        async with open_regions(renamed, desk, {}):
            pass
    shutil.rmtree(na.folder / "stolen", ignore_errors=True)


def theirs(eu: Apart, na: Apart, name: str) -> dict[str, Any]:
    """The settings by which the thief's `name` is another region's databases, or a copy of them."""
    places = settings_of(eu.folder)
    if places:
        return {setting: url.replace("{region}", "eu") for setting, url in places.items()}
    shutil.copytree(eu.folder / "data" / "eu", na.folder / "stolen" / name)
    return {"data": na.folder / "stolen"}
