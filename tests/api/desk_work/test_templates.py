"""The desk's replies as an agent can use them in one ticket."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.access import ApiKey, Role
from domain.facts import ExpectedWait
from domain.relay import Expectation
from tests.api.house import MONDAY, House

HOUR = timedelta(hours=1)


async def templates(house: House, ticket: str, language: str = "") -> dict[str, Any]:
    query = f"?language={language}" if language else ""
    answer = await house.get(f"/v1/tickets/{ticket}/templates{query}")
    assert answer.status_code == 200, answer.text
    return {one["name"]: one for one in answer.json()["items"]}


async def test_a_template_is_filled_for_this_customer_and_ticket(house: House) -> None:
    ticket = await house.wrote()
    found = await templates(house, ticket)
    progress = found["progress"]
    assert progress["text"].startswith("Hello Maria,")
    assert ticket in progress["text"]
    assert (progress["language"], progress["missing"]) == ("en", [])
    assert progress["theirs"]["text"].startswith("Olá")
    assert "{" not in "".join(one["text"] for one in found.values())


async def test_what_cannot_be_filled_is_named(house: House) -> None:
    ticket = await house.wrote(sender={"id": "nobody"})
    found = await templates(house, ticket)
    assert found["progress"]["missing"] == ["name"]
    assert found["wait-corrected"]["missing"] == ["latest", "name", "soonest"]
    view = await house.door.regions["eu"].views.ticket(ticket)
    wait = ExpectedWait(MONDAY + HOUR, MONDAY + 2 * HOUR)
    await house.stands(
        replace(view, version=view.version + 1, expectation=Expectation(wait, MONDAY))
    )
    after = await templates(house, ticket)
    assert after["wait-corrected"]["missing"] == ["name"]
    assert "between 1 and 2 hours from now" in after["wait-corrected"]["text"]


async def test_they_are_in_the_language_that_is_asked_for(house: House) -> None:
    ticket = await house.wrote()
    german = (await templates(house, ticket, "de"))["progress"]
    assert (german["language"], german["untranslated"]) == ("de", False)
    swahili = (await templates(house, ticket, "sw"))["progress"]
    assert (swahili["language"], swahili["untranslated"]) == ("en", True)


async def test_what_is_for_agents_is_no_reply(house: House) -> None:
    found = await templates(house, await house.wrote())
    assert not {"brief-done", "digest", "prove-person"} & set(found)


async def test_a_colleague_elsewhere_reads_no_name(house: House) -> None:
    """Who may not see how a customer is called is not told by a template either."""
    ticket = await house.wrote()
    view = await house.door.regions["eu"].views.ticket(ticket)
    await house.stands(replace(view, version=view.version + 1, team="na-care"))
    guest = ApiKey(id="k", role=Role.AGENT, agent="bob", region="na", teams=("na-care",))
    answer = await house.as_key(guest, "GET", f"/v1/tickets/{ticket}/templates")
    assert answer.status_code == 200, answer.text
    assert "Maria" not in answer.text
    assert "name" in answer.json()["items"][0]["missing"]
