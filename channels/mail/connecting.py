"""Connections to mail servers: which server, how encrypted, and to which addresses alone."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from channels.web.connections import resolve
from domain.addresses import ForbiddenDestination, Reach, check_addresses


class Security(StrEnum):
    """How the connection to a mail server is encrypted; its certificate is always checked."""

    NONE = "none"
    STARTTLS = "starttls"  # RFC 3207, and nothing is sent where it is not offered
    TLS = "tls"  # from the first byte, RFC 8314


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail server listens. Operations named it, so it may be inside of their network.

    Without `loopback` it is never this very machine.
    """

    host: str
    port: int
    loopback: bool = True


async def connect(place: Place) -> socket.socket:
    """A socket to the first address that answers, once all of the name's are found permitted.

    Raises ForbiddenDestination, OSError, or UnicodeError for a name that DNS cannot hold.
    """
    found = _permitted(place, await resolve(place.host, place.port))
    for family, address in found:
        opened = socket.socket(family)
        opened.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(opened, (address, place.port))
        except OSError:
            opened.close()
        except BaseException:
            opened.close()
            raise
        else:
            return opened
    raise ConnectionError("no address answers")


def connect_waiting(place: Place, timeout: float) -> socket.socket:
    """The same for a thread that may wait: `timeout` seconds for each address."""
    found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    for _, address in _permitted(place, [str(one[0]) for *_, one in found]):
        with suppress(OSError):
            return socket.create_connection((address, place.port), timeout)
    raise ConnectionError("no address answers")


def _permitted(place: Place, resolved: list[str]) -> Iterator[tuple[socket.AddressFamily, str]]:
    """Each address with its family. Raises ForbiddenDestination."""
    judged = [ip_address(one) for one in check_addresses(resolved, Reach.INTERNAL)]
    if not place.loopback and any(one.is_loopback for one in judged):
        raise ForbiddenDestination
    for one in judged:
        yield (socket.AF_INET if one.version == 4 else socket.AF_INET6), str(one)
