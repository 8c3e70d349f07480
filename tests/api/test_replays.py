"""Auditors replay a ticket over HTTP, beside the loop that answers everybody else."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from api.app import create_app
from api.door import Door
from domain.access import ApiKey, Role
from domain.ledger import Page
from domain.rebuilding import as_it_stood, known_at, known_by
from runtime.examiner import Archive
from runtime.replays import MOST_WAITING, Replays
from storage.database.sqlite import sqlite_url
from tests.api.house import House, bearer
from tests.histories.recording import HERE, RELEASE, read
from tests.histories.sealed import seal
from tests.storage.building import view

LIFE = read(HERE / RELEASE / "held_and_taken_up_again.json.gz")
PATH = f"/v1/audit/replay/{LIFE.ticket}"
AUDITOR = bearer(Role.AUDITOR)
MANY = 10  # answers of health; one each twenty milliseconds where nothing is in the way


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "eu" / "region.sqlite"


@pytest.fixture
async def replays(file: Path) -> AsyncIterator[Replays]:
    made = Replays({"eu": Archive("eu", sqlite_url(file), (b"k" * 32,))}, processes=0)
    yield made
    await made.close()


@pytest.fixture
async def door(house: House, replays: Replays) -> Door:
    stores = house.door.regions["eu"]
    await seal(stores, LIFE)
    await stores.ledger.write(Page((), view(LIFE.ticket, len(LIFE.ledger))))
    return replace(house.door, replays=replays)


@pytest.fixture
async def client(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    async with opened(door) as made:
        yield made


def opened(door: Door) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(create_app(door))
    return httpx.AsyncClient(transport=transport, base_url="http://desk.test", headers=AUDITOR)


async def test_a_sealed_ticket_is_replayed_and_agrees(client: httpx.AsyncClient) -> None:
    answer = await client.get(PATH)
    found = answer.json()
    assert answer.status_code == 200
    assert (found["agrees"], found["faults"], found["differs_at"]) == (True, [], None)
    assert found["entries"] == len(LIFE.ledger)
    [run] = found["runs"]
    assert run["digest"] == run["sealed"]["digest"]
    assert found["then"] is None


async def test_it_stands_as_it_stood_at_an_instant(client: httpx.AsyncClient) -> None:
    at = known_at(LIFE.ledger[6])
    stood = as_it_stood(known_by(LIFE.ledger, at))
    assert stood is not None
    then = (await client.get(f"{PATH}?at={quote(at.isoformat())}")).json()["then"]
    assert (then["ticket"]["status"], then["ticket"]["version"]) == (stood.status, stood.version)
    assert len(then["decisions"]) == len(known_by(LIFE.ledger, at))


async def test_its_sealed_runs_are_listed_without_their_histories(
    client: httpx.AsyncClient,
) -> None:
    [run] = (await client.get(f"{PATH}/runs")).json()["items"]
    assert run["run"] == LIFE.runs[0].run_id
    assert run["events"] == len(LIFE.runs[0].events)
    assert (run["place"], run["disagreement"]) == (1, None)
    assert "body" not in run


async def test_an_altered_history_is_told_as_a_fault(client: httpx.AsyncClient, file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("update histories set sha256 = ?", ("0" * 64,))
        database.commit()
    found = (await client.get(PATH)).json()
    assert found["agrees"] is False
    assert LIFE.runs[0].run_id in found["faults"][0]["sentence"]


@pytest.mark.parametrize("path", [PATH, f"{PATH}/runs"])
async def test_only_auditors_of_the_region_may_ask(
    client: httpx.AsyncClient, house: House, path: str
) -> None:
    for role in Role:
        answer = await client.get(path, headers=bearer(role))
        assert answer.status_code == (200 if role is Role.AUDITOR else 403), role
    elsewhere = house.keys.add("of na", ApiKey("k-na", Role.AUDITOR, region="na"))
    answer = await client.get(path, headers={"Authorization": f"Bearer {elsewhere}"})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_ticket")


async def test_what_is_not_there_is_said_to_be_so(client: httpx.AsyncClient, house: House) -> None:
    for path in ("/v1/audit/replay/eu-never", "/v1/audit/replay/eu-never/runs"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_ticket")
    still_open = await house.wrote()
    answer = await client.get(f"/v1/audit/replay/{still_open}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_history")
    assert (await client.get(f"/v1/audit/replay/{still_open}/runs")).json() == {"items": []}
    assert (await client.get(f"{PATH}?at=2026-01-01T00:00:00")).status_code == 422


async def test_reading_it_is_noted(client: httpx.AsyncClient) -> None:
    await client.get(PATH)
    log = (await client.get(f"/v1/audit/access?ticket={LIFE.ticket}")).json()["items"]
    assert [(one["what"], one["outcome"]) for one in log] == [("replay_ticket", 200)]


async def test_a_door_with_too_many_of_them_says_when_to_come_again(
    client: httpx.AsyncClient,
) -> None:
    answers = await asyncio.gather(*(client.get(PATH) for _ in range(MOST_WAITING + 1)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [200] * MOST_WAITING + [503]
    [refused] = [answer for answer in answers if answer.status_code == 503]
    assert refused.json()["code"] == "too_many_replays"
    assert refused.headers["Retry-After"] == "10"


async def test_others_are_answered_while_a_process_replays(
    house: House, door: Door, file: Path
) -> None:
    """The process starts, reads and replays for seconds: health is asked all that time.

    A door that replayed in a thread of its own would answer a handful of times.
    """
    made = Replays({"eu": Archive("eu", sqlite_url(file), (b"k" * 32,))})
    answered = 0
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(made.close)
        client = await stack.enter_async_context(opened(replace(door, replays=made)))
        replay = asyncio.create_task(client.get(PATH))
        while not replay.done():
            assert (await client.get("/healthz")).status_code == 200
            answered += 1
            await asyncio.wait([replay], timeout=0.02)
        assert replay.result().json()["agrees"] is True
    assert answered > MANY


async def test_after_a_failure_the_next_request_gets_another_process(
    door: Door, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite"
    made = Replays({"eu": Archive("eu", sqlite_url(copy), (b"k" * 32,))}, processes=0)
    async with opened(replace(door, replays=made)) as client:
        answer = await client.get(PATH)
        assert (answer.status_code, answer.json()["code"]) == (503, "replay_failed")
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        assert (await client.get(PATH)).status_code == 200
    await made.close()
