"""Where a request to somebody else's URL may go: judged by address, after the name is resolved."""

from dataclasses import dataclass, field
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpcore
import httpx

Address = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # the only IPv6 space that IANA has given out
# What Python's `is_global` lets through, or lets through in some versions only.
_NEVER = (
    IPv4Network("168.63.129.16/32"),  # Azure's metadata and agent endpoint: a global address
    IPv4Network("192.0.0.0/24"),  # IETF protocol assignments; Oracle's metadata is 192.0.0.192
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, RFC 7526
    IPv6Network("2001::/23"),  # IETF protocol assignments, with Teredo and ORCHID
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
)


class ForbiddenDestination(Exception):
    """A URL or an address that we never call. Names neither: a URL may hold a secret."""

    def __init__(self) -> None:
        super().__init__("forbidden destination")


class Reach(Enum):
    """Which addresses a host may have."""

    PUBLIC = "public"
    LOOPBACK = "loopback"
    PUBLIC_OR_LOOPBACK = "public or loopback"

    def permits(self, address: Address) -> bool:
        """Say whether a connection to `address` may be opened."""
        if self is not Reach.PUBLIC and address.is_loopback:
            return True
        return self is not Reach.LOOPBACK and is_public(address)


@dataclass(frozen=True, slots=True)
class Destination:
    """A URL in parts, and the addresses that its host may have."""

    url: httpcore.URL = field(repr=False)
    host_header: bytes
    reach: Reach


def read_destination(url: str, *, loopback: bool) -> Destination:
    """Read an absolute http or https URL without user info; raises ForbiddenDestination.

    Plain http is for loopback alone, and loopback only where `loopback` permits it.
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise ForbiddenDestination from None
    if parsed.scheme not in {"http", "https"} or not parsed.raw_host or parsed.userinfo:
        raise ForbiddenDestination
    if parsed.port is not None and parsed.port not in range(1, 65536):
        raise ForbiddenDestination
    parts = httpcore.URL(
        scheme=parsed.raw_scheme,
        host=parsed.raw_host,
        port=parsed.port,
        target=parsed.raw_path,
    )
    return Destination(parts, parsed.netloc, _reach(parsed.scheme, loopback=loopback))


def _reach(scheme: str, *, loopback: bool) -> Reach:
    if scheme == "https":
        return Reach.PUBLIC_OR_LOOPBACK if loopback else Reach.PUBLIC
    if not loopback:
        raise ForbiddenDestination
    return Reach.LOOPBACK


def is_public(address: Address) -> bool:
    """Say whether `address` belongs to the public internet, also when it hides an IPv4 address.

    Python 3.11 calls all of NAT64 and 6to4 global, so what they carry is taken out and judged.
    """
    bare = _carried_by(address)
    if isinstance(bare, IPv6Address) and bare not in _GLOBAL_UNICAST:
        return False
    if any(bare in network for network in _NEVER):
        return False
    return bare.is_global and not bare.is_multicast


def _carried_by(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address


def check_addresses(resolved: list[str], reach: Reach) -> list[str]:
    """Return `resolved` if every one of them is permitted; raises ForbiddenDestination otherwise.

    One bad address is enough to refuse the host: whoever mixes them is trying to get in.
    """
    if not all(reach.permits(ip_address(address)) for address in resolved):
        raise ForbiddenDestination
    return resolved
