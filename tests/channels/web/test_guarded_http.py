import asyncio
import ssl
from pathlib import Path

import pytest

from channels.web.connections import resolve
from channels.web.guarded_http import GuardedHttp
from domain.ports import NotNow, Receipt, Refused
from tests.channels.building import URL_SECRET, url_of, webhook_channel
from tests.channels.certificates import certificate_for, server_side
from tests.channels.contract import MESSAGE, TEXT, assert_says_nothing
from tests.channels.receiver import Receiver, Says

NAME = "hooks.example"


class Names:
    """A resolver with one list of addresses for each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return self._answers.pop(0)


@pytest.mark.attack(19)
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "localhost",
        "[::1]",
        "[::]",
        "0.0.0.0",  # noqa: S104 - an address to refuse, not to bind
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fd00:ec2::254]",
        "169.254.169.254",
        "168.63.129.16",
        "10.0.0.1",
    ],
)
async def test_a_host_inside_is_refused_however_it_is_written(host: str) -> None:
    async with Receiver() as receiver:
        for scheme in ("http", "https"):
            url = url_of(receiver.port, host, scheme)
            async with webhook_channel(url, loopback=False) as channel:
                with pytest.raises(Refused) as failure:
                    await channel.send(MESSAGE)
            assert failure.value.reason == "forbidden_destination"
            assert_says_nothing(failure.value, TEXT, URL_SECRET)
        assert receiver.connections == 0


@pytest.mark.attack(19)
async def test_permission_for_loopback_opens_no_other_inside() -> None:
    for host in ("10.0.0.1", "169.254.169.254", "0.0.0.0"):  # noqa: S104 - an address to refuse
        for scheme in ("http", "https"):
            async with webhook_channel(url_of(80, host, scheme)) as channel:
                with pytest.raises(Refused, match="forbidden_destination"):
                    await channel.send(MESSAGE)


@pytest.mark.attack(19)
async def test_plain_http_does_not_go_to_the_public_internet() -> None:
    http = GuardedHttp(resolver=Names(["93.184.215.14"]))
    async with webhook_channel(url_of(80, NAME), http=http) as channel:
        with pytest.raises(Refused, match="forbidden_destination"):
            await channel.send(MESSAGE)


@pytest.mark.attack(19)
@pytest.mark.parametrize("resolved", [["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"]])
async def test_one_address_inside_refuses_the_whole_name(resolved: list[str]) -> None:
    http = GuardedHttp(resolver=Names(resolved))
    async with Receiver() as receiver:
        url = url_of(receiver.port, NAME, "https")
        async with webhook_channel(url, http=http, loopback=False) as channel:
            with pytest.raises(Refused, match="forbidden_destination"):
                await channel.send(MESSAGE)
        assert receiver.connections == 0


@pytest.mark.attack(19)
async def test_the_address_that_was_checked_is_the_one_that_is_called() -> None:
    names = Names(["127.0.0.1"])  # asked again, as a rebinding needs, it would fail
    async with Receiver() as receiver:
        url = url_of(receiver.port, NAME)
        async with webhook_channel(url, http=GuardedHttp(resolver=names)) as channel:
            await channel.send(MESSAGE)
            await channel.send(MESSAGE)
        assert names.asked == [NAME]
        assert receiver.requests[0].headers["host"] == f"{NAME}:{receiver.port}"


async def test_an_ipv6_host_stands_in_brackets_in_the_host_header() -> None:
    async with Receiver() as receiver:
        url = url_of(receiver.port, "[2606:4700::1111]")
        http = GuardedHttp(resolver=Names(["127.0.0.1"]))
        async with webhook_channel(url, http=http) as channel:
            await channel.send(MESSAGE)
        assert receiver.requests[0].headers["host"] == f"[2606:4700::1111]:{receiver.port}"


@pytest.mark.attack(19)
async def test_a_name_that_turns_inwards_is_checked_again_on_the_next_connection() -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    async with Receiver() as receiver:
        url = url_of(receiver.port, NAME)
        async with webhook_channel(url, http=GuardedHttp(resolver=names)) as channel:
            receiver.then(Says(headers={"connection": "close"}))
            await channel.send(MESSAGE)
            with pytest.raises(Refused, match="forbidden_destination"):
                await channel.send(MESSAGE)
        assert len(receiver.requests) == 1


@pytest.mark.attack(19)
async def test_a_connection_of_one_account_is_not_lent_to_another_that_may_not_have_it(
    tmp_path: Path,
) -> None:
    certificate = certificate_for(NAME, tmp_path)
    trust = ssl.create_default_context(cafile=certificate)
    http = GuardedHttp(resolver=Names(["127.0.0.1"], ["127.0.0.1"]), tls=trust)
    async with Receiver(server_side(certificate, [])) as receiver:
        url = url_of(receiver.port, NAME, "https")
        async with webhook_channel(url, http=http) as permitted:
            await permitted.send(MESSAGE)
            async with webhook_channel(url, http=http, loopback=False) as other:
                with pytest.raises(Refused, match="forbidden_destination"):
                    await other.send(MESSAGE)
        assert len(receiver.requests) == 1


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    async with Receiver() as receiver:
        http = GuardedHttp(resolver=Names(["127.0.0.2", "::1", "127.0.0.1"]))
        async with webhook_channel(url_of(receiver.port, NAME), http=http) as channel:
            assert await channel.send(MESSAGE) == Receipt()


async def test_a_name_that_does_not_resolve_is_tried_again_later() -> None:
    async def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    async def slow(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    for resolver in (unknown, slow, Names([])):
        http = GuardedHttp(resolver=resolver, connect_timeout=0.05)
        async with webhook_channel(url_of(443, NAME, "https"), http=http) as channel:
            with pytest.raises(NotNow) as failure:
                await channel.send(MESSAGE)
            assert failure.value.reason == "unreachable"
            assert_says_nothing(failure.value, TEXT, URL_SECRET)


async def test_a_label_that_dns_cannot_hold_is_unreachable() -> None:
    async with webhook_channel(url_of(443, "a" * 64 + ".example", "https")) as channel:
        with pytest.raises(NotNow, match="unreachable"):
            await channel.send(MESSAGE)


@pytest.mark.attack(19)
async def test_the_system_reads_the_numeric_forms_before_we_judge_them() -> None:
    for written in ("127.1", "0x7f000001", "2130706433", "017700000001"):
        assert await resolve(written, 80) == ["127.0.0.1"]


async def test_a_certificate_is_checked_against_the_name_and_not_the_address(
    tmp_path: Path,
) -> None:
    asked: list[str | None] = []
    certificate = certificate_for(NAME, tmp_path)
    trust = ssl.create_default_context(cafile=certificate)
    async with Receiver(server_side(certificate, asked)) as receiver:
        http = GuardedHttp(resolver=Names(["127.0.0.1"]), tls=trust)
        async with webhook_channel(url_of(receiver.port, NAME, "https"), http=http) as channel:
            assert await channel.send(MESSAGE) == Receipt()
        http = GuardedHttp(resolver=Names(["127.0.0.1"]), tls=trust)
        url = url_of(receiver.port, "other.example", "https")
        async with webhook_channel(url, http=http) as channel:
            with pytest.raises(NotNow, match="unreachable"):
                await channel.send(MESSAGE)
        assert asked == [NAME, "other.example"]
        assert len(receiver.requests) == 1


@pytest.mark.attack(19)
async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Receiver() as receiver, Receiver() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        async with webhook_channel(url_of(receiver.port)) as channel:
            await channel.send(MESSAGE)
        assert (len(receiver.requests), proxy.connections) == (1, 0)
