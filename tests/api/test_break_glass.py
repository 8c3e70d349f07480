"""Break-glass: for a reason, with a second person, to an end, one ticket is read in the clear."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.access import ApiKey, Role
from domain.audit import Action
from domain.glass import LAPSES
from domain.residency import GlassRule, Residency
from tests.api.conftest import REGIONS
from tests.api.house import House, message, sample
from tests.api.installations import installations
from tests.api.test_residency import APART, WORDS
from tests.api.test_sight import NA

QUARTER = timedelta(minutes=15)
RULE = GlassRule((Role.AGENT, Role.AUDITOR), QUARTER, second_person=True)
AUDITOR = ApiKey("k-auditor", Role.AUDITOR, region="eu")
EVE = ApiKey("k-eve", Role.PRIVACY, region="eu")
ADAM = ApiKey("k-adam", Role.ADMIN, region="eu")
WHY = {"reason": "The customer is on the telephone and wants us to ring back.", "minutes": 10}
MASKED = "I am Maria, write to [e-mail]"


def goes_by(house: House, rule: GlassRule | None = RULE) -> House:
    desk = replace(sample(), residency=Residency(APART, glass=rule))
    house.app.state.door = replace(house.app.state.door, desk=lambda _: desk)
    return house


async def a_ticket(house: House, number: int = 1) -> str:
    """A ticket of a customer in Europe that a team in North America has."""
    house.commands.team = "na-care"
    sender = {"id": f"m-{number}", "name": "Maria", "country": "IE"}
    return await house.wrote(text=WORDS, message_id=f"m-{number}", sender=sender)


async def ask(
    house: House, ticket: str, key: ApiKey = NA, body: dict[str, Any] | None = None
) -> httpx.Response:
    return await house.as_key(key, "POST", f"/v1/tickets/{ticket}/break-glass", body or WHY)


async def agree(house: House, glass: str, key: ApiKey = EVE) -> httpx.Response:
    return await house.as_key(key, "POST", f"/v1/break-glass/{glass}/agreement")


async def end(house: House, glass: str, key: ApiKey = NA) -> httpx.Response:
    return await house.as_key(key, "POST", f"/v1/break-glass/{glass}/end")


async def reads(house: House, ticket: str, key: ApiKey = NA) -> object:
    answer = await house.as_key(key, "GET", f"/v1/tickets/{ticket}/messages")
    return answer.json()["items"][0]["original"]["text"]


async def trail(house: House, ticket: str) -> list[dict[str, Any]]:
    """What the trail says of the glass of a ticket, the oldest first."""
    entries = await house.door.regions["eu"].audit.entries(limit=1000, about=ticket)
    found = [entry.document for entry in entries]
    return [one for one in found if str(one["action"]).startswith("glass.")]


@pytest.mark.parametrize("second", [EVE, ADAM])
async def test_once_somebody_agrees_the_holder_reads_it_in_the_clear_for_a_while(
    house: House, second: ApiKey
) -> None:
    ticket = await a_ticket(goes_by(house))
    asked = (await ask(house, ticket)).json()
    assert (asked["state"], asked["minutes"], asked["reason"]) == ("asked", 10, WHY["reason"])
    assert await reads(house, ticket) == MASKED
    house.clock.at += timedelta(minutes=2)
    broken = await agree(house, asked["id"], second)
    assert (broken.status_code, broken.json()["state"]) == (200, "broken")
    assert broken.json()["until"] == "2026-03-02T10:12:00Z"
    assert await reads(house, ticket) == WORDS
    house.clock.at += timedelta(minutes=10) - timedelta(microseconds=1)
    assert await reads(house, ticket) == WORDS
    house.clock.at += timedelta(microseconds=1)
    assert await reads(house, ticket) == MASKED, "it ended by itself"
    late = await agree(house, asked["id"], second)
    assert (late.status_code, late.json()["code"]) == (410, "glass_over")


async def test_an_auditor_who_reads_no_text_reads_this_one(house: House) -> None:
    ticket = await a_ticket(goes_by(house))
    assert await reads(house, ticket, AUDITOR) is None
    asked = (await ask(house, ticket, AUDITOR)).json()
    await agree(house, asked["id"])
    assert await reads(house, ticket, AUDITOR) == WORDS
    listed = await house.as_key(AUDITOR, "GET", f"/v1/tickets/{ticket}")
    assert listed.json()["subject"] == "Encomenda"


async def test_it_is_for_that_holder_and_that_ticket_alone(house: House) -> None:
    ticket, other = await a_ticket(goes_by(house)), await a_ticket(house, 2)
    await agree(house, (await ask(house, ticket)).json()["id"])
    assert await reads(house, ticket) == WORDS
    assert await reads(house, other) == MASKED
    assert await reads(house, ticket, replace(NA, id="k-2")) == MASKED
    assert await reads(house, ticket, AUDITOR) is None


async def test_without_a_second_person_it_begins_at_once(house: House) -> None:
    ticket = await a_ticket(goes_by(house, replace(RULE, second_person=False)))
    broken = (await ask(house, ticket)).json()
    assert (broken["state"], broken["agreed_by"]) == ("broken", None)
    assert await reads(house, ticket) == WORDS
    again = await agree(house, broken["id"])
    assert again.json()["until"] == broken["until"]


async def test_it_may_be_ended_earlier_by_the_holder_or_whoever_may_agree(house: House) -> None:
    for number, key in enumerate((NA, EVE, ADAM)):
        ticket = await a_ticket(goes_by(house), number)
        asked = (await ask(house, ticket)).json()
        await agree(house, asked["id"])
        house.clock.at += timedelta(minutes=1)
        mended = await end(house, asked["id"], key)
        assert (mended.json()["state"], mended.json()["mended_by"]) == ("mended", key.id)
        assert await reads(house, ticket) == MASKED
        again = await end(house, asked["id"], key)
        assert (again.status_code, again.json()["code"]) == (410, "glass_over")


async def test_a_request_can_be_taken_back_and_lapses(house: House) -> None:
    ticket = await a_ticket(goes_by(house))
    back, late = [(await ask(house, ticket)).json()["id"] for _ in range(2)]
    assert (await end(house, back)).json()["state"] == "mended"
    house.clock.at += LAPSES
    for glass in (back, late):
        answer = await agree(house, glass)
        assert (answer.status_code, answer.json()["code"]) == (410, "glass_over")
    assert await reads(house, ticket) == MASKED


async def test_a_repeat_under_its_key_is_one_request(house: House) -> None:
    ticket = await a_ticket(goes_by(house))
    bearer = {"Authorization": f"Bearer {house.keys.add('bob', NA)}", "Idempotency-Key": "one"}
    path = f"/v1/tickets/{ticket}/break-glass"
    first, second = [await house.client.post(path, json=WHY, headers=bearer) for _ in range(2)]
    assert first.json() == second.json()
    other = await house.client.post(path, json={**WHY, "minutes": 3}, headers=bearer)
    assert other.json()["code"] == "idempotency_key_reused"
    await agree(house, first.json()["id"])
    third = await house.client.post(path, json=WHY, headers=bearer)
    assert third.json()["state"] == "broken"
    assert len(await trail(house, ticket)) == 2


async def test_of_two_who_agree_at_once_one_begins_it(house: House) -> None:
    ticket = await a_ticket(goes_by(house))
    asked = (await ask(house, ticket)).json()["id"]
    one, other = await asyncio.gather(agree(house, asked), agree(house, asked, ADAM))
    assert one.json()["agreed_by"] == other.json()["agreed_by"]
    actions = [entry["action"] for entry in await trail(house, ticket)]
    assert actions == [Action.GLASS_ASKED, Action.GLASS_BROKEN]


async def test_each_step_is_on_the_trail_and_no_word_of_the_reason(house: House) -> None:
    ticket = await a_ticket(goes_by(house))
    asked = (await ask(house, ticket)).json()["id"]
    await agree(house, asked)
    house.clock.at += timedelta(minutes=1)
    await end(house, asked)
    steps = await trail(house, ticket)
    assert [(one["action"], one["by"], one["by_kind"]) for one in steps] == [
        ("glass.asked", "k-na", "agent"),
        ("glass.broken", "k-eve", "privacy"),
        ("glass.mended", "k-na", "agent"),
    ]
    facts = [one["facts"] for one in steps]
    assert {one["glass"] for one in facts} == {asked}
    assert [*facts[0]["texts"]] == [f"{asked}:reason"]
    assert facts[1]["until"] == "2026-03-02T10:10:00+00:00"
    assert "telephone" not in str(steps)


async def test_auditors_see_who_asked_for_what_and_why(house: House) -> None:
    goes_by(house)
    tickets = [await a_ticket(house, number) for number in range(3)]
    for ticket in tickets:
        house.clock.at += timedelta(seconds=1)
        await ask(house, ticket)
    page = (await house.as_key(AUDITOR, "GET", "/v1/break-glass?limit=2")).json()
    assert [one["ticket_id"] for one in page["items"]] == tickets[:0:-1]
    assert {one["reason"] for one in page["items"]} == {WHY["reason"]}
    assert page["items"][0]["by"] == {
        "key": "k-na",
        "role": "agent",
        "agent": "bob",
        "region": "na",
    }
    rest = await house.as_key(AUDITOR, "GET", f"/v1/break-glass?limit=2&cursor={page['next']}")
    assert [one["ticket_id"] for one in rest.json()["items"]] == tickets[:1]
    assert rest.json()["next"] is None
    one = await house.as_key(AUDITOR, "GET", f"/v1/break-glass?ticket={tickets[1]}")
    assert [each["ticket_id"] for each in one.json()["items"]] == tickets[1:2]
    away = await house.as_key(replace(AUDITOR, region="na"), "GET", "/v1/break-glass")
    assert away.json()["items"] == []
    wrong = await house.as_key(AUDITOR, "GET", "/v1/break-glass?cursor=x")
    assert wrong.json()["code"] == "bad_cursor"


async def test_the_home_region_decides_over_regions(empty_regions: Path, tmp_path: Path) -> None:
    async with installations(empty_regions, tmp_path, list(REGIONS), REGIONS) as world:
        goes_by(world["eu"])
        goes_by(world["na"], None)
        sender = {"id": "m", "country": "PT"}
        written = await world["na"].post(
            "/v1/messages", message(text=WORDS, sender=sender), Role.CHANNEL
        )
        world["eu"].commands.team = "na-care"
        await world["eu"].commands.hear_everything()
        ticket = written.json()["ticket_id"]
        asked = (await ask(world["na"], ticket)).json()
        assert (asked["by"]["key"], asked["by"]["region"]) == ("na/k-na", "na")
        away = await agree(world["na"], asked["id"], replace(EVE, region="na"))
        assert away.status_code == 404
        assert (await agree(world["eu"], asked["id"])).status_code == 200
        assert await reads(world["na"], ticket) == WORDS
        assert (await end(world["na"], asked["id"])).json()["state"] == "mended"
        assert await reads(world["na"], ticket) == MASKED
        assert (
            await world["na"].door.regions["na"].glass.page(ticket_id=None, before=None, limit=9)
            == []
        )
