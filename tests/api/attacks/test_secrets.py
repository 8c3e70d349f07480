"""Attack 17: keys where no key belongs, and keys that were revoked."""

import io
import json
import logging
from collections.abc import Iterator

import httpx
import pytest
import structlog

from domain.access import ApiKey, Role
from domain.ports import Clock
from runtime.logs import set_up_logs
from storage.desk.api_keys import new_key
from tests.api.house import House, message
from tests.api.test_problems import BrokenClock

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2lnbmF0dXJl"


@pytest.fixture
def key(house: House) -> str:
    return house.keys.add(new_key("eu"), ApiKey("k", Role.AGENT, agent="ana"))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    level, out = root.level, io.StringIO()
    set_up_logs("debug", out)
    yield out
    root.handlers = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.attack(17)
@pytest.mark.parametrize(
    "query", ["key", "api_key", "apikey", "token", "access_token", "authorization"]
)
async def test_attack_17_a_key_in_the_url_is_no_key(house: House, key: str, query: str) -> None:
    for value in (key, f"Bearer%20{key}", TOKEN):
        assert (await house.client.get(f"/v1/tickets?{query}={value}")).status_code == 401
    with_user = f"http://{key}:x@desk.test/v1/tickets"
    assert (await house.client.get(with_user)).status_code == 401


@pytest.mark.attack(17)
async def test_attack_17_a_key_in_a_cookie_or_another_header_is_no_key(
    house: House, key: str
) -> None:
    for name in ("Cookie", "X-API-Key", "X-Authorization", "Proxy-Authorization"):
        value = f"key={key}" if name == "Cookie" else f"Bearer {key}"
        assert (await house.client.get("/v1/tickets", headers={name: value})).status_code == 401


@pytest.mark.attack(17)
async def test_attack_17_a_revoked_key_opens_nothing_any_more(house: House, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    assert (await house.client.get("/v1/tickets", headers=headers)).status_code == 200
    house.keys.revoke(key)
    assert (await house.client.get("/v1/tickets", headers=headers)).status_code == 401


@pytest.mark.attack(17)
async def test_attack_17_no_answer_and_no_log_holds_a_key(
    house: House, key: str, log: io.StringIO
) -> None:
    clock: Clock = BrokenClock()
    wrong = new_key("eu")
    object.__setattr__(house.door, "clock", clock)
    transport = httpx.ASGITransport(house.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        answers = [
            await client.get(
                f"/v1/desk/on-duty?key={shown}", headers={"Authorization": f"Bearer {own}"}
            )
            for own, shown in ((key, wrong), (wrong, key), (f"{key} {key}", key))
        ]
        body = message(text=7, metadata={"a": [key]}, topic=key)
        answers.append(
            await client.post("/v1/messages", json=body, headers={"Authorization": f"Bearer {key}"})
        )
    assert [answer.status_code for answer in answers] == [500, 401, 401, 403]
    for secret in (key, wrong):
        assert secret not in log.getvalue()
        assert not any(secret in f"{answer.text}{answer.headers}" for answer in answers)


@pytest.mark.attack(17)
def test_attack_17_the_log_masks_what_looks_like_a_secret(log: io.StringIO) -> None:
    key = new_key("eu")
    structlog.get_logger().warning(f"refused {key}", header=f"Bearer {TOKEN}", **{key: [key]})
    logging.getLogger("elsewhere").warning(f"%s {key}", TOKEN)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["refused [secret]", "%s [secret]"]
    assert lines[0]["header"] == "Bearer [secret]"
    assert key not in log.getvalue()
    assert TOKEN not in log.getvalue()
