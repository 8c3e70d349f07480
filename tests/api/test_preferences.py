"""When and where a customer wants to be reached, written down and shown."""

from typing import Any

import httpx
import pytest

from domain.access import ApiKey, Role
from tests.api.answering import MAIL, furnished, is_on_both, ways
from tests.api.house import House
from tests.api.test_privacy_exports import exported, opened

NIGHT = {"from": "21:00", "until": "08:00", "zone": "Asia/Bangkok"}
BY_MAIL = {"channel": "email", "account": "support"}
ALL = {"preferred": BY_MAIL, "quiet_hours": NIGHT}


async def customer_of(house: House, ticket: str) -> str:
    return (await house.door.regions["eu"].views.ticket(ticket)).customer_id


async def put(
    house: House, customer: str, body: object, role: Role = Role.PRIVACY
) -> httpx.Response:
    key = ApiKey(f"key-{role}", role, agent="ana" if role is Role.AGENT else None)
    return await house.as_key(key, "PUT", f"/v1/customers/{customer}/preferences", body)


async def read(house: House, customer: str) -> Any:
    return (await house.get(f"/v1/customers/{customer}")).json()["preferences"]


@pytest.mark.parametrize("role", [Role.AGENT, Role.CHANNEL, Role.PRIVACY, Role.ADMIN])
async def test_preferences_are_written_down_and_shown(house: House, role: Role) -> None:
    customer = await customer_of(house, await is_on_both(furnished(house)))
    assert await read(house, customer) == {"preferred": None, "quiet_hours": None}
    kept = await put(house, customer, ALL, role)
    assert kept.status_code == 200, kept.text
    shown = {"preferred": BY_MAIL, "quiet_hours": {**NIGHT, "everything": False}}
    assert kept.json() == await read(house, customer) == shown
    await put(house, customer, {"preferred": BY_MAIL}, role)
    assert await read(house, customer) == {"preferred": BY_MAIL, "quiet_hours": None}


async def test_a_preferred_account_is_marked_among_the_ways(house: House) -> None:
    ticket = await is_on_both(furnished(house))
    await put(house, await customer_of(house, ticket), ALL)
    chat, mail = await ways(house, ticket)
    assert (chat["preferred"], mail["preferred"]) == (False, True)
    assert (mail["channel"], mail["account"]) == (MAIL.channel, MAIL.account)
    assert chat["opens_at"] is None, "people answer at once"


async def test_quiet_for_everything_says_when_an_answer_will_go_out(house: House) -> None:
    ticket = await is_on_both(furnished(house))
    quiet = {"from": "09:00", "until": "11:00", "zone": "UTC", "everything": True}
    await put(house, await customer_of(house, ticket), {"quiet_hours": quiet})
    first = (await ways(house, ticket))[0]
    assert (first["closed"], first["opens_at"]) == ("quiet_hours", "2026-03-02T11:00:00Z")
    answer = await house.post(f"/v1/tickets/{ticket}/replies", {"text": "Hello."})
    assert answer.status_code == 200, "it waits, and is not refused"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"preferred": {"channel": "fax", "account": "shop"}}, "preferred"),
        ({"quiet_hours": {"from": "21:00", "until": "21:00"}}, "quiet_hours.until"),
        ({"quiet_hours": {"from": "24:00", "until": "08:00"}}, "quiet_hours.from"),
        ({"quiet_hours": {"from": "21:00", "until": "8"}}, "quiet_hours.until"),
        ({"quiet_hours": {**NIGHT, "zone": "Mars/Olympus"}}, "quiet_hours.zone"),
        ({"quiet_hours": {**NIGHT, "zone": "../etc/passwd"}}, "quiet_hours.zone"),
        ({"quiet_hours": {**NIGHT, "days": []}}, "quiet_hours.days"),
    ],
)
async def test_what_nobody_can_keep_to_is_refused(house: House, body: object, field: str) -> None:
    customer = await customer_of(house, await is_on_both(furnished(house)))
    refused = await put(house, customer, body)
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == [field]
    assert await read(house, customer) == {"preferred": None, "quiet_hours": None}


async def test_preferences_are_in_the_export_and_nobody_else_writes_them(house: House) -> None:
    customer = await customer_of(house, await is_on_both(furnished(house)))
    assert (await put(house, customer, ALL, Role.OPS)).status_code == 403
    assert (await put(house, "c-nobody", ALL)).status_code == 404
    await put(house, customer, ALL)
    data, _, _ = opened((await exported(house, customer)).content)
    assert data["preferences"] == {
        "preferred": BY_MAIL,
        "quiet_hours": {**NIGHT, "everything": False},
    }
