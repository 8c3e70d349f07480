"""Addresses: a free port of this machine, whether a host is this machine, and whom to trust."""

import ipaddress
import socket
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A TCP port that nobody on 127.0.0.1 listens on now.

    Nothing keeps it free: another program may take it before its user does.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def is_free(port: int) -> bool:
    """Whether a program could listen on 127.0.0.1 at that port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def bound(host: str, port: int) -> socket.socket:
    """A socket that has that address of this machine; it does not listen yet. Raises OSError."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    holder = socket.socket(family, kind, protocol)
    try:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(address)
    except OSError:
        holder.close()
        raise
    return holder


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an IP literal (brackets allowed), can only be this machine.

    Names are never looked up, because their answer may change between this question and the
    connection: only `localhost` and the names below it, reserved by RFC 6761 §6.3, are loopback.
    An IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) counts as the IPv4 address inside. Spellings
    that are not standard, such as `127.1`, and `0.0.0.0` are not loopback.
    """
    name = host.removesuffix(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


def is_trustworthy(address: str) -> bool:
    """Whether a web address is reached over TLS, or without leaving this machine."""
    place = urlsplit(address)
    host = place.hostname or ""
    return bool(host) and (
        place.scheme == "https" or (place.scheme == "http" and is_loopback(host))
    )
