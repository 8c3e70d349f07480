from datetime import timedelta
from typing import Any

import httpx
import pytest

from domain.access import ApiKey, Role
from domain.notifications import Notification
from domain.vocabulary import NotificationKind
from tests.api.house import MONDAY, House

PATH = "/v1/notifications"
MINE = "key-agent"


async def tell(house: House, number: int, region: str = "eu", agent: str = MINE) -> str:
    """Tell an agent something about a ticket: the id of it."""
    told = Notification(
        id=f"{region}-{number}:step:{agent}",
        region=region,
        agent=agent,
        team=f"{region}-care",
        kind=NotificationKind.STEP,
        text=f"{region}-{number} has 5 minutes left.",
        at=MONDAY + timedelta(minutes=number),
        ticket_id=f"{region}-{number}",
    )
    await house.door.regions[region].notifications.put(told)
    return told.id


async def listed(house: House, query: str = "") -> list[str]:
    return [item["id"] for item in (await house.get(f"{PATH}{query}")).json()["items"]]


async def as_key(house: House, method: str, path: str, key: ApiKey) -> httpx.Response:
    house.keys.add("scoped", key)
    body: Any = {"json": {}} if method == "POST" else {}
    headers = {"Authorization": "Bearer scoped"}
    return await house.client.request(method, path, headers=headers, **body)


async def test_a_notification_has_the_shape_that_others_rely_on(house: House) -> None:
    told = await tell(house, 1)
    answer = await house.get(PATH)
    assert answer.status_code == 200
    assert answer.json() == {
        "items": [
            {
                "id": told,
                "region": "eu",
                "kind": "step",
                "agent": MINE,
                "team": "eu-care",
                "ticket_id": "eu-1",
                "text": "eu-1 has 5 minutes left.",
                "at": "2026-03-02T10:01:00Z",
                "seen_at": None,
            }
        ],
        "next": None,
        "missing": [],
    }


async def test_an_agent_is_shown_their_own_and_nobody_elses(house: House) -> None:
    mine = await tell(house, 1)
    await tell(house, 2, agent="bob")
    assert await listed(house) == [mine]


async def test_a_list_goes_on_where_it_ended_over_all_regions(house: House) -> None:
    told = [await tell(house, number, region) for number in range(3) for region in ("eu", "na")]
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await house.get(f"{PATH}?limit=2{cursor}")).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == told[::-1]


async def test_what_was_seen_is_marked_and_leaves_the_unseen(house: House) -> None:
    first, second = await tell(house, 1, "na"), await tell(house, 2)
    answer = await house.post(f"{PATH}/{first}/seen")
    assert (answer.status_code, answer.json()["id"]) == (200, first)
    assert answer.json()["seen_at"] == "2026-03-02T10:00:00Z"
    assert await listed(house) == [second, first]
    assert await listed(house, "?unseen=true") == [second]


async def test_the_first_time_that_it_was_seen_stands(house: House) -> None:
    told = await tell(house, 1)
    first = await house.post(f"{PATH}/{told}/seen")
    house.clock.at += timedelta(hours=1)
    again = await house.post(f"{PATH}/{told}/seen")
    assert (again.status_code, again.json()) == (200, first.json())


async def test_another_agents_notification_is_like_one_that_is_not_there(house: House) -> None:
    theirs = await tell(house, 1, agent="bob")
    answers = [
        await house.post(f"{PATH}/{told}/seen")
        for told in (theirs, "eu-unknown", "%00", "a%0Ab", "9" * 5_000)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.json()["code"] for answer in answers} == {"no_such_notification"}
    bob = ApiKey("k", Role.AGENT, agent="bob")
    unseen = (await as_key(house, "GET", f"{PATH}?unseen=true", bob)).json()["items"]
    assert [item["id"] for item in unseen] == [theirs]


async def test_an_agent_of_one_region_hears_of_work_that_comes_from_another(house: House) -> None:
    here, elsewhere = await tell(house, 1, "eu"), await tell(house, 2, "na")
    key = ApiKey("k", Role.AGENT, region="eu", agent=MINE)
    items = (await as_key(house, "GET", PATH, key)).json()["items"]
    assert {item["id"] for item in items} == {here, elsewhere}
    assert (await as_key(house, "POST", f"{PATH}/{elsewhere}/seen", key)).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("GET", PATH), ("POST", f"{PATH}/eu-1/seen")])
async def test_a_key_that_names_no_agent_is_told_which_to_use(
    house: House, method: str, path: str
) -> None:
    answer = await as_key(house, method, path, ApiKey("k", Role.AGENT))
    assert (answer.status_code, answer.json()["code"]) == (403, "key_names_no_agent")
    assert "--agent" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("cursor=garbage", 400),
        ("cursor=", 400),
        ("limit=0", 422),
        ("limit=201", 422),
        ("limit=many", 422),
        ("unseen=perhaps", 422),
    ],
)
async def test_a_bad_query_is_refused(house: House, query: str, status: int) -> None:
    answer = await house.get(f"{PATH}?{query}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_body_with_more_in_it_is_refused(house: House) -> None:
    told = await tell(house, 1)
    answer = await house.post(f"{PATH}/{told}/seen", {"at": "2026-03-02T10:00:00Z"})
    assert answer.status_code == 422
    assert await listed(house, "?unseen=true") == [told]
