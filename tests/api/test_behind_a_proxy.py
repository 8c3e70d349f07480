"""A proxy that ends TLS: whose word is taken for it, and whose is not."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from api.process import server_of
from api.rates import RateLimits, Rates
from runtime.settings import Settings, SettingsWrong
from tests.api.house import House
from tests.api.test_on_the_wire import Wire

HSTS = "strict-transport-security"


@asynccontextmanager
async def served(house: House) -> AsyncIterator[Wire]:
    """The API on a socket, under the settings of the environment."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = server_of(house.door, Settings.read().proxies)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield Wire(listening.getsockname()[1])
        server.should_exit = True
        await serving


async def asked(wire: Wire, path: str = "/healthz", **headers: str) -> str:
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return await wire.says(f"GET {path} HTTP/1.1\r\nHost: d\r\nConnection: close\r\n{named}")


@pytest.mark.attack(15)
async def test_setting_proxies_are_whose_word_is_taken_for_tls(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(house) as wire:
        assert HSTS not in await asked(wire, X_Forwarded_Proto="https")
    for others in ("10.0.0.0/8", "127.0.0.2,192.0.2.0/24", "::1"):
        monkeypatch.setenv("MERIDIAN_PROXIES", others)
        async with served(house) as wire:
            assert HSTS not in await asked(wire, X_Forwarded_Proto="https")
    for ours in ("127.0.0.1", "10.0.0.0/8, 127.0.0.0/8"):
        monkeypatch.setenv("MERIDIAN_PROXIES", ours)
        async with served(house) as wire:
            assert HSTS in await asked(wire, X_Forwarded_Proto="https")
            assert HSTS not in await asked(wire, X_Forwarded_Proto="http")
            assert HSTS not in await asked(wire)


@pytest.mark.attack(15)
async def test_a_proxy_says_who_asks_and_what_came_before_it_is_not_believed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIDIAN_PROXIES", "127.0.0.1")
    object.__setattr__(house.door, "rates", Rates(RateLimits(failures=1)))
    async with served(house) as wire:
        for first, again in (("192.0.2.1", "192.0.2.1"), ("192.0.2.2", "8.8.8.8, 192.0.2.2")):
            answers = [
                await asked(wire, "/v1/tickets", X_Forwarded_For=said) for said in (first, again)
            ]
            assert [answer.split()[1] for answer in answers] == ["401", "429"]


@pytest.mark.parametrize("written", ["*", "proxy", "10.0.0.1/8", "127.0.0.1,*"])
def test_everybody_is_no_proxy(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("MERIDIAN_PROXIES", written)
    with pytest.raises(SettingsWrong, match=r"MERIDIAN_PROXIES.*such as 10\.0\.0\.0/24"):
        Settings.read()


def test_setting_security_contact_is_what_the_file_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERIDIAN_SECURITY_CONTACT", "https://example.com/report")
    assert Settings.read().security_contact == "https://example.com/report"
    for wrong in ("security@example.com", "http://example.com", "mailto:a\nExpires: never"):
        monkeypatch.setenv("MERIDIAN_SECURITY_CONTACT", wrong)
        with pytest.raises(SettingsWrong, match="MERIDIAN_SECURITY_CONTACT"):
            Settings.read()
