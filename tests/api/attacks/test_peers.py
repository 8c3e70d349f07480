"""Attacks across regions that are separate installations."""

import json
from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from pathlib import Path

import pytest

from api.joining import AFTER
from api.on_behalf import HEADER, written
from api.roles import GUARDED
from domain.access import ApiKey, Role
from domain.peers import PATIENCE, Errand, PeerAnswer
from tests.api.attacks.bodies import OF_TICKETS, body_of, path_of
from tests.api.conftest import REGIONS
from tests.api.house import bearer, message
from tests.api.installations import Installations, installations, service_key
from tests.api.test_forwarding import BOB, a_ticket

UNKNOWN = "eu-01J9ZZZZZZZZZZZZZZZZZZZZZZ"


@pytest.fixture
async def world(empty_regions: Path, tmp_path: Path) -> AsyncIterator[Installations]:
    async with installations(empty_regions, tmp_path, list(REGIONS), REGIONS) as made:
        yield made


class Liar:
    """The port `Peers` of a region that answers what it likes."""

    regions: Collection[str] = ("eu",)

    def __init__(self, body: bytes, status: int = 200) -> None:
        self._answer = PeerAnswer(status, {"content-type": "application/json"}, body)

    async def ask(self, region: str, errand: Errand, within: float = PATIENCE) -> PeerAnswer:
        return self._answer


AN_AGENTS = [route for route in OF_TICKETS if Role.AGENT in GUARDED[route].roles]


@pytest.mark.attack(36)
@pytest.mark.parametrize("route", AN_AGENTS)
async def test_attack_36_through_a_peer_a_foreign_ticket_is_like_one_that_is_not_there(
    world: Installations, route: str
) -> None:
    ticket, method = await a_ticket(world, "eu-care"), route.split(maxsplit=1)[0]
    foreign, unknown = [
        await world["na"].as_key(BOB, method, path_of(route, one), body_of(route))
        for one in (ticket, UNKNOWN)
    ]
    assert (foreign.status_code, foreign.json()) == (404, unknown.json())
    assert world["eu"].commands.sent == []


@pytest.mark.attack(36)
async def test_attack_36_a_stolen_service_key_opens_nothing_but_its_peers_work(
    world: Installations,
) -> None:
    theirs, ours = await a_ticket(world, "na-care", 1), await a_ticket(world, "eu-care", 2)
    stolen = {"Authorization": f"Bearer {service_key('na')}"}
    claims = [replace(BOB, teams=("eu-care", "na-care")), replace(BOB, agent=None)]
    for claim in claims:
        headers = stolen | {HEADER: written(claim, "na")}
        listed = await world["eu"].client.get("/v1/tickets", headers=headers)
        assert [item["id"] for item in listed.json()["items"]] == [theirs]
        read = await world["eu"].client.get(f"/v1/tickets/{ours}", headers=headers)
        assert read.status_code == 404
    for path in ("/v1/audit/access", "/v1/tickets", f"/v1/tickets/{theirs}"):
        assert (await world["eu"].client.get(path, headers=stolen)).status_code == 403


@pytest.mark.attack(36)
async def test_attack_36_a_peer_does_not_take_the_place_of_one_of_our_own_keys(
    world: Installations,
) -> None:
    body = message(sender={"id": "ana", "country": "IE"})
    own = {**bearer(Role.CHANNEL), "Idempotency-Key": "one"}
    first = await world["eu"].client.post("/v1/messages", json=body, headers=own)
    claim = written(ApiKey("key-channel", Role.CHANNEL), "na")
    forged = {
        "Authorization": f"Bearer {service_key('na')}",
        HEADER: claim,
        "Idempotency-Key": "one",
    }
    other = {**body, "message_id": "m-2"}
    second = await world["eu"].client.post("/v1/messages", json=other, headers=forged)
    assert (first.status_code, second.status_code) == (202, 202)


@pytest.mark.attack(36)
@pytest.mark.parametrize("status", [200, 500])
async def test_attack_36_a_peer_that_lies_about_its_tickets_is_not_believed(
    world: Installations, status: int
) -> None:
    world["na"].commands.team = "na-care"
    ticket = await world["na"].wrote(sender={"id": "joe", "country": "US"})
    page = (await world["na"].get("/v1/tickets")).json()
    good = page["items"][0]
    lies: list[object] = [
        page,
        {"items": [good | {"id": "na-2"}], "next": None},
        {"items": [good | {"region": "eu", "updated_at": "2026-03-02T10:00:00"}], "next": None},
        {"items": [good | {"region": "eu", "clocks": []}], "next": None},
        {"items": "none", "next": None},
        [],
        {},
    ]
    for lie in lies:
        peers = Liar(json.dumps(lie).encode(), status)
        house = world["na"]
        house.app.state.door = replace(house.door, peers=peers)
        shown = (await house.as_key(BOB, "GET", "/v1/tickets?sort=due")).json()
        assert [item["id"] for item in shown["items"]] == [ticket]
        assert shown["missing"] == ["eu"]


@pytest.mark.attack(36)
async def test_attack_36_a_merge_takes_no_ticket_to_another_region(world: Installations) -> None:
    theirs = await a_ticket(world)
    world["na"].commands.team = "na-care"
    mine = await world["na"].wrote(sender={"id": "joe", "country": "US"})
    asked = len(world.peers["na"].asked)
    for into in (theirs, UNKNOWN):
        answer = await world["na"].as_key(BOB, "POST", f"/v1/tickets/{mine}/merge", {"into": into})
        assert (answer.status_code, answer.json()["code"]) == (409, "target_unknown")
    assert len(world.peers["na"].asked) == asked


@pytest.mark.attack(36)
async def test_attack_36_only_a_peer_says_where_a_list_goes_on(world: Installations) -> None:
    ticket = await a_ticket(world)
    long_ago = "2020-01-01T00:00:00+00:00 eu-0"
    own = bearer(Role.AGENT) | {AFTER: long_ago}
    items = (await world["eu"].client.get("/v1/tickets", headers=own)).json()["items"]
    assert [item["id"] for item in items] == [ticket]
    service = {"Authorization": f"Bearer {service_key('na')}", HEADER: written(BOB, "na")}
    for after, status in ((long_ago, 200), ("2020", 400), (f"{long_ago}\x7f", 400)):
        answer = await world["eu"].client.get("/v1/tickets", headers=service | {AFTER: after})
        assert answer.status_code == status
        assert status == 400 or answer.json()["items"] == []


@pytest.mark.attack(36)
@pytest.mark.parametrize("ticket", ["eu-..%2Fna-1", "eu-1%0d%0aX: y", "eu-1%00", "eu-é"])
async def test_attack_36_no_path_of_another_making_leaves(
    world: Installations, ticket: str
) -> None:
    answer = await world["na"].as_key(BOB, "GET", f"/v1/tickets/{ticket}/messages")
    assert answer.status_code == 404
    assert world.peers["na"].asked == []
