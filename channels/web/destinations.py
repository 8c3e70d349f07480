"""URLs that others chose, read into what may be called of them."""

from dataclasses import dataclass, field

import httpcore
import httpx

from domain.addresses import ForbiddenDestination, Reach


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
