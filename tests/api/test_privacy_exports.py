import base64
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import httpx
import pytest

from domain.access import Role
from domain.facts import Via
from domain.linking import Saying
from domain.lists import Filter
from domain.preferences import NewPreferences, Preferences
from tests.api.house import House
from tests.api.test_privacy_requests import Letters, customer, letters, proven, trail

__all__ = ["letters"]  # the fixture

PRIVACY = Role.PRIVACY
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n and more").decode()


async def exported(house: House, customer_id: str, request: str | None = None) -> httpx.Response:
    body = {} if request is None else {"request": request}
    return await house.post(f"/v1/customers/{customer_id}/export", body, PRIVACY)


def opened(content: bytes) -> tuple[dict[str, Any], str, list[str]]:
    """The data, the page, and the names of all members."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page = archive.read("index.html").decode()
        return json.loads(archive.read("data.json")), page, archive.namelist()


async def link(house: House, letters: Letters, customer_id: str) -> str:
    """The path behind which an export waits."""
    answer = await exported(house, customer_id, await proven(house, letters, customer_id))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["path"])


async def test_an_export_holds_the_whole_person_and_nobody_else(house: House) -> None:
    here = await customer(house, subject="Encomenda", attachments=[{"name": "a", "content": PIXEL}])
    other = await house.wrote(sender={"id": "bo", "country": "IE"}, message_id="m-2", text="Mine!")
    [ticket] = (await house.get(f"/v1/customers/{here}", PRIVACY)).json()["tickets"]
    await house.post(f"/v1/tickets/{ticket['id']}/claim")
    await house.post(f"/v1/tickets/{ticket['id']}/replies", {"text": "Amanhã!", "language": "pt"})
    await house.post(f"/v1/tickets/{ticket['id']}/notes", {"text": "She is kind."})
    data, page, names = opened((await exported(house, here)).content)
    assert data["identities"][0]["name"] == "Maria"
    [told] = data["tickets"]
    assert (told["id"], told["subject"]) == (ticket["id"], "Encomenda")
    said = [
        (one["direction"], one["by"], one["text"])
        for one in told["messages"]
        if one["by"] != "system"  # the desk has not said it yet
    ]
    assert said == [
        ("in", "customer", "Onde está a minha encomenda?"),
        ("out", "agent", "Amanhã!"),
        ("note", "agent", "She is kind."),
    ]
    assert data["other_texts"] == []
    [place] = [name for name in names if name.startswith("attachments/")]
    assert told["messages"][0]["attachments"][0]["file"] == place
    everything = json.dumps(data) + page
    assert all(strange not in everything for strange in (other, "Mine!", "key-agent"))
    assert "Amanhã!" in page


async def test_every_text_that_is_kept_of_a_person_is_in_their_export(house: House) -> None:
    here = await customer(house)
    [ticket] = (await house.get(f"/v1/customers/{here}", PRIVACY)).json()["tickets"]
    path = f"/v1/tickets/{ticket['id']}"
    await house.post(f"{path}/claim")
    hold = {"reason": "She is on holiday.", "until": "2026-03-09T10:00:00Z"}
    await house.post(f"{path}/hold", hold)
    await house.post(f"{path}/solve")
    await house.post(f"{path}/rating", {"score": 4, "comment": "Quick enough."})
    stores = house.door.regions["eu"]
    ids = await stores.privacy.people.text_ids(here)
    data, page, _ = opened((await exported(house, here)).content)
    written = json.dumps(data, ensure_ascii=False) + page
    for text in (await stores.vault.get_many(ids)).values():
        assert str(text.content["text"]) in written
    assert data["tickets"][0]["ratings"] == [
        {"at": "2026-03-02T10:00:00Z", "score": 4, "comment": "Quick enough."}
    ]
    assert [(one["kind"], one["text"]) for one in data["other_texts"]] == [
        ("reason", "She is on holiday.")
    ]


async def test_an_export_holds_no_preferences_of_others_of_the_person(house: House) -> None:
    here = await customer(house)
    await house.wrote(sender={"id": "maria-2", "country": "IE"}, message_id="m-2")
    stores = house.door.regions["eu"]
    tickets = await stores.views.tickets(Filter())
    [other] = {one.customer_id for one in tickets} - {here}
    via = Via("webhook", "sample")
    reach, at = stores.channels.reach, house.clock.at
    await reach.prefer(NewPreferences(other, Preferences(via), at, "ana", "agent"))
    await stores.channels.links.join(here, other, Saying("ana", "agent", at))
    assert await reach.preferences(here) == Preferences(via)
    data, _, _ = opened((await exported(house, here)).content)
    assert data["preferences"] == {"preferred": None, "quiet_hours": None}
    await reach.prefer(NewPreferences(here, Preferences(via), at, "ana", "agent"))
    data, _, _ = opened((await exported(house, here)).content)
    assert data["preferences"]["preferred"] == {"channel": "webhook", "account": "sample"}


async def test_who_read_about_a_person_is_told_by_their_role(house: House) -> None:
    here = await customer(house)
    await house.get(f"/v1/customers/{here}", PRIVACY)
    data, page, _ = opened((await exported(house, here)).content)
    read = [(one["role"], one["what"]) for one in data["read_by"]]
    assert ("privacy", "read_customer") in read
    assert "key-privacy" not in json.dumps(data) + page


async def test_the_page_runs_nothing_and_fetches_nothing(house: House) -> None:
    text = "<script>alert(1)</script> <img src=//e.example/x> \u202eevil\u202c"
    here = await customer(house, text=text, subject='"><svg onload=alert(1)>')
    _, page, _ = opened((await exported(house, here)).content)
    assert "default-src 'none'" in page.replace("&#x27;", "'")
    for bad in ("<script", "<img", "<svg", "\u202e", " onload=", "http"):
        assert bad not in page.replace("&lt;svg onload=", "").replace('http-equiv="', "")
    assert "[U+202E]evil" in page


async def test_the_page_is_in_the_language_of_their_last_ticket(house: House) -> None:
    _, page, _ = opened((await exported(house, await customer(house))).content)
    assert '<html lang="pt" dir="ltr">' in page
    assert "<h1>Tudo o que guardamos sobre você</h1>" in page


@pytest.mark.attack(33)
async def test_a_link_is_good_once_and_to_look_at_it_uses_nothing_up(
    house: House, letters: Letters
) -> None:
    here = await customer(house)
    path = await link(house, letters, here)
    for _ in range(3):
        assert (await house.client.head(path)).status_code == 200
        looked = await house.client.get(path, headers={"Sec-Purpose": "prefetch"})
        assert looked.status_code == 200
        assert looked.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "Maria" not in looked.text
    fetched = await house.client.post(path)
    assert fetched.status_code == 200
    assert fetched.headers["Content-Type"] == "application/zip"
    assert opened(fetched.content)[0]["customer_id"] == here
    for asked in (house.client.get, house.client.post):
        assert (await asked(path)).status_code == 410
    assert ("person.exported", "for_the_person") in await trail(house, here)


@pytest.mark.attack(33)
async def test_a_link_is_good_for_a_day(house: House, letters: Letters) -> None:
    path = await link(house, letters, await customer(house))
    house.clock.at += timedelta(hours=24)
    for asked in (house.client.get, house.client.post):
        answer = await asked(path)
        assert (answer.status_code, answer.json()["code"]) == (410, "link_used")


@pytest.mark.attack(32, 33)
async def test_a_link_that_was_made_up_finds_nothing(house: House) -> None:
    for token in ("x", "x" * 43, "x" * 5_000, "%00", "..%2f"):
        for asked in (house.client.get, house.client.post):
            answer = await asked(f"/v1/exports/{token}")
            assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_who_tries_many_links_is_told_to_wait(house: House) -> None:
    codes = {(await house.client.get(f"/v1/exports/{number}")).status_code for number in range(70)}
    assert codes == {404, 429}


async def test_the_link_is_a_secret_of_256_bits_that_is_kept_hashed(
    house: House, letters: Letters
) -> None:
    here = await customer(house)
    token = (await link(house, letters, here)).rpartition("/")[2]
    assert len(base64.urlsafe_b64decode(f"{token}=")) == 32
    stores = house.door.regions["eu"]
    entries = [one.body for one in await stores.audit.entries(limit=1000)]
    assert not any(token.encode() in body for body in entries)


async def test_an_export_answers_a_proven_request_for_access_of_that_person(
    house: House, letters: Letters
) -> None:
    here, there = await customer(house), await customer(house, "na")
    of_access = await proven(house, letters, here)
    house.clock.at += timedelta(minutes=10)
    of_erasure = await proven(house, letters, here, "erasure")
    for who, request in ((there, of_access), (here, of_erasure)):
        refused = await exported(house, who, request)
        assert (refused.status_code, refused.json()["code"]) == (409, "not_an_access_request")
    assert (await exported(house, here, "pr-unknown")).status_code == 404
    assert (await exported(house, "c-unknown")).status_code == 404


async def test_an_export_without_a_request_is_for_the_desk_and_leaves_no_link(
    house: House,
) -> None:
    here = await customer(house)
    answer = await exported(house, here)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert ("person.exported", "for_the_desk") in await trail(house, here)
