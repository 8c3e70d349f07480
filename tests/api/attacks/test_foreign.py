"""What belongs to others: tickets, notifications, regions."""

from typing import Any

import pytest

from api.roles import GUARDED, TICKET
from domain.access import ApiKey, Role
from storage.desk.api_keys import new_key
from tests.api.attacks.bodies import BODIES, OF_TICKETS, PUT_BODIES, body_of, path_of
from tests.api.house import House, bearer, message
from tests.api.test_notifications import tell

UNKNOWN = "eu-01J9ZZZZZZZZZZZZZZZZZZZZZZ"
OTHER_TEAM = {"region": "eu", "teams": ("na-care",)}
OTHER_REGION = {"region": "na", "teams": None}


def test_every_command_has_a_body_for_these_attacks() -> None:
    for method, bodies in (("POST", BODIES), ("PUT", PUT_BODIES)):
        taking = [route for route in OF_TICKETS if route.startswith(method)]
        assert {route.removeprefix(f"{method} {TICKET}/") for route in taking} == set(bodies)


@pytest.mark.attack(12)
@pytest.mark.parametrize("scope", [OTHER_REGION, OTHER_TEAM], ids=["region", "team"])
@pytest.mark.parametrize("role", Role)
async def test_attack_12_a_foreign_ticket_is_like_one_that_is_not_there(
    house: House, role: Role, scope: dict[str, Any]
) -> None:
    ticket = await house.wrote()
    stranger = ApiKey(f"k-{role}", role, agent="eve", **scope)
    for route in (route for route in OF_TICKETS if role in GUARDED[route].roles):
        method = route.split(maxsplit=1)[0]
        foreign, unknown = [
            await house.as_key(stranger, method, path_of(route, id), body_of(route))
            for id in (ticket, UNKNOWN)
        ]
        assert (foreign.status_code, foreign.json()) == (404, unknown.json()), route
        assert set(foreign.headers) == set(unknown.headers)
    assert house.commands.sent == []


@pytest.mark.attack(12)
async def test_attack_12_a_foreign_ticket_is_in_no_list_and_nothing_goes_on_in_it(
    house: House,
) -> None:
    theirs = await house.wrote()
    house.commands.team = "na-care"
    mine = await house.wrote(thread="mine", message_id="m-2")
    eve = ApiKey("k", Role.AGENT, region="eu", teams=("na-care",), agent="eve")
    for query in ("", "?team=eu-care", "?status=new"):
        items = (await house.as_key(eve, "GET", f"/v1/tickets{query}")).json()["items"]
        assert theirs not in [item["id"] for item in items]
    merges = [
        await house.as_key(eve, "POST", f"/v1/tickets/{mine}/merge", {"into": into})
        for into in (theirs, UNKNOWN)
    ]
    assert [answer.status_code for answer in merges] == [409, 409]
    assert merges[0].json() == merges[1].json()
    assert house.commands.sent == []


@pytest.mark.attack(12)
async def test_attack_12_anothers_notification_is_like_one_that_is_not_there(house: House) -> None:
    told = await tell(house, 1)
    eve = ApiKey("k", Role.AGENT, region="eu", agent="eve")
    foreign = await house.as_key(eve, "POST", f"/v1/notifications/{told}/seen")
    unknown = await house.as_key(eve, "POST", "/v1/notifications/eu-2:step:key-agent/seen")
    assert (foreign.status_code, foreign.json()) == (404, unknown.json())
    assert (await house.as_key(eve, "GET", "/v1/notifications")).json()["items"] == []


FORGED = {
    "X-Remote-User": "admin",
    "Remote-User": "admin",
    "X-Forwarded-User": "admin",
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Host": "elsewhere.example",
    "X-Forwarded-Proto": "https",
    "Forwarded": "for=127.0.0.1;host=elsewhere.example",
    "X-Original-URL": "/metrics",
    "X-Rewrite-URL": "/metrics",
    "X-HTTP-Method-Override": "GET",
}


@pytest.mark.attack(15)
async def test_attack_15_headers_of_a_proxy_say_nothing(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    plain = await house.get(path)
    for header, value in FORGED.items():
        forged = {header: value}
        assert (await house.client.get(path, headers=forged)).status_code == 401
        answer = await house.client.get(path, headers={**bearer(Role.AGENT), **forged})
        assert answer.json() == plain.json()
        assert "elsewhere" not in str(answer.headers)
    everything = {**bearer(Role.AGENT), **FORGED}
    claimed = await house.client.post(f"{path}/claim", json={}, headers=everything)
    assert claimed.json()["assignee"] == "key-agent"


@pytest.mark.attack(32)
async def test_attack_32_keys_and_ids_cannot_be_told_apart_by_trying(house: House) -> None:
    ticket = await house.wrote()
    house.keys.revoke(house.keys.add(revoked := new_key("eu"), ApiKey("k", Role.AGENT)))
    tried = [revoked, new_key("eu"), new_key(None), "guessed", "meridian_eu", "k" * 600]
    answers = [
        await house.client.get("/v1/tickets", headers={"Authorization": f"Bearer {key}"})
        for key in tried
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (401, answers[0].text),
    }
    region, _, ulid = ticket.partition("-")
    neighbours = [f"{region}-{ulid[:-1]}X", f"{region}-1", "xx-1", "eu-", "%20", ulid, "nonsense"]
    found = [await house.get(f"/v1/tickets/{one}") for one in neighbours]
    assert {(answer.status_code, answer.text) for answer in found} == {(404, found[0].text)}


@pytest.mark.attack(32)
async def test_attack_32_a_known_sender_is_answered_like_an_unknown_one(house: House) -> None:
    await house.wrote(sender={"id": "maria", "email": "maria@example.com", "country": "IE"})
    answers = [
        await house.post(
            "/v1/messages",
            message(message_id=f"m-{email}", sender={"id": email, "email": email, "country": "IE"}),
            Role.CHANNEL,
        )
        for email in ("maria@example.com", "nobody@example.com")
    ]
    assert {(answer.status_code, tuple(answer.json())) for answer in answers} == {
        (202, ("message_id", "ticket_id", "region", "duplicate")),
    }
    assert len({answer.json()["ticket_id"] for answer in answers}) == 2


@pytest.mark.attack(36)
async def test_attack_36_another_regions_message_is_sent_away_and_nothing_is_kept(
    house: House,
) -> None:
    canary = {"sender": {"id": "canary-4711", "country": "JP"}, "text": "canary-4711"}
    answer = await house.post("/v1/messages", message(**canary), Role.CHANNEL)
    assert (answer.status_code, answer.json()["region"]) == (421, "apac")
    assert "canary" not in answer.text
    assert await house.is_untouched()


@pytest.mark.attack(36)
@pytest.mark.parametrize("route", OF_TICKETS)
async def test_attack_36_another_regions_ticket_is_not_shown_here(house: House, route: str) -> None:
    method = route.split(maxsplit=1)[0]
    for role in GUARDED[route].roles:
        key = ApiKey(f"k-{role}", role, region="eu", agent="eve")
        path = path_of(route, "apac-01J9ZZZZZZZZZZZZZZZZZZZZZZ")
        answer = await house.as_key(key, method, path, body_of(route))
        assert answer.status_code in (404, 421)
        assert set(answer.json()) <= {"type", "title", "status", "detail", "code", "region"}
    assert house.commands.sent == []


@pytest.mark.attack(36)
async def test_attack_36_a_list_holds_no_ticket_of_another_region(house: House) -> None:
    theirs = await house.wrote(sender={"id": "joe", "country": "US"})
    assert theirs.startswith("na-")
    key = ApiKey("k", Role.AGENT, region="eu", agent="eve")
    for query in ("", "?team=na-care", "?assignee=bob"):
        items = (await house.as_key(key, "GET", f"/v1/tickets{query}")).json()["items"]
        assert items == []
