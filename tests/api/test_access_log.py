"""Who read or did what is on record at the ticket's home before they are answered."""

from dataclasses import replace

import httpx
import pytest

from api.roles import READING
from domain.access import Access, ApiKey, Role
from domain.stores import Unavailable
from tests.api.house import House
from tests.api.test_sight import NA, with_team

PATH = "/v1/audit/access"
EU_AUDITOR = ApiKey("k-audit", Role.AUDITOR, region="eu")


class Stuck:
    """The port `AccessLog` over a database that takes no writes."""

    async def note(self, access: Access) -> None:
        raise Unavailable

    async def page(self, **_: object) -> list[Access]:
        return []


async def read(house: House, ticket: str, key: ApiKey = NA) -> httpx.Response:
    return await house.as_key(key, "GET", f"/v1/tickets/{ticket}/messages")


async def test_an_embedded_desk_masks_and_notes_alike(house: House) -> None:
    ticket = await with_team(house, "na-care")
    assert (await read(house, ticket)).status_code == 200
    log = (await house.as_key(EU_AUDITOR, "GET", f"{PATH}?ticket={ticket}")).json()
    [entry] = log["items"]
    assert entry.pop("id") == f"eu:{await house.door.regions['eu'].audit.size()}"
    assert entry == {
        "at": "2026-03-02T10:00:00Z",
        "region": "eu",
        "from_region": "na",
        "key": "k-na",
        "role": "agent",
        "agent": "bob",
        "what": "read_messages",
        "ticket_id": ticket,
        "customer_id": None,
        "shown": [],
        "outcome": 200,
        "reason": "",
    }


async def test_people_of_the_region_are_noted_too(house: House) -> None:
    ticket = await with_team(house, "na-care")
    await read(house, ticket, replace(NA, region="eu"))
    await read(house, ticket, replace(NA, region=None))
    items = (await house.get(PATH, Role.AUDITOR)).json()["items"]
    assert [(one["from_region"], one["agent"], one["what"]) for one in items] == [
        ("any", "bob", "read_messages"),
        ("eu", "bob", "read_messages"),
    ]


@pytest.mark.parametrize("role", sorted(READING))
async def test_everybody_who_may_read_a_ticket_is_noted_when_they_do(
    house: House, role: Role
) -> None:
    ticket = await with_team(house, "na-care")
    for path in (f"/v1/tickets/{ticket}", f"/v1/tickets/{ticket}/timeline", "/v1/tickets"):
        assert (await house.get(path, role)).status_code == 200
    items = (await house.get(f"{PATH}?ticket={ticket}", Role.AUDITOR)).json()["items"]
    assert [(one["role"], one["what"]) for one in items] == [
        (role, "list_tickets"),
        (role, "read_timeline"),
        (role, "read_ticket"),
    ]


async def test_channels_and_whoever_asks_how_the_desk_does_are_not_noted(house: House) -> None:
    ticket = await with_team(house, "na-care")
    size = await house.door.regions["eu"].audit.size()
    for path in ("/healthz", "/readyz", "/metrics"):
        await house.get(path, Role.OPS)
    await house.post(f"/v1/tickets/{ticket}/rating", {"score": 5}, Role.CHANNEL)
    assert await house.door.regions["eu"].audit.size() == size
    assert (await house.get(PATH, Role.AUDITOR)).json()["items"] == []


async def test_what_shows_nothing_of_a_ticket_is_noted_only_where_it_is_refused(
    house: House,
) -> None:
    """It is said every twenty seconds while a ticket is open."""
    ticket = await with_team(house, "eu-care")
    mine = replace(NA, region="eu", teams=("eu-care",))
    for key, answered in ((mine, 200), (NA, 404)):
        answer = await house.as_key(
            key, "PUT", f"/v1/tickets/{ticket}/presence", {"doing": "reading"}
        )
        assert answer.status_code == answered
    assert (
        await house.as_key(mine, "PUT", f"/v1/tickets/{ticket}/read", {"version": 1})
    ).status_code == 204
    items = (await house.get(f"{PATH}?ticket={ticket}", Role.AUDITOR)).json()["items"]
    assert [(one["what"], one["outcome"]) for one in items] == [("note_presence", 404)]


async def test_who_looks_for_what_is_not_there_is_noted(house: House) -> None:
    assert (await house.get("/v1/tickets/eu-none", Role.OPS)).status_code == 404
    [entry] = (await house.get(PATH, Role.AUDITOR)).json()["items"]
    assert (entry["ticket_id"], entry["outcome"]) == ("eu-none", 404)


async def test_a_list_notes_what_it_shows(house: House) -> None:
    ticket = await with_team(house, "na-care")
    await house.as_key(NA, "GET", "/v1/tickets")
    [entry] = (await house.get(f"{PATH}?ticket={ticket}", Role.AUDITOR)).json()["items"]
    assert (entry["what"], entry["ticket_id"], entry["shown"]) == ("list_tickets", None, [ticket])


async def test_what_cannot_be_noted_is_not_answered(house: House) -> None:
    ticket = await with_team(house, "na-care")
    stores = house.door.regions["eu"]
    house.door.regions["eu"] = replace(stores, access=Stuck())  # type: ignore[index] # a house has a dict
    for path in (f"/v1/tickets/{ticket}/messages", f"/v1/tickets/{ticket}", "/v1/tickets"):
        answer = await house.as_key(NA, "GET", path)
        assert (answer.status_code, answer.json()["code"]) == (503, "access_not_noted")
        assert ticket not in answer.text
    answer = await read(house, ticket, replace(NA, region="eu"))
    assert (answer.status_code, answer.json()["code"]) == (503, "access_not_noted")


async def test_refused_commands_are_noted_too(house: House) -> None:
    ticket = await with_team(house, "na-care")
    await house.as_key(NA, "POST", f"/v1/tickets/{ticket}/reopen")
    await house.as_key(NA, "POST", f"/v1/tickets/{ticket}/claim", {"more": 1})
    items = (await house.get(PATH, Role.AUDITOR)).json()["items"]
    assert [(one["what"], one["outcome"]) for one in items] == [("claim", 422), ("reopen", 409)]


async def test_the_log_is_read_page_by_page(house: House) -> None:
    ticket = await with_team(house, "na-care")
    for _ in range(5):
        await read(house, ticket)
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await house.get(f"{PATH}?limit=2{cursor}", Role.AUDITOR)).json()
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen)) == 5


async def test_an_auditor_reads_the_log_of_their_own_region(house: House) -> None:
    ticket = await with_team(house, "na-care")
    await read(house, ticket)
    stranger = replace(EU_AUDITOR, region="na")
    assert (await house.as_key(stranger, "GET", PATH)).json()["items"] == []
    for asked in (ticket, "eu-unknown", "none", "%00"):
        answer = await house.as_key(stranger, "GET", f"{PATH}?ticket={asked}")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_ticket")
