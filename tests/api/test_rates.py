"""How often somebody may ask: each limit by itself, by a moving window of a minute."""

from datetime import timedelta

import httpx
import pytest

from api.problems import Problem
from api.rates import Rate, RateLimits, Rates
from api.windows import MemoryWindows
from domain.access import ApiKey, Role
from tests.api.house import House, bearer, message

ANA = ApiKey("k-ana", Role.AGENT, region="eu")


class Seconds:
    """A clock that counts seconds, moved by hand."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


def limited(house: House, **limits: int) -> Seconds:
    """Give the house these limits, and none otherwise."""
    none = {"reads": 0, "messages": 0, "commands": 0, "failures": 0}
    seconds = Seconds()
    object.__setattr__(house.door, "rates", Rates(RateLimits(**{**none, **limits}), seconds))
    return seconds


async def test_reads_messages_and_commands_are_counted_apart(house: House) -> None:
    ticket = await house.wrote()
    limited(house, reads=2, commands=1, messages=1)
    read, note = f"/v1/tickets/{ticket}", f"/v1/tickets/{ticket}/notes"
    assert [(await house.get(read)).status_code for _ in range(3)] == [200, 200, 429]
    assert [(await house.post(note, {"text": "a"})).status_code for _ in range(2)] == [200, 429]
    sent = [
        await house.post("/v1/messages", message(message_id=f"m-{number}"), Role.CHANNEL)
        for number in (2, 3)
    ]
    assert [answer.status_code for answer in sent] == [202, 429]


async def test_who_asks_too_often_is_told_when_to_come_back(house: House) -> None:
    seconds = limited(house, reads=2)
    first = await house.get("/v1/tickets")
    assert first.headers["RateLimit-Policy"] == '"reads";q=2;w=60'
    assert first.headers["RateLimit"] == '"reads";r=1;t=60'
    seconds.at += 20
    await house.get("/v1/tickets")
    refused = await house.get("/v1/tickets")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["Retry-After"] == "40"
    assert refused.headers["RateLimit"] == '"reads";r=0;t=40'
    seconds.at += 39
    assert (await house.get("/v1/tickets")).status_code == 429
    seconds.at += 1  # the window moves: one request has left it, and one has room
    answers = [await house.get("/v1/tickets") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]


async def test_keys_and_their_regions_are_counted_apart(house: House) -> None:
    limited(house, reads=1)
    for key in (ANA, ApiKey("k-bo", Role.AGENT), ApiKey("k-ana", Role.AGENT, region="na")):
        answers = [await house.as_key(key, "GET", "/v1/tickets") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 429]


async def test_a_refusal_counts_too(house: House) -> None:
    limited(house, reads=1)
    answers = [await house.get("/v1/tickets", Role.CHANNEL) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [403, 429]


async def test_health_is_never_too_often(house: House) -> None:
    limited(house, reads=1, failures=1)
    for path in ("/healthz", "/readyz", "/metrics"):
        for _ in range(5):
            assert (await house.client.get(path)).status_code == 200


async def from_address(house: House, address: str, forged: str = "") -> httpx.Response:
    transport = httpx.ASGITransport(house.app, client=(address, 4711))
    headers = {"Authorization": "Bearer guessed", "X-Forwarded-For": forged, "X-Real-IP": forged}
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        return await client.get("/v1/tickets", headers=headers)


@pytest.mark.attack(15)
async def test_unknown_keys_are_counted_by_the_address_of_the_connection(house: House) -> None:
    limited(house, failures=3)
    for number in range(3):
        answer = await from_address(house, "192.0.2.1", forged=f"198.51.100.{number}")
        assert answer.status_code == 401
    refused = await from_address(house, "192.0.2.1", forged="198.51.100.9")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_failures")
    assert int(refused.headers["Retry-After"]) > 0
    assert (await from_address(house, "192.0.2.2")).status_code == 401


async def test_who_shares_the_address_with_a_guesser_and_has_a_key_goes_on(house: House) -> None:
    limited(house, failures=1)
    statuses = [(await house.client.get("/v1/tickets")).status_code for _ in range(3)]
    assert statuses == [401, 429, 429]
    assert (await house.client.get("/v1/tickets", headers=bearer(Role.AGENT))).status_code == 200


async def test_one_network_of_ipv6_is_one_address(house: House) -> None:
    limited(house, failures=2)
    addresses = ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:0:3::", "2001:db8:0:1::1")
    answers = [await from_address(house, address) for address in addresses]
    assert [answer.status_code for answer in answers] == [401, 401, 429, 401]
    mapped = [await from_address(house, f"::ffff:192.0.2.{number}") for number in range(3)]
    assert {answer.status_code for answer in mapped} == {401}


@pytest.mark.parametrize("rate", Rate)
def test_nothing_is_no_limit(rate: Rate) -> None:
    rates = Rates(RateLimits(**{rate: 0}))
    for _ in range(10_000):
        assert rates.count(rate, ANA) == {}


def test_a_minute_is_a_minute() -> None:
    seconds = Seconds()
    rates = Rates(RateLimits(reads=5), seconds)
    for number in range(5):
        seconds.at = 1_000.0 + number
        rates.count(Rate.READS, ANA)
    with pytest.raises(Problem):
        rates.count(Rate.READS, ANA)
    seconds.at += timedelta(minutes=1).total_seconds()
    for _ in range(5):
        rates.count(Rate.READS, ANA)


def test_a_flood_of_addresses_is_forgotten_and_takes_bounded_room() -> None:
    windows = MemoryWindows(Seconds(), most_keys=3)
    for number in range(10):
        assert windows.acquire_entry(f"address {number}", 1, 60)
    assert windows.reset() == 3
