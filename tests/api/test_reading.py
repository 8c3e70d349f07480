from datetime import timedelta

import httpx
import pytest

from domain.access import ApiKey, Role
from tests.api.house import House

SEES_TEXT = [Role.AGENT, Role.PRIVACY]
SEES_NO_TEXT = [Role.OPS, Role.AUDITOR, Role.ADMIN]


async def as_key(house: House, path: str, **scope: object) -> httpx.Response:
    house.keys.add("scoped", ApiKey("k", Role.AGENT, **scope))  # type: ignore[arg-type] # as named
    return await house.client.get(path, headers={"Authorization": "Bearer scoped"})


async def test_a_ticket_has_the_shape_that_others_rely_on(house: House) -> None:
    ticket = await house.wrote()
    house.clock.at += timedelta(minutes=20)
    answer = await house.get(f"/v1/tickets/{ticket}")
    shape = answer.json()
    assert answer.headers["ETag"] == f'W/"{shape["version"]}"'
    facts = {"id": ticket, "region": "eu", "status": "new", "subject": "Encomenda"}
    assert facts.items() <= shape.items()
    assert shape["policy"] == {"name": "standard", "version": 3}
    assert shape["opened_at"] == "2026-03-02T10:00:00Z"
    assert (shape["team"], shape["handover"], shape["owner"]) == ("eu-care", None, None)
    assert (shape["tags"], shape["expectation"], shape["linked"]) == ([], None, [])
    assert shape["clocks"][0] == {
        "target": "first_reply",
        "state": "running",
        "due_at": "2026-03-02T11:00:00Z",
        "working_seconds_left": 40 * 60,
        "warned": False,
        "pauses": [],
    }
    assert shape["clocks"][1]["due_at"] == "2026-03-04T10:00:00Z"
    assert shape["clocks"][1]["working_seconds_left"] == 16 * 3600 - 20 * 60


async def test_a_paused_clock_shows_what_is_left_and_a_met_one_nothing(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    house.clock.at += timedelta(minutes=20)
    await house.post(f"{path}/replies", {"text": "On its way."})
    house.clock.at += timedelta(hours=3)
    first, solve = (await house.get(path)).json()["clocks"]
    assert (first["state"], first["working_seconds_left"]) == ("met", None)
    assert (solve["state"], solve["working_seconds_left"]) == ("paused", 16 * 3600 - 20 * 60)
    assert solve["due_at"] is None
    assert solve["pauses"] == [{"began": "2026-03-02T10:20:00Z", "ended": None}]


async def test_messages_stand_side_by_side(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    await house.post(f"{path}/replies", {"text": "On its way.", "language": "en"})
    shown = (await house.get(f"{path}/messages")).json()
    wrote, acknowledged, replied = shown["items"]
    assert shown["next"] is None
    assert (wrote["message_id"], wrote["direction"]) == ("m-1", "in")
    assert wrote["original"] == {
        "language": "pt",
        "text": "Onde está a minha encomenda?",
        "terms": [],
    }
    assert (wrote["translations"], wrote["delivery"]) == ([], None)
    assert acknowledged["author"]["kind"] == "system"
    assert replied["author"] == {"kind": "agent", "id": "key-agent"}
    assert replied["original"] == {"language": "en", "text": "On its way.", "terms": []}


@pytest.mark.parametrize("role", SEES_NO_TEXT)
async def test_who_may_not_read_texts_sees_none(house: House, role: Role) -> None:
    ticket = await house.wrote()
    for path in ("", f"/{ticket}", f"/{ticket}/messages", f"/{ticket}/timeline"):
        answer = await house.get(f"/v1/tickets{path}", role)
        assert answer.status_code == 200
        for canary in ("Encomenda", "encomenda", "Maria", "maria", "m-1"):
            assert canary not in answer.text


@pytest.mark.parametrize("role", SEES_TEXT)
async def test_who_may_read_texts_sees_them(house: House, role: Role) -> None:
    ticket = await house.wrote()
    assert "encomenda" in (await house.get(f"/v1/tickets/{ticket}/messages", role)).text
    assert (await house.get("/v1/tickets", role)).json()["items"][0]["subject"] == "Encomenda"


async def test_the_timeline_says_which_rule_decided(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    house.clock.at += timedelta(hours=2)
    await house.post(f"{path}/claim")
    entries = (await house.get(f"{path}/timeline")).json()["items"]
    assert [entry["sequence"] for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry["kind"] for entry in entries] == [
        "ticket_opened",
        "message_received",
        "message_understood",
        "ticket_routed",
        "acknowledged",
        "clock_breached",
        "ticket_claimed",
    ]
    breached, claimed = entries[-2:]
    assert (breached["at"], breached["noticed"]) == (
        "2026-03-02T11:00:00Z",
        "2026-03-02T12:00:00Z",
    )
    assert breached["target"] == "first_reply"
    assert breached["because"]["policy"] == "standard"
    assert breached["because"]["version"] == 3
    assert breached["because"]["sentence"] == breached["sentence"]
    assert claimed["by"] == {"kind": "agent", "id": "key-agent"}
    assert claimed["because"] is None
    assert claimed["sentence"] == "The agent key-agent took the ticket."


async def test_a_ticket_out_of_scope_is_like_one_that_is_not_there(house: House) -> None:
    ticket = await house.wrote()
    unknown = await house.get("/v1/tickets/eu-01J9ZZZZZZZZZZZZZZZZZZZZZZ")
    assert unknown.status_code == 404
    for part in ("", "/messages", "/timeline"):
        for scope in ({"region": "na"}, {"teams": ("na-care",)}):
            answer = await as_key(house, f"/v1/tickets/{ticket}{part}", **scope)
            assert (answer.status_code, answer.json()) == (404, unknown.json())


async def test_the_scope_is_part_of_the_list(house: House) -> None:
    ticket = await house.wrote()
    for scope, seen in (
        ({"region": "eu", "teams": ("eu-care",)}, [ticket]),
        ({"teams": ("na-care",)}, []),
        ({"region": "na"}, []),
    ):
        items = (await as_key(house, "/v1/tickets", **scope)).json()["items"]
        assert [item["id"] for item in items] == seen


async def test_a_ticket_without_a_team_is_seen_by_every_team_of_its_region(house: House) -> None:
    house.commands.team = None
    ticket = await house.wrote()
    listed = await as_key(house, "/v1/tickets", region="eu", teams=("eu-vip",))
    assert [item["id"] for item in listed.json()["items"]] == [ticket]
    alone = await as_key(house, f"/v1/tickets/{ticket}", region="eu", teams=("eu-vip",))
    assert alone.json()["team"] is None


async def test_a_list_goes_on_where_it_ended_over_all_regions(house: House) -> None:
    tickets = []
    for number, country in enumerate(["IE", "BR", "IE", "BR", "IE"]):
        house.clock.at += timedelta(minutes=1)
        sender = {"id": f"sender-{number}", "country": country}
        tickets.append(await house.wrote(sender=sender, message_id=f"m-{number}"))
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await house.get(f"/v1/tickets?limit=2{cursor}")).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == tickets[::-1]


async def test_a_list_can_be_narrowed(house: House) -> None:
    ticket = await house.wrote()
    for query, seen in (
        ("status=new&team=eu-care", [ticket]),
        ("status=solved", []),
        ("team=na-care", []),
        ("assignee=ana", []),
    ):
        items = (await house.get(f"/v1/tickets?{query}")).json()["items"]
        assert [item["id"] for item in items] == seen


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("cursor=garbage", 400),
        ("cursor=", 400),
        ("cursor=WyIyMDI2LTAzLTAyVDEwOjAwOjAwIiwieCJd", 400),  # naive
        ("cursor=WzEsMl0=", 400),
        ("cursor=e30=", 400),
        ("cursor=%F0%9F%92%A9", 400),
        ("limit=0", 422),
        ("limit=201", 422),
        ("limit=-1", 422),
        ("limit=1000000000", 422),
        ("limit=many", 422),
        ("status=lost", 422),
        ("team=%00", 422),
        ("assignee=a%0Ab", 422),
    ],
)
async def test_a_bad_query_is_refused(house: House, query: str, status: int) -> None:
    answer = await house.get(f"/v1/tickets?{query}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "ticket", ["%00", "eu-%00", "eu-", "-", "EU-1", "eu-" + "9" * 5_000, "é-1"]
)
async def test_an_id_that_is_none_is_not_found(house: House, ticket: str) -> None:
    assert (await house.get(f"/v1/tickets/{ticket}")).status_code == 404
