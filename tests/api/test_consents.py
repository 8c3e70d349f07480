from typing import Any

import httpx
import pytest

from domain.access import ApiKey, Role
from tests.api.house import House
from tests.api.test_privacy_requests import customer, trail

PRIVACY = Role.PRIVACY
YES, NO = {"given": True, "where": "phone"}, {"given": False, "where": "email"}


async def put(
    house: House, customer_id: str, body: object, purpose: str = "online_translation"
) -> httpx.Response:
    key = ApiKey("key-privacy", Role.PRIVACY)
    return await house.as_key(key, "PUT", f"/v1/customers/{customer_id}/consents/{purpose}", body)


async def read(house: House, customer_id: str) -> dict[str, Any]:
    return dict((await house.get(f"/v1/customers/{customer_id}/consents", PRIVACY)).json())


async def test_silence_is_no_consent_where_consent_is_needed(house: House) -> None:
    found = await read(house, await customer(house))
    assert found["history"] == []
    [purpose] = found["purposes"]
    assert (purpose["purpose"], purpose["needs"]) == ("online_translation", "consent")
    assert purpose["allowed"] is False


async def test_every_word_of_a_person_is_kept_and_the_last_one_counts(house: House) -> None:
    here = await customer(house)
    given = (await put(house, here, YES)).json()
    assert given["purposes"][0]["allowed"] is True
    withdrawn = (await put(house, here, NO)).json()
    assert withdrawn["purposes"][0]["allowed"] is False
    told = [(one["given"], one["where"], one["by"], one["role"]) for one in withdrawn["history"]]
    assert told == [
        (True, "phone", "key-privacy", "privacy"),
        (False, "email", "key-privacy", "privacy"),
    ]
    consents = [one for one in await trail(house, here) if one[0] == "consent.changed"]
    assert consents == [("consent.changed", "given"), ("consent.changed", "withdrawn")]


async def test_the_same_word_again_changes_nothing(house: House) -> None:
    here = await customer(house)
    first = await put(house, here, YES)
    assert (await put(house, here, {**YES, "where": "letter"})).json() == first.json()


async def test_what_somebody_agreed_to_is_theirs_alone(house: House) -> None:
    here, there = await customer(house), await customer(house, "na")
    await put(house, here, YES)
    assert (await read(house, there))["history"] == []


@pytest.mark.parametrize(
    ("purpose", "body", "status"),
    [
        ("marketing", YES, 422),
        ("online_translation", {"given": "yes", "where": "phone"}, 422),
        ("online_translation", {"given": True}, 422),
        ("online_translation", {**YES, "where": "She said so, on the phone."}, 422),
        ("online_translation", {**YES, "at": "2027-01-01T00:00:00Z"}, 422),
        ("online_translation", {**YES, "by": "somebody"}, 422),
    ],
)
async def test_a_bad_consent_is_refused(
    house: House, purpose: str, body: object, status: int
) -> None:
    here = await customer(house)
    assert (await put(house, here, body, purpose)).status_code == status
    assert (await read(house, here))["history"] == []


async def test_a_stranger_has_no_consents(house: House) -> None:
    assert (await put(house, "c-unknown", YES)).status_code == 404
    assert (await house.get("/v1/customers/c-unknown/consents", PRIVACY)).status_code == 404
