"""Before a brief goes to another region, nothing personal is left in it."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.access import ApiKey, Role
from domain.masking import recognised
from domain.residency import BriefCheck, Places, Residency, ResidencyRule
from tests.api.house import House, sample
from tests.api.test_residency import APART
from tests.domain.test_masking import ACCOUNTS, CARDS, LETTERS, MAILS

ANA = ApiKey("k-ana", Role.AGENT, region="eu", teams=("eu-care",), agent="ana")
CLEAN = {"team": "na-care", "done": "Found the parcel of order 912345678.", "next": "Ring."}


def goes_by(house: House, briefs: BriefCheck | None, *rules: ResidencyRule) -> House:
    desk = replace(sample(), residency=Residency(APART, rules, {}, briefs))
    house.app.state.door = replace(house.app.state.door, desk=lambda _: desk)
    return house


async def handed(house: House, ticket: str, brief: object, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    bearer = {"Authorization": f"Bearer {house.keys.add('ana', ANA)}"}
    path = f"/v1/tickets/{ticket}/handovers"
    return await house.client.post(path, json=brief, headers={**bearer, **named})


async def briefs_of(house: House, ticket: str) -> list[dict[str, Any]]:
    """What the vault has of briefs, as it is kept."""
    view = await house.door.regions["eu"].views.ticket(ticket)
    if view.handover is None or view.handover.brief_id is None:
        return []
    kept = await house.door.regions["eu"].vault.get(view.handover.brief_id)
    return [dict(kept.content)]


async def test_a_refusal_names_part_kind_and_place_and_no_word_of_it(house: House) -> None:
    ticket = await goes_by(house, BriefCheck.REFUSE).wrote()
    brief = {
        "team": "na-care",
        "done": "Wrote to ana@example.pt.",
        "pending": "Nothing.",
        "next": "Ring +351 912 345 678, or charge 4111 1111 1111 1111.",
        "promised": "A call",
    }
    refused = await handed(house, ticket, brief)
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "personal_in_brief")
    assert problem["errors"] == [
        {
            "field": "done",
            "detail": "An e-mail address stands at characters 9 to 23: leave it out.",
        },
        {
            "field": "next",
            "detail": "A telephone number stands at characters 5 to 21: leave it out.",
        },
        {"field": "next", "detail": "A card number stands at characters 33 to 52: leave it out."},
    ]
    assert brief["done"][9:23] == "ana@example.pt"
    assert "ana@" not in refused.text
    assert "4111" not in refused.text
    assert await briefs_of(house, ticket) == []
    assert (await handed(house, ticket, CLEAN)).status_code == 200


async def test_masked_briefs_are_kept_masked(house: House) -> None:
    ticket = await goes_by(house, BriefCheck.MASK).wrote()
    brief = {**CLEAN, "done": "Wrote to ana@example.pt."}
    assert (await handed(house, ticket, brief, Idempotency_Key="one")).status_code == 200
    assert (await briefs_of(house, ticket))[0]["done"] == "Wrote to [e-mail]."


async def test_without_a_word_of_the_desk_a_brief_is_kept_as_it_was_written(house: House) -> None:
    ticket = await goes_by(house, None).wrote()
    brief = {**CLEAN, "done": "Wrote to ana@example.pt."}
    assert (await handed(house, ticket, brief)).status_code == 200
    assert (await briefs_of(house, ticket))[0]["done"] == brief["done"]


@pytest.mark.parametrize("briefs", BriefCheck)
async def test_within_the_region_a_brief_may_say_everything(
    house: House, briefs: BriefCheck
) -> None:
    ticket = await goes_by(house, briefs).wrote()
    house.staffing.teams["eu-lead"] = house.staffing.teams["eu-care"]
    brief = {"team": "eu-lead", "done": "Wrote to ana@example.pt.", "next": "Ring."}
    answer = await handed(house, ticket, brief)
    assert answer.json().get("code") != "personal_in_brief"
    teams = {"na-care"}  # and a team of the customer's own group, elsewhere
    groups = {**APART, "na": "eu"}
    desk = replace(sample(), residency=Residency(groups, (), {}, briefs))
    house.app.state.door = replace(house.app.state.door, desk=lambda _: desk)
    for team in teams:
        other = await house.wrote(message_id="m-2", sender={"id": "joe", "country": "IE"})
        assert (await handed(house, other, {**brief, "team": team})).status_code == 200
        assert (await briefs_of(house, other))[0]["done"] == brief["done"]


async def test_the_customers_name_is_held_back_where_the_rule_masks_names(house: House) -> None:
    rule = ResidencyRule("names", of=Places(("eu",)), masks=("name",))
    ticket = await goes_by(house, BriefCheck.REFUSE, rule).wrote()
    refused = await handed(house, ticket, {**CLEAN, "done": "Maria waits, maria@example.pt."})
    assert [one["detail"] for one in refused.json()["errors"]] == [
        "The customer's name stands at characters 0 to 5: leave it out.",
        "The customer's name stands at characters 13 to 18: leave it out.",
    ]


async def test_what_passed_before_passes_again(house: House) -> None:
    ticket = await goes_by(house, None).wrote()
    brief = {**CLEAN, "done": "Wrote to ana@example.pt."}
    first = await handed(house, ticket, brief, Idempotency_Key="one")
    goes_by(house, BriefCheck.REFUSE)
    again = await handed(house, ticket, brief, Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (200, 200)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    words=st.lists(st.one_of(MAILS, CARDS, ACCOUNTS, LETTERS), min_size=1, max_size=4).map(" ".join)
)
async def test_no_shape_of_the_masking_kinds_is_kept_in_a_brief(house: House, words: str) -> None:
    ticket = await goes_by(house, BriefCheck.MASK).wrote(message_id=f"m-{hash(words)}")
    brief = {**CLEAN, "done": words.strip() or "x"}
    refused = await handed(goes_by(house, BriefCheck.REFUSE), ticket, brief)
    assert (refused.status_code == 422) is bool(recognised(brief["done"]))
    await handed(goes_by(house, BriefCheck.MASK), ticket, brief)
    for kept in await briefs_of(house, ticket):
        assert recognised(str(kept["done"])) == ()
