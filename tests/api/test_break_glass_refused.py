"""Break-glass that is refused: by whom, for what, and for how long nobody reads in the clear."""

from dataclasses import replace
from typing import Any

import pytest

from domain.access import ApiKey, Role
from tests.api.house import House
from tests.api.test_break_glass import (
    AUDITOR,
    EVE,
    MASKED,
    WHY,
    a_ticket,
    agree,
    ask,
    end,
    goes_by,
    reads,
    trail,
)
from tests.api.test_sight import NA


@pytest.mark.parametrize(
    "same",
    [
        replace(NA, role=Role.PRIVACY, region="eu", teams=None, agent=None),
        ApiKey("k-other", Role.ADMIN, region="eu", agent="bob"),
    ],
    ids=["the same key", "the same agent"],
)
async def test_nobody_agrees_to_their_own_request(house: House, same: ApiKey) -> None:
    ticket = await a_ticket(goes_by(house))
    asked = (await ask(house, ticket)).json()
    answer = await agree(house, asked["id"], same)
    assert (answer.status_code, answer.json()["code"]) == (403, "second_person_wanted")
    assert await reads(house, ticket) == MASKED


@pytest.mark.parametrize("role", [Role.AGENT, Role.OPS, Role.AUDITOR])
async def test_only_privacy_and_admin_agree(house: House, role: Role) -> None:
    ticket = await a_ticket(goes_by(house))
    asked = (await ask(house, ticket)).json()
    answer = await agree(house, asked["id"], ApiKey("k", role, region="eu", agent="ann"))
    assert (answer.status_code, answer.json()["code"]) == (403, "role_not_admitted")


@pytest.mark.attack(12)
async def test_a_forged_id_and_somebody_elses_are_not_there(house: House) -> None:
    ticket = await a_ticket(goes_by(house))
    asked = (await ask(house, ticket)).json()["id"]
    elsewhere = ApiKey("k-na", Role.PRIVACY, region="na")
    other = replace(NA, id="k-3", agent="joe")
    narrow = replace(EVE, id="k-4", teams=("eu-lead",))
    for answer in (
        await agree(house, "eu-01J90000000000000000000000"),
        await agree(house, "eu-"),
        await agree(house, "xx-1"),
        await agree(house, f"{asked}0"),
        await agree(house, asked, elsewhere),
        await agree(house, asked, narrow),
        await end(house, asked, other),
        await end(house, asked, AUDITOR),
        await end(house, "eu-unknown"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_glass")
    assert await reads(house, ticket) == MASKED


async def test_who_may_ask_and_for_how_long_is_what_the_desk_says(house: House) -> None:
    ticket = await a_ticket(goes_by(house))
    for key in (ApiKey("k", Role.OPS, region="eu"), EVE):
        answer = await ask(house, ticket, key)
        assert (answer.status_code, answer.json()["code"]) == (403, "glass_not_for_you")
    long = await ask(house, ticket, body={**WHY, "minutes": 16})
    assert long.json()["errors"] == [{"field": "minutes", "detail": "Ask for at most 15 minutes."}]
    assert (await ask(house, ticket, body={**WHY, "minutes": 15})).status_code == 200
    goes_by(house, None)
    assert (await ask(house, ticket)).json()["code"] == "glass_not_for_you"


@pytest.mark.parametrize(
    "body",
    [
        {"minutes": 5},
        {"reason": "", "minutes": 5},
        {"reason": "  ", "minutes": 5},
        {"reason": "Because.", "minutes": 0},
        {"reason": "Because.", "minutes": 10**9},
        {"reason": "Because.", "minutes": "5"},
        {"reason": "Because.", "minutes": 5, "until": "2030-01-01T00:00:00Z"},
        {"reason": "Write to ana@example.pt.", "minutes": 5},
    ],
)
async def test_a_request_that_does_not_make_sense_is_refused(
    house: House, body: dict[str, Any]
) -> None:
    ticket = await a_ticket(goes_by(house))
    answer = await ask(house, ticket, body=body)
    assert answer.status_code == 422
    assert "ana@" not in answer.text
    assert await trail(house, ticket) == []


async def test_whoever_reads_it_already_needs_no_glass(house: House) -> None:
    ticket = await a_ticket(goes_by(house))
    at_home = ApiKey("k-home", Role.AGENT, region="eu", agent="ann")
    answer = await ask(house, ticket, at_home)
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_masked")


async def test_a_ticket_that_is_not_yours_is_not_there(house: House) -> None:
    ticket = await a_ticket(goes_by(house))
    answer = await ask(house, ticket, replace(NA, teams=("latam-care",)))
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_ticket")
