"""What belongs to another region is asked there, on behalf of whoever asked here."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.on_behalf import HEADER, written
from domain.access import ApiKey, Role
from tests.api.conftest import REGIONS
from tests.api.house import House, bearer, message
from tests.api.installations import Installations, installations, service_key
from tests.api.test_notifications import tell

BOB = ApiKey("k-bob", Role.AGENT, region="na", teams=("na-care",), agent="bob")
CANARIES = {
    "text": "kanarienvogel-text",
    "email": "kanaria@vogel.example",
    "phone": "+351912345678",
}
SENDER = {"id": "kanarien-sender", "name": "Kanaria", "country": "PT"}
WORDS = f"{CANARIES['text']}: write to {CANARIES['email']} or ring {CANARIES['phone']}"


@pytest.fixture
async def world(empty_regions: Path, tmp_path: Path) -> AsyncIterator[Installations]:
    async with installations(empty_regions, tmp_path, list(REGIONS), REGIONS) as made:
        yield made


async def a_ticket(world: Installations, team: str | None = "na-care", number: int = 1) -> str:
    """A ticket of eu that the team has, of a customer who wrote at na's door: its id."""
    body = message(
        sender={**SENDER, "id": f"sender-{number}"}, text=WORDS, message_id=f"m-{number}"
    )
    answer = await world["na"].post("/v1/messages", body, Role.CHANNEL)
    assert answer.status_code == 202, answer.text
    world["eu"].commands.team = team
    await world["eu"].commands.hear_everything()
    return str(answer.json()["ticket_id"])


async def log_of(house: House, region: str, ticket: str | None = None) -> list[tuple[str, int]]:
    """What the region's log of access holds, the oldest first."""
    found = await house.door.regions[region].access.page(ticket_id=ticket, before=None, limit=200)
    return [(entry.what, entry.outcome) for entry in reversed(found)]


async def on_behalf(
    house: House, claim: str | dict[str, Any], front: str = "na", path: str = "/v1/tickets/eu-1"
) -> httpx.Response:
    """What the front's service key gets for what it claims."""
    if not isinstance(claim, str):
        claim = base64.urlsafe_b64encode(json.dumps(claim).encode()).decode()
    headers = {"Authorization": f"Bearer {service_key(front)}", HEADER: claim}
    return await house.client.get(path, headers=headers)


async def test_a_message_goes_to_the_home_of_whoever_wrote_it(world: Installations) -> None:
    answer = await world["na"].post("/v1/messages", message(sender=SENDER), Role.CHANNEL)
    assert (answer.status_code, answer.json()["region"]) == (202, "eu")
    assert await world["na"].is_untouched()
    assert not await world["eu"].is_untouched()
    again = await world["na"].post("/v1/messages", message(sender=SENDER), Role.CHANNEL)
    assert (again.json()["ticket_id"], again.json()["duplicate"]) == (
        answer.json()["ticket_id"],
        True,
    )
    other = await world["na"].post(
        "/v1/messages", message(sender=SENDER, text="Other"), Role.CHANNEL
    )
    assert (other.status_code, other.json()["code"]) == (409, "another_body")


async def test_an_idempotency_key_counts_at_home_and_leaves_nothing_here(
    world: Installations,
) -> None:
    first, second = message(sender=SENDER), message(sender=SENDER, message_id="m-2")
    answers = [
        await world["na"].post("/v1/messages", body, Role.CHANNEL, Idempotency_Key="one")
        for body in (first, first, second)
    ]
    assert [answer.status_code for answer in answers] == [202, 202, 422]
    assert answers[2].json()["code"] == "idempotency_key_reused"
    here = await world["na"].post(
        "/v1/messages",
        message(sender={"id": "joe", "country": "US"}),
        Role.CHANNEL,
        Idempotency_Key="one",
    )
    assert here.status_code == 202


async def test_an_agent_reads_and_works_through_the_api_of_their_own_region(
    world: Installations,
) -> None:
    ticket = await a_ticket(world)
    na, path = world["na"], f"/v1/tickets/{ticket}"
    read = await na.as_key(BOB, "GET", path)
    assert (read.status_code, read.json()["id"]) == (200, ticket)
    at_home = await world["eu"].get(path)
    assert read.headers["ETag"] == at_home.headers["ETag"]
    claimed = await na.as_key(BOB, "POST", f"{path}/claim")
    assert (claimed.status_code, claimed.json()["assignee"]) == (200, "bob")
    replied = await na.as_key(BOB, "POST", f"{path}/replies", {"text": "It is on its way."})
    assert replied.status_code == 200
    assert await log_of(world["eu"], "eu", ticket) == [
        *[("read_ticket", 200)] * 2,  # from na, and at home
        ("claim", 200),
        ("reply", 200),
    ]
    assert await log_of(na, "na") == []


async def test_what_is_not_needed_for_work_is_masked_at_home(world: Installations) -> None:
    ticket = await a_ticket(world)
    path = f"/v1/tickets/{ticket}/messages"
    masked, *_ = (await world["na"].as_key(BOB, "GET", path)).json()["items"]
    assert masked["original"]["text"] == f"{CANARIES['text']}: write to [e-mail] or ring [phone]"
    clear, *_ = (await world["eu"].get(path)).json()["items"]
    assert clear["original"]["text"] == WORDS


async def test_what_the_home_refuses_comes_back_as_it_is(world: Installations) -> None:
    ticket = await a_ticket(world)
    headers = {
        "Authorization": f"Bearer {world['na'].keys.add('bob', BOB)}",
        "If-Match": 'W/"1"',
    }
    path = f"/v1/tickets/{ticket}/claim"
    stale = await world["na"].client.post(path, json={}, headers=headers)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert stale.headers["Content-Type"] == "application/problem+json"
    wrong = await world["na"].as_key(BOB, "POST", path, {"more": 1})
    assert wrong.status_code == 422
    view = await world["eu"].door.regions["eu"].views.ticket(ticket)
    assert view.assignee is None


async def test_a_ticket_that_is_not_yours_is_not_there_and_the_attempt_is_noted(
    world: Installations,
) -> None:
    ticket = await a_ticket(world, "eu-care")
    seen = await world["na"].as_key(BOB, "GET", f"/v1/tickets/{ticket}")
    unknown = await world["na"].as_key(BOB, "GET", "/v1/tickets/eu-unknown")
    assert (seen.status_code, seen.json()) == (404, unknown.json())
    assert await log_of(world["eu"], "eu", ticket) == [("read_ticket", 404)]


async def test_a_home_that_is_away_is_named_and_nothing_is_kept(world: Installations) -> None:
    ticket = await a_ticket(world)
    world.peers["na"].away = {"eu"}
    for answer in (
        await world["na"].as_key(BOB, "GET", f"/v1/tickets/{ticket}"),
        await world["na"].post("/v1/messages", message(sender=SENDER), Role.CHANNEL),
    ):
        assert (answer.status_code, answer.json()["code"]) == (503, "region_away")
        assert answer.json()["region"] == "eu"
        assert int(answer.headers["Retry-After"]) > 0
    assert await world["na"].is_untouched()


async def test_a_list_shows_what_the_team_has_wherever_it_lives(world: Installations) -> None:
    tickets = []
    for number in range(5):
        world.clock.at += timedelta(minutes=1)
        tickets.append(await a_ticket(world, number=number))
        world.clock.at += timedelta(minutes=1)
        world["na"].commands.team = "na-care"
        sender = {"id": f"joe-{number}", "country": "US"}
        tickets.append(await world["na"].wrote(sender=sender, message_id=f"j-{number}"))
    shown: list[str] = []
    cursor = ""
    while True:
        page = (await world["na"].as_key(BOB, "GET", f"/v1/tickets?limit=3{cursor}")).json()
        assert page["missing"] == []
        shown += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert shown == tickets[::-1]
    [*_, (what, outcome)] = await log_of(world["eu"], "eu")
    assert (what, outcome) == ("list_tickets", 200)
    assert ("list_tickets", 200) in await log_of(world["eu"], "eu", tickets[0])


async def test_a_list_says_which_region_is_missing(world: Installations) -> None:
    await a_ticket(world)
    world["na"].commands.team = "na-care"
    here = await world["na"].wrote(sender={"id": "joe", "country": "US"}, message_id="j")
    world.peers["na"].away = {"eu"}
    page = (await world["na"].as_key(BOB, "GET", "/v1/tickets")).json()
    assert ([item["id"] for item in page["items"]], page["missing"]) == ([here], ["eu"])
    told = (await world["na"].as_key(BOB, "GET", "/v1/notifications")).json()
    assert (told["items"], told["missing"]) == ([], ["eu"])


@pytest.mark.parametrize("role", [Role.OPS, Role.AUDITOR, Role.ADMIN, Role.PRIVACY])
async def test_people_of_one_region_ask_no_other(world: Installations, role: Role) -> None:
    ticket = await a_ticket(world)
    asked = len(world.peers["na"].asked)
    answer = await world["na"].get(f"/v1/tickets/{ticket}", role)
    assert (answer.status_code, answer.json()["code"]) == (421, "other_region")
    assert (await world["na"].get("/v1/tickets", role)).json()["missing"] == []
    assert len(world.peers["na"].asked) == asked


async def test_what_was_forwarded_is_not_forwarded_again(world: Installations) -> None:
    claim = written(BOB, "na")
    for path in ("/v1/tickets/na-1", "/v1/notifications"):
        asked = len(world.peers["eu"].asked)
        answer = await on_behalf(world["eu"], claim, path=path)
        assert answer.status_code == (421 if "tickets" in path else 200)
        assert len(world.peers["eu"].asked) == asked
    headers = {"Authorization": f"Bearer {service_key('na')}"}
    channel = {HEADER: written(ApiKey("c", Role.CHANNEL), "na")}
    body = message(sender={"id": "joe", "country": "US"})
    answer = await world["eu"].client.post("/v1/messages", json=body, headers=headers | channel)
    assert (answer.status_code, answer.json()["region"]) == (421, "na")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE])
async def test_nobody_but_a_service_key_speaks_for_others(world: Installations, role: Role) -> None:
    ticket = await a_ticket(world)
    headers = {**bearer(role), HEADER: written(BOB, "na")}
    answer = await world["eu"].client.get(f"/v1/tickets/{ticket}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_service_key")


async def test_a_service_key_speaks_for_others_alone(world: Installations) -> None:
    headers = {"Authorization": f"Bearer {service_key('na')}"}
    answer = await world["eu"].client.get("/v1/tickets", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "service_key_alone")


GOOD = {"front": "na", "key": "k", "role": "agent", "teams": ["na-care"], "agent": "bob"}


@pytest.mark.parametrize(
    "claim",
    [
        "",
        "no base64!",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b"{").decode(),
        "A" * 10_000,
        {**GOOD, "more": 1},
        {**GOOD, "role": "king"},
        {**GOOD, "key": ""},
        {**GOOD, "agent": "bob\nmallory"},
        {**GOOD, "teams": "na-care"},
        {name: value for name, value in GOOD.items() if name != "front"},
    ],
)
async def test_a_claim_that_no_api_writes_is_refused(world: Installations, claim: Any) -> None:
    answer = await on_behalf(world["eu"], claim)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_on_behalf_of")


@pytest.mark.parametrize(
    "claim",
    [
        {**GOOD, "front": "apac"},
        {**GOOD, "front": "eu"},
        {**GOOD, "region": "eu"},
        {**GOOD, "agent": "ana"},
        {**GOOD, "role": "auditor"},
        {**GOOD, "role": "admin"},
        {**GOOD, "role": "service"},
    ],
)
async def test_a_peer_speaks_for_its_own_people_only(world: Installations, claim: Any) -> None:
    answer = await on_behalf(world["eu"], claim)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_on_their_behalf")


async def test_a_peer_gives_its_people_no_teams_of_another_region(world: Installations) -> None:
    ticket = await a_ticket(world, "eu-care")
    for teams in (["eu-care"], ["na-care", "eu-care"], None):
        claim = {**GOOD, "teams": teams}
        answer = await on_behalf(world["eu"], claim, path=f"/v1/tickets/{ticket}")
        assert answer.status_code == 404


async def test_a_notification_of_another_region_is_seen_there(world: Installations) -> None:
    told = await tell(world["eu"], 1, agent="bob")
    path = f"/v1/notifications/{told}/seen"
    for _ in range(2):
        answer = await world["na"].as_key(BOB, "POST", path)
        assert (answer.status_code, answer.json()["seen_at"]) == (200, "2026-03-02T10:00:00Z")
    unknown = await world["na"].as_key(BOB, "POST", "/v1/notifications/eu-unknown/seen")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no_such_notification")
    world.peers["na"].away = {"eu"}
    away = await world["na"].as_key(BOB, "POST", path)
    assert (away.status_code, away.json()["code"]) == (503, "region_away")
