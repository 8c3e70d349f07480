"""Words are found by those who may read them, in the tickets that they may see."""

from dataclasses import replace
from urllib.parse import quote

import pytest

from domain.access import ApiKey, Role
from domain.stores import Text
from tests.api.house import House

NA = ApiKey("k-na", Role.AGENT, region="na", teams=("na-care",), agent="bob")


async def found(house: House, words: str, key: ApiKey | None = None) -> list[str]:
    path = f"/v1/tickets?search={quote(words)}"
    answer = await (house.as_key(key, "GET", path) if key else house.get(path))
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_a_ticket_is_found_by_what_was_said_in_it(house: House) -> None:
    first = await house.wrote()
    second = await house.wrote(
        sender={"id": "joão", "country": "BR"}, message_id="m-2", text="Minha encomenda chegou."
    )
    assert await found(house, "encomenda") == [second, first]
    assert await found(house, "ONDE encomenda") == [first]
    assert await found(house, "chegou onde") == []
    await house.post(f"/v1/tickets/{first}/replies", {"text": "It left Hamburg.", "language": "en"})
    await house.post(f"/v1/tickets/{second}/notes", {"text": "He rang from Hamburg."})
    assert await found(house, "hamburg") == [second, first]
    stores = house.door.regions["eu"]
    view = await stores.views.ticket(first)
    made = Text(
        f"{view.first_message}:de",
        view.customer_id,
        first,
        "translation",
        "de",
        {"text": "Wo ist meine Bestellung?"},
    )
    await stores.vault.put(made)
    assert await found(house, "bestellung") == [first]


async def test_a_search_goes_on_over_all_regions(house: House) -> None:
    tickets = [
        await house.wrote(
            sender={"id": f"s-{number}", "country": country}, message_id=f"m-{number}"
        )
        for number, country in enumerate(["IE", "BR", "BR", "IE", "IE"])
    ]
    for direction, wanted in (("desc", tickets[::-1]), ("asc", tickets)):
        shown: list[str] = []
        cursor = ""
        while True:
            path = f"/v1/tickets?search=encomenda&limit=2&direction={direction}{cursor}"
            page = (await house.get(path)).json()
            shown += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert shown == wanted


@pytest.mark.attack(13)
@pytest.mark.parametrize("role", [Role.OPS, Role.AUDITOR, Role.ADMIN])
async def test_who_may_not_read_texts_may_not_search_them(house: House, role: Role) -> None:
    await house.wrote()
    answer = await house.get("/v1/tickets?search=encomenda", role)
    assert (answer.status_code, answer.json()["code"]) == (403, "search_not_admitted")
    assert "agent or privacy" in answer.json()["detail"]


async def test_privacy_may_search(house: House) -> None:
    ticket = await house.wrote()
    answer = await house.get("/v1/tickets?search=encomenda", Role.PRIVACY)
    assert [item["id"] for item in answer.json()["items"]] == [ticket]


@pytest.mark.attack(12)
async def test_nobody_finds_a_ticket_that_they_do_not_see(house: House) -> None:
    ticket = await house.wrote()
    at_home = replace(NA, region="eu")
    assert await found(house, "encomenda", replace(at_home, teams=("eu-care",))) == [ticket]
    assert await found(house, "encomenda", at_home) == []
    assert await found(house, "encomenda", NA) == []


@pytest.mark.attack(12, 36)
async def test_nobody_tries_words_on_texts_that_are_masked_for_them(house: House) -> None:
    """A ticket of another region is in the list of the team that has it, and in no search."""
    ticket = await house.wrote()
    stores = house.door.regions["eu"]
    view = await stores.views.ticket(ticket)
    await house.stands(replace(view, team="na-care", version=view.version + 1))
    listed = (await house.as_key(NA, "GET", "/v1/tickets")).json()["items"]
    assert [item["id"] for item in listed] == [ticket]
    assert await found(house, "encomenda", NA) == []
