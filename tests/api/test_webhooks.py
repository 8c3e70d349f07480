"""The door where platforms bring what customers write: who may, what is answered, what is kept."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.types import Message

from api.rates import RateLimits, Rates
from domain.stores import Unavailable
from tests.api.conftest import REGIONS
from tests.api.house import House
from tests.api.installations import installations
from tests.api.listening import OTHER, PATH, SHOP, Platform, listening
from tests.fakes.toy_channel import SIGNATURE, SIGNED_AT, delivery, signed, wrote
from tests.runtime.reading import Figures, figures, moved

BODY = delivery(wrote(1))


@pytest.fixture
def platform(house: House) -> Platform:
    return listening(house)


def counted(before: Figures, outcome: str) -> float:
    return moved(before, "meridian_webhooks_total", channel="toy", outcome=outcome)


async def test_what_a_platform_brings_is_accepted_and_answered_as_it_wants(
    platform: Platform,
) -> None:
    before = figures()
    answer = await platform.brings(wrote(1, country="US"), wrote(2, "joao"))
    assert (answer.status_code, answer.text) == (200, "ok")
    assert (await platform.waiting("na"), await platform.waiting("eu")) == (1, 1)
    assert sorted(platform.house.nudged) == ["eu", "na"]
    assert counted(before, "heard") == 1
    labels = {"channel": "toy", "outcome": "accepted"}
    assert moved(before, "meridian_received_total", **labels) == 2


async def test_a_channel_that_wants_no_answer_gets_an_empty_one(platform: Platform) -> None:
    platform.falls_silent()
    answer = await platform.brings(wrote(1))
    assert (answer.status_code, answer.content) == (200, b"")


def flipped(body: bytes) -> bytes:
    return bytes([body[0] ^ 1]) + body[1:]


Forgery = Callable[[Platform], tuple[bytes, dict[str, str]]]
FORGERIES: dict[str, Forgery] = {
    "unsigned": lambda _: (BODY, {}),
    "without its instant": lambda one: (BODY, {SIGNATURE: "0" * 64}),
    "another's secret": lambda one: (BODY, signed(OTHER, BODY, one.now)),
    "an empty secret": lambda one: (BODY, signed(b"", BODY, one.now)),
    "altered": lambda one: (flipped(BODY), signed(SHOP, BODY, one.now)),
    "written otherwise": lambda one: (BODY.replace(b" ", b""), signed(SHOP, BODY, one.now)),
    "longer": lambda one: (BODY + b" ", signed(SHOP, BODY, one.now)),
    "six minutes old": lambda one: (BODY, signed(SHOP, BODY, one.now - timedelta(minutes=6))),
    "from tomorrow": lambda one: (BODY, signed(SHOP, BODY, one.now + timedelta(days=1))),
    "its instant made new": lambda one: (
        BODY,
        {
            **signed(SHOP, BODY, one.now - timedelta(hours=1)),
            SIGNED_AT: signed(SHOP, BODY, one.now)[SIGNED_AT],
        },
    ),
}


@pytest.mark.attack(18)
@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
async def test_attack_18_what_no_platform_signed_is_refused_and_leaves_nothing(
    platform: Platform, forgery: Forgery
) -> None:
    before = figures()
    body, headers = forgery(platform)
    answer = await platform.house.client.post(PATH, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_from_platform")
    assert answer.headers["WWW-Authenticate"]
    assert await platform.house.is_untouched()
    assert counted(before, "refused") == 1


@pytest.mark.attack(18)
async def test_attack_18_what_was_signed_for_one_account_opens_no_other(
    platform: Platform,
) -> None:
    answer = await platform.posts(BODY, path="/v1/channels/toy/other")
    assert answer.status_code == 401
    assert await platform.house.is_untouched()


@pytest.mark.attack(18)
async def test_attack_18_a_replay_in_time_is_the_same_message_and_late_is_refused(
    platform: Platform,
) -> None:
    headers = signed(SHOP, BODY, platform.now)
    for _ in range(3):
        answer = await platform.house.client.post(PATH, content=BODY, headers=headers)
        assert answer.status_code == 200
    assert await platform.waiting() == 1
    platform.house.clock.at += timedelta(minutes=10)
    answer = await platform.house.client.post(PATH, content=BODY, headers=headers)
    assert answer.status_code == 401


@pytest.mark.attack(18)
async def test_attack_18_while_a_secret_changes_both_are_good_and_then_one(
    platform: Platform,
) -> None:
    platform.shop.secrets = (b"the new one", SHOP)
    assert (await platform.posts(delivery(wrote(1)))).status_code == 200
    new = await platform.posts(delivery(wrote(2)), secret=b"the new one")
    assert new.status_code == 200
    platform.shop.secrets = (b"the new one",)
    assert (await platform.posts(delivery(wrote(3)))).status_code == 401


@pytest.mark.attack(38)
async def test_attack_38_messages_twice_late_and_in_disorder_are_one_each(
    platform: Platform,
) -> None:
    days = {number: platform.now - timedelta(days=number) for number in (3, 2, 1)}
    events = {number: wrote(number, at=at.isoformat()) for number, at in days.items()}
    for number in (1, 3, 2, 3, 1, 2):
        assert (await platform.brings(events[number])).status_code == 200
    assert await platform.waiting() == 3
    other = delivery(events[1])
    answer = await platform.posts(other, secret=OTHER, path="/v1/channels/toy/other")
    assert answer.status_code == 200
    assert await platform.waiting() == 4


async def test_whoever_fails_too_often_has_to_wait_and_platforms_go_on(
    platform: Platform,
) -> None:
    object.__setattr__(platform.house.door, "rates", Rates(RateLimits(failures=3)))
    statuses = [(await platform.posts(BODY, secret=b"guess")).status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    assert (await platform.brings(wrote(1))).status_code == 200


@pytest.mark.parametrize("path", ["/v1/channels/toy/none", "/v1/channels/fax/shop"])
async def test_an_account_that_the_desk_does_not_have_is_not_there(
    platform: Platform, path: str
) -> None:
    for answer in (
        await platform.brings(wrote(1), path=path),
        await platform.house.client.get(path),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_account")


async def test_a_platform_that_knows_the_token_is_greeted(platform: Platform) -> None:
    query = {"token": "hello", "challenge": "echo <b>this</b>"}
    answer = await platform.house.client.get(PATH, params=query)
    assert (answer.status_code, answer.text) == (200, "echo <b>this</b>")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    posted = await platform.house.client.post(PATH, params=query, content=b"")
    assert (posted.status_code, posted.text) == (200, "echo <b>this</b>")
    wrong = await platform.house.client.get(PATH, params={**query, "token": "guess"})
    assert wrong.status_code == 401


async def test_where_nobody_is_greeted_a_get_says_so(platform: Platform) -> None:
    platform.falls_silent()
    answer = await platform.house.client.get(PATH)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


async def test_a_delivery_beyond_its_channels_bound_is_refused_unread(platform: Platform) -> None:
    platform.ears.largest_delivery = len(BODY)
    assert (await platform.posts(BODY)).status_code == 200
    declared = await platform.posts(BODY + b" ")
    assert (declared.status_code, declared.json()["code"]) == (413, "too_large")

    async def without_end() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 64

    chunked = await platform.house.client.post(PATH, content=without_end())
    assert chunked.status_code == 413


async def test_what_cannot_be_read_is_answered_200_and_set_aside(platform: Platform) -> None:
    answer = await platform.brings(wrote(1), {"kind": "nobody knows"})
    assert answer.status_code == 200
    kept = platform.house.door.regions["eu"].channels.set_asides
    assert len(await kept.newest(before=None, limit=9)) == 1
    assert await platform.waiting() == 1


async def test_where_the_database_is_away_the_platform_comes_again(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, before = platform.house.door.regions["eu"].inbox, figures()

    async def away(_: object) -> None:
        raise Unavailable("away")

    with monkeypatch.context() as patched:
        patched.setattr(inbox, "accept", away)
        answer = await platform.brings(wrote(1), wrote(2, "joe", country="US"))
    assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
    assert int(answer.headers["Retry-After"]) > 0
    assert counted(before, "away") == 1
    assert (await platform.brings(wrote(1), wrote(2, "joe", country="US"))).status_code == 200
    assert (await platform.waiting("eu"), await platform.waiting("na")) == (1, 1)


async def test_what_lives_elsewhere_goes_there_as_it_came(
    empty_regions: Path, tmp_path: Path
) -> None:
    async with installations(empty_regions, tmp_path, list(REGIONS), REGIONS) as world:
        eu, na = (listening(world[region]) for region in ("eu", "na"))
        answer = await eu.brings(wrote(1, country="US"), wrote(2, "joao", country="PT"))
        assert (answer.status_code, answer.text) == (200, "ok")
        assert (await eu.waiting("eu"), await na.waiting("na")) == (1, 1)
        assert len(world.peers["eu"].asked) == 1
        assert world.peers["na"].asked == []
        world.peers["eu"].away.add("na")
        answer = await eu.brings(wrote(3, country="US"))
        assert (answer.status_code, answer.json()["code"]) == (503, "region_away")
        assert int(answer.headers["Retry-After"]) > 0
        world.peers["eu"].away.clear()
        na.shop.secrets = (b"that side has another secret",)
        assert (await eu.brings(wrote(3, country="US"))).status_code == 503
        na.shop.secrets = (SHOP,)
        assert (await eu.brings(wrote(3, country="US"))).status_code == 200
        assert await na.waiting("na") == 2


async def test_who_is_at_home_here_is_not_taken_where_the_delivery_goes_on_to(
    empty_regions: Path, tmp_path: Path
) -> None:
    async with installations(empty_regions, tmp_path, list(REGIONS), REGIONS) as world:
        eu, na = (listening(world[region]) for region in ("eu", "na"))
        await eu.brings(wrote(1, country="PT"))
        moved_there = wrote(2, country="US")  # says who lives in eu
        await eu.brings(moved_there, wrote(3, "joe", country="US"))
        assert (await eu.waiting("eu"), await na.waiting("na")) == (2, 1)
        await eu.posts(delivery(wrote(4, country="US")), more={"meridian-taken": "0" * 16})
        assert await eu.waiting("eu") == 3


async def test_what_was_forwarded_goes_no_further(empty_regions: Path, tmp_path: Path) -> None:
    async with installations(empty_regions, tmp_path, list(REGIONS), REGIONS) as world:
        eu = listening(world["eu"])
        body = delivery(wrote(1, country="US"), wrote(2, "joao"))
        answer = await eu.posts(body, more={"meridian-forwarded": "1"})
        assert (answer.status_code, answer.json()) == (200, {"kept": True})
        assert world.peers["eu"].asked == []
        assert await eu.waiting("eu") == 1


async def test_no_answer_repeats_what_a_platform_sent(platform: Platform) -> None:
    body = json.dumps([wrote("canary-4711")]).encode()
    answer = await platform.posts(body, secret=b"wrong")
    assert "canary" not in answer.text


async def test_who_hangs_up_in_the_middle_of_a_delivery_leaves_nothing(platform: Platform) -> None:
    headers = [
        (name.encode(), value.encode()) for name, value in signed(SHOP, BODY, platform.now).items()
    ]
    scope = {"type": "http", "method": "POST", "path": PATH, "raw_path": PATH.encode()}
    scope |= {"query_string": b"", "headers": headers, "scheme": "http"}
    coming = iter(({"type": "http.request", "body": BODY[:9], "more_body": True},))
    said: list[Message] = []

    async def receive() -> Message:
        return next(coming, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        said.append(message)

    await platform.house.app(scope, receive, send)
    assert said[0]["status"] == 400
    assert await platform.house.is_untouched()
