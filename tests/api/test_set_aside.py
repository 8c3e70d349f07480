"""What could not be read is shown without a byte of it, read again, or destroyed."""

from pathlib import Path

import pytest

from domain.access import ApiKey, Role
from tests.api.conftest import REGIONS
from tests.api.house import House, bearer
from tests.api.installations import installations
from tests.api.listening import Platform, listening
from tests.fakes.toy_channel import wrote

PATH = "/v1/set-aside"
NEW = {**wrote(7), "kind": "new"}  # what yesterday's code could not read


@pytest.fixture
def platform(house: House) -> Platform:
    made = listening(house)
    made.shop.readable = False
    return made


async def one_of(house: House) -> dict[str, object]:
    answer = await house.get(PATH, Role.OPS)
    assert answer.status_code == 200
    [found] = answer.json()["items"]
    return dict(found)


async def actions(house: House) -> list[tuple[str, str, str]]:
    entries = await house.door.regions["eu"].audit.entries(limit=99)
    documents = [entry.document for entry in entries]
    return [
        (str(one["action"]), str(one["by"]), str(one["reason"]))
        for one in documents
        if str(one["action"]).startswith("set_aside")
    ]


async def test_what_could_not_be_read_is_shown_by_facts_alone(platform: Platform) -> None:
    await platform.brings(wrote(1), {**NEW, "text": "canary words"})
    answer = await platform.house.get(PATH, Role.ADMIN)
    assert "canary" not in answer.text
    found = await one_of(platform.house)
    size = found.pop("size")
    assert isinstance(size, int)
    assert size > 0
    assert str(found.pop("id")).startswith("eu-")
    assert found == {
        "region": "eu",
        "channel": "toy",
        "account": "shop",
        "reason": "broken_event",
        "at": "2026-03-02T10:00:00Z",
        "tries": 0,
        "settled": None,
    }


async def test_today_it_may_be_read_and_what_came_with_it_comes_no_second_time(
    platform: Platform,
) -> None:
    await platform.brings(wrote(1), NEW)
    assert await platform.waiting() == 1
    platform.shop.readable = True
    found = await one_of(platform.house)
    answer = await platform.house.post(f"{PATH}/{found['id']}/again", role=Role.OPS)
    assert (answer.status_code, answer.json()["settled"]) == (200, "read")
    assert await platform.waiting() == 2
    assert (await platform.house.get(PATH, Role.OPS)).json()["items"] == []
    settled = (await platform.house.get(f"{PATH}?settled=true", Role.OPS)).json()["items"]
    assert [one["id"] for one in settled] == [found["id"]]
    assert await actions(platform.house) == [("set_aside.read", "key-ops", "broken_event")]
    again = await platform.house.post(f"{PATH}/{found['id']}/again", role=Role.OPS)
    assert (again.status_code, again.json()["code"]) == (404, "no_such_set_aside")


async def test_what_still_cannot_be_read_stays_and_says_why(platform: Platform) -> None:
    await platform.brings(NEW)
    found = await one_of(platform.house)
    for tries in (1, 2):
        answer = await platform.house.post(f"{PATH}/{found['id']}/again", role=Role.OPS)
        assert (answer.status_code, answer.json()["code"]) == (409, "still_unreadable")
        assert answer.json()["reason"] == "broken_event"
        assert (await one_of(platform.house))["tries"] == tries
    assert await actions(platform.house) == [("set_aside.tried", "key-ops", "broken_event")] * 2


async def test_of_two_in_one_delivery_each_is_tried_by_itself(platform: Platform) -> None:
    await platform.brings(NEW, {"kind": "never"})
    items = (await platform.house.get(PATH, Role.OPS)).json()["items"]
    platform.shop.readable = True
    answers = [
        await platform.house.post(f"{PATH}/{one['id']}/again", role=Role.OPS) for one in items
    ]
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await one_of(platform.house))["tries"] == 1
    assert await platform.waiting() == 1


async def test_an_account_that_is_gone_reads_nothing(platform: Platform) -> None:
    await platform.brings(NEW)
    found = await one_of(platform.house)
    del platform.ears.accounts["toy", "shop"]
    answer = await platform.house.post(f"{PATH}/{found['id']}/again", role=Role.OPS)
    assert (answer.status_code, answer.json()["reason"]) == (409, "no_such_account")


async def test_what_nobody_wants_is_destroyed_and_does_not_come_back(platform: Platform) -> None:
    await platform.brings(NEW)
    found = await one_of(platform.house)
    answer = await platform.house.post(f"{PATH}/{found['id']}/discard", role=Role.ADMIN)
    assert (answer.status_code, answer.json()["settled"]) == (200, "discarded")
    assert await actions(platform.house) == [
        ("set_aside.discarded", "key-admin", "broken_event"),
    ]
    await platform.brings(NEW)
    assert (await platform.house.get(PATH, Role.OPS)).json()["items"] == []
    for step in ("again", "discard"):
        gone = await platform.house.post(f"{PATH}/{found['id']}/{step}", role=Role.OPS)
        assert gone.status_code == 404


async def test_an_edit_that_waits_for_its_message_was_read_also_where_others_may_know_it(
    empty_regions: Path, tmp_path: Path
) -> None:
    async with installations(empty_regions, tmp_path, list(REGIONS), REGIONS) as world:
        eu = listening(world["eu"])
        eu.shop.readable = False
        await eu.brings({"kind": "edited", "id": "m-1", "from": "maria", "text": "better"})
        found = await one_of(eu.house)
        eu.shop.readable = True
        answer = await eu.house.post(f"{PATH}/{found['id']}/again", {}, Role.OPS)
        assert (answer.status_code, answer.json()["settled"]) == (200, "read")


async def test_pages_go_on_where_the_one_before_ended(platform: Platform) -> None:
    for number in range(5):
        await platform.brings({"kind": f"strange {number}"})
    seen, path = list[str](), f"{PATH}?limit=2"
    for _ in range(3):
        page = (await platform.house.get(path, Role.OPS)).json()
        seen += [one["id"] for one in page["items"]]
        path = f"{PATH}?limit=2&cursor={page['next']}"
    assert page["next"] is None
    assert len(set(seen)) == len(seen) == 5
    other = await platform.house.get(f"{path}x", Role.OPS)
    assert other.json()["code"] == "bad_cursor"


async def test_a_key_of_another_region_sees_nothing_of_it(platform: Platform) -> None:
    await platform.brings(NEW)
    found = await one_of(platform.house)
    stranger = ApiKey("k", Role.OPS, region="na")
    listed = await platform.house.as_key(stranger, "GET", PATH)
    assert listed.json()["items"] == []
    for step in ("again", "discard"):
        answer = await platform.house.as_key(stranger, "POST", f"{PATH}/{found['id']}/{step}")
        assert answer.status_code == 404


@pytest.mark.parametrize("set_aside_id", ["eu-unknown", "mars-1", "../x", "eu-"])
async def test_what_is_not_there_is_not_there(platform: Platform, set_aside_id: str) -> None:
    for step in ("again", "discard"):
        path = f"{PATH}/{set_aside_id}/{step}"
        answer = await platform.house.client.post(path, json={}, headers=bearer(Role.OPS))
        assert answer.status_code == 404
