"""Engines are asked at addresses that were checked, whatever leads there."""

import socket
from typing import Any

import pytest

from language.engine import EngineFailed
from language.online import Access, DeepTranslatorEngine
from tests.language.libre import LibreServer

HIDDEN = [
    "127.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "0.0.0.0",  # noqa: S104 - an address to refuse, not to bind
    "[::]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fd00:ec2::254]",
    "169.254.169.254",
    "168.63.129.16",
    "10.0.0.1",
]


def asked(address: str, *, internal: bool = False, proxy: str | None = None) -> str:
    """What comes of asking there."""
    access = Access(address, internal=internal, proxy=proxy)
    try:
        return DeepTranslatorEngine("libre", access, 2.0).translate("Good morning", "en", "pt")
    except EngineFailed as failed:
        return failed.reason


@pytest.mark.attack(19)
@pytest.mark.parametrize("host", HIDDEN)
def test_an_address_inside_is_refused_however_it_is_written(server: LibreServer, host: str) -> None:
    for scheme in ("http", "https"):
        assert asked(f"{scheme}://{host}:{server.server_address[1]}/") == "forbidden address"
    assert server.asked == []


@pytest.mark.attack(19)
def test_where_clouds_tell_secrets_no_engine_is_though_it_may_be_inside() -> None:
    for host in ("169.254.169.254", "[fd00:ec2::254]", "[::ffff:169.254.169.254]", "0.0.0.0"):  # noqa: S104 - addresses to refuse
        assert asked(f"http://{host}/", internal=True) == "forbidden address"


@pytest.mark.attack(19)
def test_one_address_inside_refuses_the_whole_name(
    server: LibreServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = server.server_address[1]

    def both(*_: Any, **__: Any) -> list[Any]:
        return [(2, 1, 6, "", (address, port)) for address in ("93.184.215.14", "127.0.0.1")]

    monkeypatch.setattr("language.checked_connections.socket.getaddrinfo", both)
    assert asked(f"http://translate.example:{port}/") == "forbidden address"
    assert server.asked == []


@pytest.mark.attack(19)
def test_a_name_is_resolved_once_and_what_was_checked_is_called(
    server: LibreServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, found = server.server_address[1], list[str]()

    def first_here(host: str, *_: Any, **__: Any) -> list[Any]:
        if host != "translate.example":  # what is connected to is an address by then
            assert host == "127.0.0.1"
            return [(2, 1, 6, "", ("127.0.0.1", port))]
        found.append(host)
        address = "127.0.0.1" if len(found) == 1 else "169.254.169.254"
        return [(2, 1, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", first_here)
    address = f"http://translate.example:{port}/"
    assert asked(address, internal=True) == "[pt] Good morning"
    assert found == ["translate.example"]
    assert server.headers[0]["Host"] == f"translate.example:{port}"
    assert asked(address, internal=True) == "forbidden address"


def test_an_engine_on_this_machine_is_asked_where_its_address_says_so(server: LibreServer) -> None:
    for host in ("127.0.0.1", "localhost"):
        assert asked(f"http://{host}:{server.server_address[1]}/") == "[pt] Good morning"


def test_a_proxy_is_where_operations_wrote(server: LibreServer) -> None:
    proxy = f"http://127.0.0.1:{server.server_address[1]}"
    assert asked("http://translate.example/", proxy=proxy) == "[pt] Good morning"
    assert asked("http://translate.example/", proxy="http://169.254.169.254") == (
        "forbidden address"
    )


def test_a_name_that_leads_nowhere_is_unreachable() -> None:
    assert asked(f"http://{'a' * 64}.example/") == "unreachable"
    assert asked("http://127.0.0.1:9/") == "unreachable"
