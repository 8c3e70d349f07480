"""What people of other regions see is what the desk of the customer's region says."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.access import ApiKey, Role
from domain.residency import ALL_MASKED, Piece, Places, Residency, ResidencyRule, Show
from tests.api.conftest import REGIONS
from tests.api.house import House, message, sample
from tests.api.installations import installations
from tests.api.test_sight import NA

APART = {"eu": "eu", "na": "na", "apac": "apac"}
REASONS = {"customer-waits": "The customer waits."}
WORDS = "I am Maria, write to anna@example.org"
FILES = [{"url": "https://files.example/of/anna@example.org", "name": "scan"}]
BRIEF = {"team": "na-care", "done": "Asked anna@example.org.", "next": "Ring."}


def goes_by(house: House, *rules: ResidencyRule, groups: dict[str, str] | None = None) -> House:
    """The house, by a desk with these rules."""
    residency = Residency(groups or APART, rules, REASONS)
    desk = replace(sample(), residency=residency)
    house.app.state.door = replace(house.app.state.door, desk=lambda _: desk)
    return house


def showing(**pieces: Show) -> ResidencyRule:
    shows = {Piece(name): show for name, show in pieces.items()}
    return ResidencyRule("of-the-test", shows={**ALL_MASKED, **shows})


async def handed_over(house: House) -> str:
    """A ticket of a customer in Europe that a team in North America has."""
    ticket = await house.wrote(text=WORDS, subject="anna@example.org", attachments=FILES)
    ana = ApiKey("k-ana", Role.AGENT, region="eu", teams=("eu-care",), agent="ana")
    answer = await house.as_key(ana, "POST", f"/v1/tickets/{ticket}/handovers", BRIEF)
    assert answer.status_code == 200, answer.text
    return ticket


async def read(house: House, ticket: str, key: ApiKey = NA) -> dict[str, Any]:
    """The four pieces, as somebody reads them."""
    shape = (await house.as_key(key, "GET", f"/v1/tickets/{ticket}")).json()
    messages = (await house.as_key(key, "GET", f"/v1/tickets/{ticket}/messages")).json()
    first = messages["items"][0]
    brief = shape["handover"]["brief"]
    return {
        "texts": first["original"]["text"],
        "subject": shape["subject"],
        "attachments": [one["url"] for one in first["attachments"]],
        "briefs": brief and brief["done"],
    }


CLEAR = {
    "texts": WORDS,
    "subject": "anna@example.org",
    "attachments": ["https://files.example/of/anna@example.org"],
    "briefs": "Asked anna@example.org.",
}
MASKED = {
    "texts": "I am Maria, write to [e-mail]",
    "subject": "[e-mail]",
    "attachments": ["https://files.example/of/[e-mail]"],
    "briefs": "Asked [e-mail].",
}
NOTHING: dict[str, Any] = {"texts": None, "subject": None, "attachments": [], "briefs": None}


@pytest.mark.attack(36)
@pytest.mark.parametrize(
    "key", [NA, ApiKey("k", Role.AGENT, region="eu", teams=("na-care",), agent="bob", via="na")]
)
async def test_only_regions_of_one_group_read_each_others_texts_as_they_are(
    house: House, key: ApiKey
) -> None:
    ticket = await handed_over(goes_by(house))
    assert await read(house, ticket, key) == MASKED
    goes_by(house, groups={**APART, "apac": "eu"})
    assert await read(house, ticket, key) == MASKED
    goes_by(house, groups={**APART, "na": "eu"})
    assert await read(house, ticket, key) == CLEAR


@pytest.mark.parametrize("piece", [piece for piece in Piece if piece is not Piece.PROFILE])
@pytest.mark.parametrize(("show", "found"), [(Show.CLEAR, CLEAR), (Show.HIDDEN, NOTHING)])
async def test_each_piece_is_shown_as_the_rule_says(
    house: House, piece: Piece, show: Show, found: dict[str, Any]
) -> None:
    ticket = await handed_over(goes_by(house, showing(**{piece: show})))
    assert await read(house, ticket) == {**MASKED, piece: found[piece]}


async def test_only_what_the_rule_names_is_masked_and_names_if_it_says_so(house: House) -> None:
    names = ResidencyRule("names", masks=("name",))
    ticket = await handed_over(goes_by(house, names))
    assert (await read(house, ticket))["texts"] == "I am [name], write to anna@example.org"
    goes_by(house, replace(names, masks=("e-mail",)))
    assert (await read(house, ticket))["texts"] == MASKED["texts"]


async def test_a_rule_is_for_its_regions_alone(house: House) -> None:
    hidden = replace(showing(texts=Show.HIDDEN), of=Places(("na",)))
    ticket = await handed_over(goes_by(house, hidden))
    assert await read(house, ticket) == MASKED
    goes_by(house, replace(hidden, of=Places(("eu",)), read_in=Places(("apac",))))
    assert await read(house, ticket) == MASKED
    goes_by(house, replace(hidden, of=None, read_in=Places(groups=("na",))))
    assert await read(house, ticket) == {**MASKED, "texts": None}


async def test_whoever_may_read_no_texts_reads_none_of_the_group_either(house: House) -> None:
    ticket = await handed_over(goes_by(house, groups={**APART, "na": "eu"}))
    auditor = ApiKey("k-auditor", Role.AUDITOR, region="eu")
    assert await read(house, ticket, auditor) == NOTHING


async def said(
    house: House, path: str, reason: str | None, method: str = "GET", key: ApiKey = NA
) -> httpx.Response:
    """A request of somebody elsewhere who says why."""
    headers = {"Authorization": f"Bearer {house.keys.add(f'secret of {key}', key)}"}
    headers |= {"Access-Reason": reason} if reason is not None else {}
    content: dict[str, str] | None = None if method == "GET" else {}
    return await house.client.request(method, path, headers=headers, json=content)


ASKS = ResidencyRule("asks", needs_reason=True)


@pytest.mark.parametrize("part", ["", "/messages"])
@pytest.mark.parametrize("reason", [None, "", "because I am anna@example.org", "quality"])
async def test_without_an_agreed_reason_nothing_is_shown_and_the_answer_says_what_to_send(
    house: House, part: str, reason: str | None
) -> None:
    ticket = await handed_over(goes_by(house, ASKS))
    refused = await said(house, f"/v1/tickets/{ticket}{part}", reason)
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (403, "reason_wanted")
    assert problem["reasons"] == "customer-waits"
    assert "Access-Reason" in problem["detail"]
    assert "anna" not in refused.text
    [noted] = await house.door.regions["eu"].access.page(ticket_id=ticket, before=None, limit=1)
    assert (noted.outcome, noted.reason) == (403, "")


async def test_whoever_gives_a_reason_reads_and_the_home_keeps_the_code(house: House) -> None:
    ticket = await handed_over(goes_by(house, ASKS))
    for path in (f"/v1/tickets/{ticket}/messages", f"/v1/tickets/{ticket}", "/v1/tickets"):
        answer = await said(house, path, "customer-waits")
        assert answer.status_code == 200
        assert "[e-mail]" in answer.text
    log = await house.get("/v1/audit/access", Role.AUDITOR)
    reasons = [one["reason"] for one in log.json()["items"]]
    assert reasons == [*["customer-waits"] * 3, ""]  # the hand-over at home needed none


async def test_work_needs_no_reason_and_shows_no_text_without_one(house: House) -> None:
    ticket = await handed_over(goes_by(house, ASKS))
    for method, path in (
        ("POST", f"/v1/tickets/{ticket}/acknowledgements"),
        ("GET", f"/v1/tickets/{ticket}/timeline"),
        ("GET", "/v1/tickets"),
    ):
        answer = await said(house, path, None, method)
        assert answer.status_code == 200, answer.text
        assert "e-mail" not in answer.text


async def test_a_reason_is_carried_to_the_home_region(empty_regions: Path, tmp_path: Path) -> None:
    async with linked(empty_regions, tmp_path) as world:
        goes_by(world["eu"], ASKS)
        answer = await world["na"].post(
            "/v1/messages", message(text=WORDS, sender={"id": "m", "country": "PT"}), Role.CHANNEL
        )
        world["eu"].commands.team = "na-care"
        await world["eu"].commands.hear_everything()
        path = f"/v1/tickets/{answer.json()['ticket_id']}/messages"
        refused = await said(world["na"], path, None)
        assert (refused.status_code, refused.json()["code"]) == (403, "reason_wanted")
        shown = await said(world["na"], path, "customer-waits")
        assert "write to [e-mail]" in shown.text
        noted = (
            await world["eu"].door.regions["eu"].access.page(ticket_id=None, before=None, limit=9)
        )
        assert [(one.outcome, one.reason) for one in noted] == [(200, "customer-waits"), (403, "")]


def linked(prepared: Path, folder: Path) -> Any:
    return installations(prepared, folder, list(REGIONS), REGIONS)
