import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.addresses import free_port, is_loopback


def test_a_free_port_can_be_listened_on() -> None:
    with socket.create_server(("127.0.0.1", free_port())) as server:
        assert server.getsockname()[1] > 0


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.255.255.254",
        "::1",
        "[::1]",
        "::ffff:127.0.0.1",
        "[::ffff:7f00:1]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "desk.localhost",
    ],
)
def test_this_machine_is_known_by_all_its_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "0.0.0.0",  # noqa: S104 (a name to refuse; nothing listens there)
        "::",
        "10.0.0.1",
        "::ffff:10.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "example.org",
        "localhost.example.org",
        "notlocalhost",
        "127.0.0.1.example.org",
        "127.0.0.1@example.org",
    ],
)
def test_other_machines_are_not_mistaken_for_this_one(host: str) -> None:
    assert not is_loopback(host)


@given(st.ip_addresses(v=4))
def test_an_address_and_its_ipv6_mapping_are_judged_alike(address: object) -> None:
    assert is_loopback(f"::ffff:{address}") == is_loopback(str(address))


@given(st.text())
def test_any_text_is_judged_without_an_error(host: str) -> None:
    is_loopback(host)
