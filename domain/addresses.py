"""Which addresses a connection may be opened to: judged after a name is resolved, never before.

One place for everything that leaves: whoever opens a connection to a URL asks here, with the
addresses that the name has now, and connects to these and to no others. docs/outbound.md says who
that is, and which reach each has.
"""

from collections.abc import Sequence
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Address = IPv4Address | IPv6Address

_NAT64: Final = IPv6Network("64:ff9b::/96")  # RFC 6052
_NAT64_OF_ONES_OWN: Final = IPv6Network("64:ff9b:1::/48")  # RFC 8215
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")  # the only IPv6 space that IANA has given out
# What Python's `is_global` lets through, or lets through in some versions only.
_NEVER: Final = (
    IPv4Network("168.63.129.16/32"),  # Azure's metadata and agent endpoint: a global address
    IPv4Network("192.0.0.0/24"),  # IETF protocol assignments; Oracle's metadata is 192.0.0.192
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, RFC 7526
    IPv6Network("2001::/23"),  # IETF protocol assignments, with Teredo and ORCHID
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
)
# Where clouds tell their machines secrets: nobody means these, whatever else is inside.
_METADATA: Final = (
    IPv4Network("169.254.0.0/16"),  # link-local: AWS, Google, Azure, and others
    IPv4Network("168.63.129.16/32"),
    IPv4Network("192.0.0.192/32"),
    IPv4Network("100.100.100.200/32"),  # Alibaba's
    IPv6Network("fe80::/10"),
    IPv6Network("fd00:ec2::/32"),  # AWS over IPv6
    IPv6Network("fd20:ce::/32"),  # Google's over IPv6
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
    INTERNAL = "wherever operations wrote, but for what clouds tell their machines"

    def permits(self, address: Address) -> bool:
        """Say whether a connection to `address` may be opened."""
        match self:
            case Reach.PUBLIC:
                return is_public(address)
            case Reach.LOOPBACK:
                return address.is_loopback
            case Reach.PUBLIC_OR_LOOPBACK:
                return address.is_loopback or is_public(address)
            case Reach.INTERNAL:
                return is_public(address) or is_inside(address)


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


def is_inside(address: Address) -> bool:
    """Say whether `address` is this machine's or of a network of ours; it is no metadata's.

    As it stands: what only looks like an address inside is none.
    """
    if any(address in network for network in _METADATA):
        return False
    ours = address.is_loopback or address.is_private
    return ours and not (address.is_unspecified or address.is_multicast or _is_odd(address))


def check_addresses(resolved: Sequence[str], reach: Reach) -> list[str]:
    """Return `resolved` if every one of them is permitted; raises ForbiddenDestination otherwise.

    One bad address is enough to refuse the host: whoever mixes them is trying to get in.
    """
    if not all(reach.permits(ip_address(address)) for address in resolved):
        raise ForbiddenDestination
    return [*resolved]


def _carried_by(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or address


def _is_odd(address: Address) -> bool:
    """Whether it is reserved, or an IPv6 address that stands for one of IPv4."""
    if isinstance(address, IPv4Address):
        return address.is_reserved or any(address in one for one in _NEVER)
    carries = address.ipv4_mapped or address.sixtofour or address.teredo
    return bool(carries) or address in _NAT64 or address in _NAT64_OF_ONES_OWN
