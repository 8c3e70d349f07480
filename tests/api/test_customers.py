from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import ApiKey, Role
from domain.lists import Filter
from domain.persons import ErasureOrder, Mark, MarkKind
from tests.api.house import MONDAY, House
from tests.api.test_privacy_requests import asked, customer, trail

PRIVACY = Role.PRIVACY
CALLED = {"id": "maria", "name": "Maria", "email": "maria@example.org", "country": "IE"}


async def test_the_whole_person_is_on_one_page(house: House) -> None:
    here = await customer(house, sender=CALLED)
    request = await asked(house, here)
    person = (await house.get(f"/v1/customers/{here}", PRIVACY)).json()
    [identity] = person["identities"]
    assert (identity["channel"], identity["account"]) == ("web", "default")
    assert (identity["name"], identity["email"]) == ("Maria", "maria@example.org")
    [ticket] = person["tickets"]
    assert (ticket["subject"], ticket["status"]) == ("Encomenda", "new")
    assert [one["id"] for one in person["requests"]] == [request["id"]]
    assert (person["held"], person["restricted"]) == (None, None)
    assert person["purposes"][0]["allowed"] is False
    assert person["known_since"] == "2026-03-02T10:00:00Z"


async def test_a_hold_in_force_is_shown(house: House) -> None:
    here = await customer(house)
    hold = Mark(here, MarkKind.HELD, MONDAY, "k", "privacy", "litigation")
    persons = house.door.regions["eu"].persons
    await persons.place(hold)
    path = f"/v1/customers/{here}"
    assert (await house.get(path, PRIVACY)).json()["held"]["reason"] == "litigation"
    await persons.place(replace(hold, until=MONDAY + timedelta(days=1)))
    house.clock.at += timedelta(days=1)
    assert (await house.get(path, PRIVACY)).json()["held"] is None


async def test_how_a_restricted_person_appears_is_read_by_privacy_alone(house: House) -> None:
    here = await customer(house, sender=CALLED)
    mark = Mark(here, MarkKind.RESTRICTED, MONDAY, "k", "privacy", "accuracy_contested")
    await house.door.regions["eu"].persons.place(mark)
    path = f"/v1/customers/{here}"
    hidden = (await house.get(path)).json()
    assert {hidden["identities"][0][name] for name in CALLED} == {"[restricted]"}
    assert "maria" not in str(hidden).lower()
    read = (await house.get(path, PRIVACY)).json()["identities"][0]
    assert {name: read[name] for name in CALLED} == CALLED


async def test_to_look_at_somebody_is_on_the_trail(house: House) -> None:
    here = await customer(house)
    await house.get(f"/v1/customers/{here}", PRIVACY)
    assert [one[0] for one in await trail(house, here)] == ["access"]
    [seen] = (await house.get("/v1/audit/access", Role.AUDITOR)).json()["items"]
    assert (seen["what"], seen["customer_id"], seen["ticket_id"]) == ("read_customer", here, None)


@pytest.mark.attack(12, 32)
async def test_an_agent_sees_the_people_of_their_tickets_and_no_others(house: House) -> None:
    here = await customer(house)
    path = f"/v1/customers/{here}"
    mine = ApiKey("mine", Role.AGENT, "eu", ("eu-care",), "ana")
    other = ApiKey("other", Role.AGENT, "eu", ("eu-vip",), "bob")
    assert (await house.as_key(mine, "GET", path)).status_code == 200
    hidden = await house.as_key(other, "GET", path)
    unknown = await house.as_key(other, "GET", "/v1/customers/c-unknown")
    assert (hidden.status_code, hidden.text) == (404, unknown.text)


async def test_people_of_another_region_see_somebody_masked(house: House) -> None:
    here = await customer(house, sender=CALLED)
    await asked(house, here)
    stores = house.door.regions["eu"]
    [view] = await stores.views.tickets(Filter(customer_id=here))
    await house.stands(replace(view, team="na-care", version=view.version + 1))
    guest = ApiKey("guest", Role.AGENT, "na", ("na-care",), "bob")
    person = (await house.as_key(guest, "GET", f"/v1/customers/{here}")).json()
    assert person["identities"][0]["email"] != "maria@example.org"
    assert "maria@example.org" not in str(person)
    assert person["requests"] == []


async def test_somebody_who_is_erased_is_gone_for_good(house: House) -> None:
    here, other = await customer(house), await customer(house, "na")
    erasing = house.door.regions["eu"].erasing
    await erasing.freeze(ErasureOrder(here, "k", "privacy", "request", MONDAY), MONDAY)
    answers = [
        await house.get(f"/v1/customers/{here}", PRIVACY),
        await house.get(f"/v1/customers/{here}/consents", PRIVACY),
        await house.post(f"/v1/customers/{here}/requests", {"kind": "access"}, PRIVACY),
        await house.post(f"/v1/customers/{here}/export", {}, PRIVACY),
    ]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (410, "person_erased")
    ] * 4
    assert (await house.get(f"/v1/customers/{other}", PRIVACY)).status_code == 200
