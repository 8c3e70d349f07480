from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.web.destinations import read_destination
from domain.addresses import ForbiddenDestination, Reach, check_addresses, is_public

OF_OTHERS = (Reach.PUBLIC, Reach.LOOPBACK, Reach.PUBLIC_OR_LOOPBACK)

INSIDE = [
    "0.0.0.0",  # noqa: S104 - an address to refuse, not to bind
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",  # Alibaba's metadata
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",  # Azure
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.192",  # Oracle's metadata
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "100::1",
    "2001::1",  # Teredo
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",  # Amazon's metadata
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
]
OUTSIDE = ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]


@pytest.mark.attack(19)
@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_never_public(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(ForbiddenDestination):
        check_addresses([address], Reach.PUBLIC)


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_outside_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.attack(19)
@given(st.ip_addresses(v=4))
def test_an_address_is_no_more_public_for_being_wrapped_in_ipv6(inner: IPv4Address) -> None:
    number = int(inner)
    wrapped = [
        IPv6Address(0xFFFF << 32 | number),
        IPv6Address(0x0064_FF9B << 96 | number),
        IPv6Address(0x2002 << 112 | number << 80),
    ]
    assert [is_public(address) for address in wrapped] == [is_public(inner)] * 3


@pytest.mark.attack(19)
@pytest.mark.parametrize("reach", OF_OTHERS)
def test_one_bad_address_among_good_ones_refuses_the_host(reach: Reach) -> None:
    good = "127.0.0.1" if reach is Reach.LOOPBACK else "8.8.8.8"
    assert check_addresses([good], reach) == [good]
    for resolved in ([good, "10.0.0.1"], ["10.0.0.1", good], [good, good, "fe80::1%1"]):
        with pytest.raises(ForbiddenDestination):
            check_addresses(resolved, reach)


@pytest.mark.attack(19)
def test_loopback_is_reached_only_where_it_is_permitted() -> None:
    for address in ("127.0.0.1", "127.9.9.9", "::1"):
        assert [reach.permits(ip_address(address)) for reach in OF_OTHERS] == [False, True, True]
    for disguised in ("64:ff9b::7f00:1", "2002:7f00:1::"):
        assert not any(reach.permits(ip_address(disguised)) for reach in Reach)


@pytest.mark.attack(19)
@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example/path",
        "//hooks.example/path",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://user:password@hooks.example/",
        "https://hooks.example@127.0.0.1/",
        "https://hooks.example:0/",
        "https://hooks.example:70000/",
        "https://hooks.example:port/",
        "https://hooks.example/\r\nx: y",
        "https://hooks.exa\x00mple/",
        "https://[::1/",
        "http://hooks.example/",  # plain http is for loopback alone
        "HTTP://HOOKS.EXAMPLE/",
    ],
)
def test_a_url_that_we_never_call_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(ForbiddenDestination) as failure:
        read_destination(url, loopback=False)
    assert str(failure.value) == "forbidden destination"


@pytest.mark.attack(19)
def test_plain_http_goes_to_loopback_and_nowhere_else() -> None:
    assert read_destination("http://hooks.example/", loopback=True).reach is Reach.LOOPBACK
    assert read_destination("https://a.example/", loopback=True).reach is Reach.PUBLIC_OR_LOOPBACK
    assert read_destination("https://a.example/", loopback=False).reach is Reach.PUBLIC


def test_the_host_header_is_written_as_the_url_has_it() -> None:
    for url, header in [
        ("https://hooks.example/a", b"hooks.example"),
        ("https://hooks.example:443/a", b"hooks.example"),
        ("https://hooks.example:8443/a", b"hooks.example:8443"),
        ("https://[2606:4700::1111]:8443/a", b"[2606:4700::1111]:8443"),
        ("https://münchen.example/a", b"xn--mnchen-3ya.example"),
    ]:
        assert read_destination(url, loopback=False).host_header == header


def test_a_destination_shows_no_path() -> None:
    assert "t0ken" not in repr(read_destination("https://a.example/t0ken", loopback=False))


NEVER = [
    "0.0.0.0",  # noqa: S104 - an address to refuse, not to bind
    "100.100.100.200",
    "168.63.129.16",
    "169.254.169.254",
    "192.0.0.192",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a9fe:a9fe",
    "2001:0:53aa:64c:0:fbff:5601:5601",  # Teredo
    "2002:a9fe:a9fe::",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
]


@pytest.mark.attack(19)
@pytest.mark.parametrize("address", NEVER)
def test_what_clouds_tell_their_machines_is_never_meant(address: str) -> None:
    for reach in Reach:
        assert not reach.permits(ip_address(address)), reach


def test_what_operations_wrote_may_be_inside() -> None:
    for address in ("10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "::1", "fd12::7"):
        assert Reach.INTERNAL.permits(ip_address(address))
    for address in OUTSIDE:
        assert Reach.INTERNAL.permits(ip_address(address))
