import httpx

from domain.access import ApiKey, Role
from domain.arrivals import Sender, Verified
from tests.api.house import House
from tests.api.test_privacy_requests import customer, trail
from tests.storage.building import arrival

PRIVACY = Role.PRIVACY
EMAIL = "maria@example.org"


def page(customer_id: str) -> str:
    return f"/v1/customers/{customer_id}"


async def two(house: House) -> tuple[str, str]:
    """A customer who wrote on the web, and one whose address a mail server vouches for."""
    here = await customer(house, sender={"id": "maria", "name": "Maria", "email": EMAIL})
    stores = house.door.regions["eu"]
    vouched = Verified(email=True)
    mail = arrival(7, Sender(EMAIL, email=EMAIL), channel="email", verified=vouched)
    await stores.inbox.accept(mail)
    return here, (await stores.vault.get("m-7")).customer_id


async def merged(house: House, here: str, there: str) -> httpx.Response:
    return await house.post(f"{page(here)}/merge", {"with": there}, PRIVACY)


async def test_a_question_is_listed_and_answered_by_a_merge(house: House) -> None:
    here, there = await two(house)
    listed = (await house.get("/v1/people/questions", PRIVACY)).json()
    [question] = listed["items"]
    assert sorted(question["customers"]) == sorted([here, there])
    assert (question["reason"], question["region"], listed["next"]) == ("not_verified", "eu", None)

    assert (await merged(house, here, there)).status_code == 200
    assert (await house.get("/v1/people/questions", PRIVACY)).json()["items"] == []
    person = (await house.get(page(there), PRIVACY)).json()
    assert {one["customer_id"] for one in person["identities"]} == {here, there}
    assert {one["channel"] for one in person["identities"]} == {"web", "email"}
    assert [one["subject"] for one in person["tickets"]] == ["Encomenda"]
    [link] = person["links"]
    assert (link["customer_id"], link["state"], link["reason"]) == (here, "linked", "person")
    assert "access" in [one[0] for one in await trail(house, there)]


async def test_questions_come_in_pages(house: House) -> None:
    await two(house)
    stores = house.door.regions["eu"]
    third = Sender("third", email=EMAIL)
    await stores.inbox.accept(arrival(9, third, channel="chat"))
    path, seen = "/v1/people/questions?limit=1", []
    while True:
        listed = (await house.get(path, PRIVACY)).json()
        seen += [tuple(one["customers"]) for one in listed["items"]]
        if listed["next"] is None:
            break
        path = f"/v1/people/questions?limit=1&cursor={listed['next']}"
    assert len(seen) == len(set(seen)) == 2


async def test_a_link_is_undone_by_a_split(house: House) -> None:
    here, there = await two(house)
    await merged(house, here, there)
    split = await house.post(f"{page(there)}/split", {"from": here}, PRIVACY)
    assert split.status_code == 200
    assert [one["customer_id"] for one in split.json()["identities"]] == [there]
    assert split.json()["links"][0]["state"] == "apart"


async def test_what_cannot_be_linked_is_refused(house: House) -> None:
    here, _ = await two(house)
    elsewhere = await customer(house, "na")
    answers = [
        ({"with": here}, 422),
        ({"with": "c-nobody"}, 404),
        ({}, 422),
        ({"with": elsewhere}, 409),
    ]
    for body, status in answers:
        refused = await house.post(f"{page(here)}/merge", body, PRIVACY)
        assert refused.status_code == status, body


async def test_two_of_whom_nothing_is_held_cannot_be_parted(house: House) -> None:
    here = await customer(house)
    stores = house.door.regions["eu"]
    await stores.inbox.accept(arrival(8, "somebody", channel="chat"))
    there = (await stores.vault.get("m-8")).customer_id
    refused = await house.post(f"{page(here)}/split", {"from": there}, PRIVACY)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_linked")


async def test_an_agent_links_only_people_whom_they_see(house: House) -> None:
    here, there = await two(house)
    stranger = ApiKey("stranger", Role.AGENT, "eu", ("eu-vip",), "bob")
    hidden = await house.as_key(stranger, "POST", f"{page(here)}/merge", {"with": there})
    assert hidden.status_code == 404
