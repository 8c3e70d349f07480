"""Published desks over HTTP: who may read and publish them, and what they are told."""

from dataclasses import replace
from typing import Any

import pytest

from api.body import LARGEST
from api.roles import GUARDED, VERSIONS
from domain.access import ApiKey, Role
from domain.desks import NotTakenOver
from domain.stores import RegionStores, Unavailable
from rulebook.publishing.editions import Edition, edition_in
from rulebook.reading.findings import Finding
from runtime.settings import ROOT
from tests.api.house import House
from tests.runtime.desks import with_standard

WHY = {"why": "shorter replies"}


@pytest.fixture(scope="module")
def sample() -> Edition:
    return edition_in(ROOT / "desk")


@pytest.fixture(scope="module")
def other(sample: Edition) -> Edition:
    return with_standard(sample, 77)


def body(edition: Edition, **more: object) -> dict[str, object]:
    return {"files": dict(edition.files), **WHY, **more}


async def publishes(house: House, edition: Edition, path: str = VERSIONS) -> dict[str, Any]:
    answer = await house.post(path, body(edition), Role.OPS)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def listed(house: House, region: str = "eu") -> list[tuple[int, str]]:
    answer = await house.get(f"{VERSIONS}?region={region}", Role.OPS)
    assert answer.status_code == 200, answer.text
    return [(one["number"], one["address"]) for one in answer.json()["items"]]


async def test_a_desk_is_published_in_every_region_and_read_again(
    house: House, sample: Edition, other: Edition
) -> None:
    assert (await house.get(VERSIONS, Role.ADMIN)).json() == {
        "items": [],
        "next": None,
        "left_behind": [],
    }
    await publishes(house, sample)
    told = await publishes(house, other)
    assert told["changed"]
    assert [(one["region"], one["number"]) for one in told["versions"]] == [("eu", 2), ("na", 2)]
    read = (await house.get(f"{VERSIONS}/2?region=na", Role.OPS)).json()
    assert read == told["versions"][1]
    assert read["by"] == "key-ops"
    assert read["why"] == "shorter replies"
    [sentence] = read["changes"]
    assert sentence.startswith("policy standard ")
    assert await listed(house) == [(2, other.address), (1, sample.address)]


async def test_the_same_desk_again_changes_nothing(house: House, sample: Edition) -> None:
    await publishes(house, sample)
    told = await publishes(house, sample)
    assert not told["changed"]
    assert [one["number"] for one in told["versions"]] == [1, 1]


async def test_a_roll_back_is_a_new_number_with_the_same_address(
    house: House, sample: Edition, other: Edition
) -> None:
    await publishes(house, sample)
    await publishes(house, other)
    answer = await house.post(f"{VERSIONS}/1/publish", {"why": "too soon"}, Role.OPS)
    assert answer.status_code == 200
    assert await listed(house, "na") == [
        (3, sample.address),
        (2, other.address),
        (1, sample.address),
    ]


async def test_a_number_that_is_another_desk_elsewhere_needs_its_region(
    house: House, sample: Edition, other: Edition
) -> None:
    await publishes(house, sample, f"{VERSIONS}?region=eu")
    await publishes(house, other, f"{VERSIONS}?region=na")
    answer = await house.post(f"{VERSIONS}/1/publish", WHY, Role.OPS)
    assert (answer.status_code, answer.json()["code"]) == (409, "numbers_differ")
    answer = await house.post(f"{VERSIONS}/1/publish?region=na", WHY, Role.OPS)
    assert answer.status_code == 200
    assert not answer.json()["changed"]


async def test_the_difference_of_two_desks_is_told_in_words_and_in_lines(
    house: House, sample: Edition, other: Edition
) -> None:
    await publishes(house, sample)
    await publishes(house, other)
    told = (await house.get(f"{VERSIONS}/2/diff", Role.OPS)).json()
    assert (told["number"], told["against"], told["lines"]) == (2, 1, None)
    assert told["changes"][0].startswith("policy standard ")
    back = (await house.get(f"{VERSIONS}/1/diff?against=2&lines=true", Role.OPS)).json()
    assert "-version: 77" in back["lines"]
    assert (await house.get(f"{VERSIONS}/1/diff", Role.OPS)).json()["against"] == 0
    assert (await house.get(f"{VERSIONS}/1/diff?against=9", Role.OPS)).status_code == 404


async def test_every_finding_is_named_with_its_file_and_line(house: House, sample: Edition) -> None:
    files = {**sample.files, "policies/vip.yaml": "policy: vip\nversion: soon\n", "../x": "y"}
    answer = await house.post(VERSIONS, {"files": files, **WHY}, Role.OPS)
    assert answer.json()["code"] == "desk_refused"
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["'../x'"]
    del files["../x"]
    answer = await house.post(VERSIONS, {"files": files, **WHY}, Role.OPS)
    fields = [one["field"] for one in answer.json()["errors"]]
    assert "policies/vip.yaml, line 2" in fields
    assert len(fields) > 1  # all of them at once
    assert await listed(house) == []


async def test_what_the_installation_cannot_do_speaks_against_a_desk(
    house: House, sample: Edition
) -> None:
    found = Finding("channels.yaml", None, "the secret x is not in the file that names it")
    object.__setattr__(house.door, "unusable", lambda _: [found])
    answer = await house.post(VERSIONS, body(sample), Role.OPS)
    assert answer.json()["errors"] == [
        {"field": "channels.yaml", "detail": "The secret x is not in the file that names it."}
    ]


async def test_who_has_not_seen_the_newest_is_told_so(
    house: House, sample: Edition, other: Edition
) -> None:
    await publishes(house, sample)
    await publishes(house, other)
    mine = body(with_standard(sample, 78), after=1)
    answer = await house.post(VERSIONS, mine, Role.OPS)
    assert (answer.status_code, answer.json()["code"]) == (409, "published_meanwhile")
    assert (await house.post(VERSIONS, {**mine, "after": 2}, Role.OPS)).status_code == 200


async def test_a_request_under_one_idempotency_key_is_done_once(
    house: House, sample: Edition, other: Edition
) -> None:
    await publishes(house, sample)
    asked = body(other)
    first = await house.post(VERSIONS, asked, Role.OPS, Idempotency_Key="once")
    await house.post(f"{VERSIONS}/1/publish", WHY, Role.OPS)
    again = await house.post(VERSIONS, asked, Role.OPS, Idempotency_Key="once")
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(await listed(house)) == 3
    another = await house.post(VERSIONS, body(sample), Role.OPS, Idempotency_Key="once")
    assert (another.status_code, another.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_key_of_one_region_publishes_there_alone(house: House, sample: Edition) -> None:
    key = ApiKey("k", Role.OPS, region="na")
    answer = await house.as_key(key, "POST", VERSIONS, body(sample))
    assert [one["region"] for one in answer.json()["versions"]] == ["na"]
    assert await listed(house, "eu") == []
    for path in (f"{VERSIONS}?region=eu", f"{VERSIONS}?region=mars"):
        answer = await house.as_key(key, "GET", path)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "region")


async def test_what_one_region_could_not_keep_is_said(house: House, sample: Edition) -> None:
    broken = without_writes(house.door.regions["na"])
    object.__setattr__(house.door, "regions", {**house.door.regions, "na": broken})
    answer = await house.post(VERSIONS, body(sample), Role.OPS)
    assert (answer.status_code, answer.json()["code"]) == (503, "published_in_part")
    assert answer.json()["detail"].startswith("Published in part: eu has it, na has not")
    assert "Retry-After" in answer.headers


def without_writes(stores: RegionStores) -> RegionStores:
    """The region with a database that can be read and not written."""

    class Reading:
        def __getattr__(self, name: str) -> Any:
            return getattr(stores.desks, name)

        async def publish(self, _: object) -> None:
            raise Unavailable

    return replace(stores, desks=Reading())  # type: ignore[arg-type] # what is left is the port's


async def test_pages_of_versions_go_on(house: House, sample: Edition) -> None:
    for number in range(1, 4):
        await publishes(house, with_standard(sample, 100 + number))
    first = (await house.get(f"{VERSIONS}?limit=2", Role.OPS)).json()
    rest = (await house.get(f"{VERSIONS}?limit=2&cursor={first['next']}", Role.OPS)).json()
    assert [one["number"] for page in (first, rest) for one in page["items"]] == [3, 2, 1]
    assert rest["next"] is None
    answer = await house.get(f"{VERSIONS}?region=na&cursor={first['next']}", Role.OPS)
    assert answer.json()["code"] == "cursor_of_another_list"


async def test_who_goes_on_with_an_older_desk_is_listed(house: House) -> None:
    now = house.clock.now()
    note = NotTakenOver("worker a 1", 2, "the secret x is missing", now)
    await house.door.regions["eu"].desks.not_taken_over(note)
    [told] = (await house.get(VERSIONS, Role.OPS)).json()["left_behind"]
    assert (told["process"], told["number"], told["reason"]) == (
        "worker a 1",
        2,
        "the secret x is missing",
    )


async def test_a_body_beyond_its_bounds_is_refused(house: House, sample: Edition) -> None:
    huge = {**sample.files, "policies/x.yaml": "x" * LARGEST}
    assert (await house.post(VERSIONS, {"files": huge, **WHY}, Role.OPS)).status_code == 413
    faults: list[dict[str, object]] = [{"why": ""}, {"why": "x" * 201}, {"why": "a\nb"}]
    faults += [{"files": {}}, {"by": "me"}]
    for wrong in faults:
        answer = await house.post(VERSIONS, {**body(sample), **wrong}, Role.OPS)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), wrong
    assert await listed(house) == []


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999"])
async def test_a_number_that_is_none_is_refused(house: House, number: str) -> None:
    assert (await house.get(f"{VERSIONS}/{number}", Role.OPS)).status_code in (404, 422)


async def test_a_number_that_was_never_published_is_not_found(house: House) -> None:
    for answer in (
        await house.get(f"{VERSIONS}/7", Role.OPS),
        await house.get(f"{VERSIONS}/7/diff", Role.OPS),
        await house.post(f"{VERSIONS}/7/publish", WHY, Role.OPS),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_desk")


@pytest.mark.parametrize("role", Role)
async def test_only_operations_and_administrators_read_and_publish_desks(
    house: House, role: Role
) -> None:
    for route in (one for one in GUARDED if VERSIONS in one):
        method, path = route.split()
        asked = path.replace("{number}", "1")
        answer = await (house.get(asked, role) if method == "GET" else house.post(asked, WHY, role))
        may = role in (Role.OPS, Role.ADMIN)
        assert (answer.status_code != 403) is may, (route, role)
