"""Asking the API of another region: one definite answer, or none at all."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.peers import Errand, PeerAnswer, PeerAway
from rulebook.desk import read_desk
from runtime.addresses import free_port
from runtime.forwarding import LARGEST_ANSWER, HttpPeers, Peer, peers_of
from runtime.installation import UnknownRegion
from runtime.keys import KeyMissing
from runtime.settings import ROOT, Settings, SettingsWrong
from tests.channels.receiver import HangsUp, KeepsSilent, NeverStops, Receiver, Says

JSON = {"Content-Type": "application/json"}
READ = Errand("GET", "/v1/tickets/eu-1?limit=3", {"meridian-on-behalf-of": "claim"})
KEY = "meridian_any_1_secret"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as listening:
        yield listening


async def asked(receiver: Receiver, errand: Errand = READ, within: float = 5.0) -> PeerAnswer:
    url = f"http://127.0.0.1:{receiver.port}"
    async with HttpPeers({"eu": Peer(url, KEY)}) as peers:
        return await peers.ask("eu", errand, within)


async def test_a_request_goes_as_it_is_with_our_own_key(receiver: Receiver) -> None:
    receiver.then(Says(409, {**JSON, "ETag": 'W/"3"'}, b'{"code":"stale"}'))
    body = b'{"text":"hello"}'
    errand = Errand("POST", "/v1/tickets/eu-1/replies", {"Content-Type": "application/json"}, body)
    answer = await asked(receiver, errand)
    assert (answer.status, answer.body) == (409, b'{"code":"stale"}')
    assert answer.headers["etag"] == 'W/"3"'
    [request] = receiver.requests
    assert (request.line, request.body) == ("POST /v1/tickets/eu-1/replies HTTP/1.1", body)
    assert request.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "behaviour",
    [
        HangsUp(),
        KeepsSilent(),
        NeverStops(),
        Says(302, {**JSON, "Location": "http://127.0.0.1/elsewhere"}, b"{}"),
        Says(307, {**JSON, "Location": "http://127.0.0.1/elsewhere"}, b"{}"),
        Says(401, JSON, b"{}"),
        Says(502, {"Content-Type": "text/html"}, b"<h1>Bad gateway</h1>"),
        Says(200, {"Content-Type": "text/html"}, b"<h1>Welcome</h1>"),
        Says(200, {}, b"{}"),
        Says(200, JSON, b"x" * (LARGEST_ANSWER + 1)),
    ],
    ids=lambda one: type(one).__name__ + str(getattr(one, "status", "")),
)
async def test_what_no_api_of_the_desk_says_is_no_answer(
    receiver: Receiver, behaviour: HangsUp | KeepsSilent | NeverStops | Says
) -> None:
    receiver.then(behaviour)
    with pytest.raises(PeerAway) as away:
        await asked(receiver, within=1.0)
    assert away.value.region == "eu"
    assert len(receiver.requests) == 1, "nothing is repeated, and no redirect is followed"


async def test_nobody_listens() -> None:
    async with HttpPeers({"eu": Peer(f"http://127.0.0.1:{free_port()}", KEY)}) as peers:
        with pytest.raises(PeerAway):
            await peers.ask("eu", READ)


async def test_a_cookie_is_not_kept(receiver: Receiver) -> None:
    receiver.then(Says(200, {**JSON, "Set-Cookie": "a=b"}, b"{}"), *[Says(200, JSON, b"{}")] * 2)
    url = f"http://127.0.0.1:{receiver.port}"
    async with HttpPeers({"eu": Peer(url, KEY)}) as peers:
        await asyncio.gather(peers.ask("eu", READ), peers.ask("eu", READ))
        await peers.ask("eu", READ)
    assert not any("cookie" in request.headers for request in receiver.requests)


async def test_nothing_changed_is_an_answer(receiver: Receiver) -> None:
    receiver.then(Says(304, {"ETag": 'W/"3"'}))
    assert (await asked(receiver)).status == 304


def keys(folder: Path, **contents: str) -> Path:
    for region, content in contents.items():
        (folder / f"{region}.service-key").write_text(content)
    return folder


def settings(folder: Path, peers: str) -> Settings:
    return Settings.read(regions=("na",), data=folder, keys=folder, peers=peers)


PEERS = "eu=https://api.eu.example,apac=http://localhost:8080/"


async def test_setting_peers_says_who_is_asked_and_a_key_of_each_is_needed(tmp_path: Path) -> None:
    desk = read_desk(ROOT / "desk")
    wanted = settings(keys(tmp_path, eu=f"{KEY}\n"), f"{PEERS}, na=https://api.na.example")
    with pytest.raises(KeyMissing, match=r"apac.service-key"):
        peers_of(wanted, desk, {})
    environment = {"MERIDIAN_SERVICE_KEY_APAC": KEY}
    async with peers_of(wanted, desk, environment) as peers:
        assert set(peers.regions) == {"eu", "apac"}, "nobody is their own peer"
    for wrong in ("two words", "ключ", "a\nb"):
        with pytest.raises(KeyMissing, match="no API key"):
            peers_of(wanted, desk, {"MERIDIAN_SERVICE_KEY_APAC": wrong})
    with pytest.raises(UnknownRegion, match="names mars"):
        peers_of(settings(tmp_path, "mars=https://api.mars.example"), desk, {})
    assert KEY not in repr(Peer("https://api.eu.example", KEY))


@pytest.mark.parametrize(
    "written",
    [
        "eu",
        "eu=",
        "eu=api.eu.example",
        "eu=http://api.eu.example",
        "eu=http://10.0.0.1:8080",
        "eu=https://api.eu.example/v1",
        "eu=https://api.eu.example?key=1",
        "eu=https://name:word@api.eu.example",
        "eu=ftp://api.eu.example",
        "eu=https://api.eu.example:many",
    ],
)
def test_peers_are_asked_over_https_and_nothing_else(tmp_path: Path, written: str) -> None:
    with pytest.raises(SettingsWrong, match="region=address") as wrong:
        settings(tmp_path, written)
    assert "example" not in str(wrong.value).replace("na.example", "")


def test_setting_peers_in_clear_lets_a_network_of_ones_own_do_without_tls(tmp_path: Path) -> None:
    told = {"regions": ("na",), "data": tmp_path, "peers": "eu=http://api-eu:8080"}
    assert Settings.read(**told, peers_in_clear=True).peers == {"eu": "http://api-eu:8080"}
    with pytest.raises(SettingsWrong, match="MERIDIAN_PEERS"):
        Settings.read(**told)


def test_the_setting_is_written_as_it_is_read(tmp_path: Path) -> None:
    given = settings(tmp_path, PEERS)
    assert given.written()["MERIDIAN_PEERS"] == PEERS
    assert settings(tmp_path, "").peers == {}
