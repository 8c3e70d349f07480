"""Erasing over HTTP: who may, what stands against it, and what is answered afterwards."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from domain.access import ApiKey, Role
from domain.persons import ErasureOrder, Mark, MarkKind
from domain.stores import RegionStores
from tests.api.house import MONDAY, House, bearer


@dataclass
class Eraser:
    """The port `Erasures`: it does at once what needs no list of erasures."""

    stores: dict[str, RegionStores]
    orders: list[ErasureOrder] = field(default_factory=list)

    async def begin(self, region: str, order: ErasureOrder) -> None:
        self.orders.append(order)
        erasing = self.stores[region].erasing
        await erasing.freeze(order, order.at)
        await erasing.destroy(order.customer_id)
        await erasing.purge(order.customer_id)


@pytest.fixture
def eraser(house: House) -> Eraser:
    made = Eraser(dict(house.door.regions))
    house.app.state.door = replace(house.door, erasures=made)
    return made


async def customer_of(house: House, ticket: str) -> str:
    answer = await house.get(f"/v1/tickets/{ticket}")
    return str(answer.json()["customer_id"])


async def first_message(house: House, ticket: str, role: Role = Role.AGENT) -> dict[str, Any]:
    items = (await house.get(f"/v1/tickets/{ticket}/messages", role)).json()["items"]
    return next(one for one in items if one["direction"] == "in")


async def test_an_erasure_is_begun_and_told_of_until_it_is_done(
    house: House, eraser: Eraser
) -> None:
    customer = await customer_of(house, await house.wrote())
    path = f"/v1/customers/{customer}/erasure"
    before = await house.get(path, Role.PRIVACY)
    assert (before.status_code, before.json()["state"]) == (200, "none")
    begun = await house.post(path, {"reason": "consent_withdrawn"}, Role.PRIVACY)
    assert begun.status_code == 202
    [order] = eraser.orders
    assert (order.reason, order.by, order.by_kind, order.at) == (
        "consent_withdrawn",
        "key-privacy",
        "privacy",
        MONDAY,
    )
    under_way = (await house.get(path, Role.AUDITOR)).json()
    assert (under_way["state"], under_way["certificate"]) == ("erasing", None)
    mark = Mark(customer, MarkKind.ERASED, MONDAY, "k", "privacy", "request", None, "signed\n")
    with pytest.raises(Exception, match="list of erasures"):
        await house.door.regions["eu"].erasing.conclude(mark)
    for answer in (await house.post(path, {}, Role.PRIVACY), await house.get(path, Role.PRIVACY)):
        assert answer.status_code == 200
        assert answer.json()["state"] == "erased"
        assert answer.json()["certificate"] == "signed\n"
    assert len(eraser.orders) == 1


async def test_a_legal_hold_answers_409_with_its_code(house: House, eraser: Eraser) -> None:
    customer = await customer_of(house, await house.wrote())
    path = f"/v1/customers/{customer}"
    held = await house.post(f"{path}/hold", {"reason": "litigation"}, Role.PRIVACY)
    assert held.json()["held"] == {
        "since": "2026-03-02T10:00:00Z",
        "until": None,
        "reason": "litigation",
    }
    refused = await house.post(f"{path}/erasure", {}, Role.PRIVACY)
    assert (refused.status_code, refused.json()["code"]) == (409, "person_held")
    assert refused.json()["reason"] == "litigation"
    assert eraser.orders == []
    lifted = await house.client.delete(f"{path}/hold", headers=bearer(Role.PRIVACY))
    assert lifted.json()["held"] is None
    assert (await house.post(f"{path}/erasure", {}, Role.PRIVACY)).status_code == 202
    late = await house.post(f"{path}/hold", {"reason": "litigation"}, Role.PRIVACY)
    assert (late.status_code, late.json()["code"]) == (410, "person_erased")


async def test_nobody_is_erased_whom_nobody_knows(house: House, eraser: Eraser) -> None:
    customer = await customer_of(house, await house.wrote())
    other = ApiKey(id="key-na", role=Role.PRIVACY, region="na")
    unknown = await house.post("/v1/customers/c-nobody/erasure", {}, Role.PRIVACY)
    elsewhere = await house.as_key(other, "POST", f"/v1/customers/{customer}/erasure")
    assert unknown.status_code == elsewhere.status_code == 404
    assert unknown.json()["code"] == elsewhere.json()["code"] == "no_such_customer"
    assert eraser.orders == []


@pytest.mark.attack(34)
async def test_commands_on_an_erased_persons_ticket_are_gone_and_it_is_still_to_be_read(
    house: House, eraser: Eraser
) -> None:
    ticket = await house.wrote()
    customer = await customer_of(house, ticket)
    await house.post(f"/v1/customers/{customer}/erasure", {}, Role.PRIVACY)
    for command, body in (("claim", {}), ("replies", {"text": "Hello"}), ("notes", {"text": "x"})):
        answer = await house.post(f"/v1/tickets/{ticket}/{command}", body)
        assert (answer.status_code, answer.json()["code"]) == (410, "person_erased")
    shown = await house.get(f"/v1/tickets/{ticket}")
    assert (shown.status_code, shown.json()["subject"]) == (200, None)
    messages = (await house.get(f"/v1/tickets/{ticket}/messages")).json()["items"]
    assert {one["original"]["text"] for one in messages} == {None}


@pytest.mark.attack(34)
async def test_whoever_writes_again_is_accepted_as_somebody_new(
    house: House, eraser: Eraser
) -> None:
    ticket = await house.wrote()
    customer = await customer_of(house, ticket)
    await house.post(f"/v1/customers/{customer}/erasure", {}, Role.PRIVACY)
    again = await house.wrote(message_id="m-2")
    assert again != ticket
    shown = (await house.get(f"/v1/tickets/{again}")).json()
    assert shown["customer_id"] != customer
    assert shown["linked"] == []


async def test_a_restricted_persons_texts_are_read_by_privacy_alone(house: House) -> None:
    ticket = await house.wrote()
    path = f"/v1/customers/{await customer_of(house, ticket)}/restriction"
    await house.post(path, {"reason": "accuracy_contested"}, Role.PRIVACY)
    hidden = await first_message(house, ticket)
    read = await first_message(house, ticket, Role.PRIVACY)
    assert hidden["original"]["text"] == "[restricted]"
    assert read["original"]["text"] == "Onde está a minha encomenda?"
    assert (await house.get(f"/v1/tickets/{ticket}")).json()["subject"] == "[restricted]"
    wanted = {"language": "en", "text": "Where is it?"}
    message = f"/v1/tickets/{ticket}/messages/{hidden['id']}"
    refused = await house.post(f"{message}/corrections", wanted)
    assert (refused.status_code, refused.json()["code"]) == (409, "person_restricted")
    lifted = await house.client.delete(path, headers=bearer(Role.PRIVACY))
    assert lifted.json()["restricted"] is None
    again = await first_message(house, ticket)
    assert again["original"]["text"] == "Onde está a minha encomenda?"


async def test_a_hold_ends_in_the_future(house: House) -> None:
    customer = await customer_of(house, await house.wrote())
    body = {"reason": "litigation", "until": "2026-03-02T10:00:00Z"}
    answer = await house.post(f"/v1/customers/{customer}/hold", body, Role.PRIVACY)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "until")


@pytest.mark.parametrize("role", [Role.AGENT, Role.OPS, Role.ADMIN, Role.CHANNEL])
async def test_only_privacy_erases(house: House, role: Role) -> None:
    customer = await customer_of(house, await house.wrote())
    answer = await house.post(f"/v1/customers/{customer}/erasure", {}, role)
    assert answer.status_code == 403
