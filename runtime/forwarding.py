"""The other regions' APIs over HTTP: bounded in time and size, with no redirect and no proxy.

It speaks through httpcore, as channels/web does and for the same reasons: no cookies,
nothing of the environment, no URL in a log. Peers are where operations wrote that they are, so
unlike there their addresses may be private ones; where clouds tell secrets, no peer ever is.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, cast

import httpcore
import structlog

from channels.web.connections import CheckedConnections
from domain.addresses import ForbiddenDestination, Reach
from domain.attachments import MEDIA_TYPES
from domain.peers import PATIENCE, Errand, PeerAnswer, PeerAway
from rulebook.facts import Desk, SecretReference
from runtime.installation import UnknownRegion, served
from runtime.keys import KeyMissing
from runtime.secret_places import secret_text
from runtime.settings import Settings, variable

CONNECT_SECONDS = 2.0
LARGEST_ANSWER = 16_000_000  # bytes: a page of long messages
CONNECTIONS = 100
IDLE_CONNECTIONS = 20
IDLE_SECONDS = 2.0  # shorter than our servers wait, so that we rarely write to a closed one
SAID_BY_AN_API = frozenset({"application/json", "application/problem+json", *MEDIA_TYPES})
NOT_MODIFIED = 304
STRANGE = (401, *range(300, 400))  # our own key fails, or somebody would have us go elsewhere

log = structlog.get_logger("forwarding")


@dataclass(frozen=True, slots=True)
class Peer:
    """Where a region's API answers, and the service key that it gave us."""

    url: str
    key: str = field(repr=False)


class HttpPeers:
    """The port `Peers` over HTTP. Use it as an asynchronous context manager."""

    def __init__(self, peers: Mapping[str, Peer], tls: ssl.SSLContext | None = None) -> None:
        self._peers = dict(peers)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=CONNECTIONS,
            max_keepalive_connections=IDLE_CONNECTIONS,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=CheckedConnections(Reach.INTERNAL),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._pool.aclose()

    @property
    def regions(self) -> Collection[str]:
        """The regions that can be asked."""
        return self._peers.keys()

    async def ask(self, region: str, errand: Errand, within: float = PATIENCE) -> PeerAnswer:
        """As the Protocol says; what is no JSON of an API counts as no answer."""
        try:
            async with asyncio.timeout(within):
                answer = await self._asked(self._peers[region], errand, within)
        except (
            OSError,  # TLS may fail below httpcore while it reads, and TimeoutError is one
            httpcore.TimeoutException,
            httpcore.NetworkError,
            httpcore.ProtocolError,
            ForbiddenDestination,
            _TooLarge,
        ) as failure:
            log.warning("region away", region=region, reason=type(failure).__name__)
            raise PeerAway(region) from None
        if not _is_from_an_api(answer):
            log.warning("region answers strangely", region=region, status=answer.status)
            raise PeerAway(region)
        return answer

    async def _asked(self, peer: Peer, errand: Errand, within: float) -> PeerAnswer:
        waits = {"connect": CONNECT_SECONDS, "read": within, "write": within, "pool": within}
        async with self._pool.stream(
            errand.method,
            peer.url + errand.target,
            headers=_encoded({**errand.headers, "authorization": f"Bearer {peer.key}"}),
            content=errand.body or None,
            extensions={"timeout": waits},
        ) as response:
            headers = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in response.headers
            }
            return PeerAnswer(response.status, headers, await _whole(response))


def peers_of(
    settings: Settings,
    desk: Desk,
    environment: Mapping[str, str],
    tls: ssl.SSLContext | None = None,
) -> HttpPeers:
    """The peers that the settings name and this process does not serve itself.

    Raises UnknownRegion for a peer that the desk does not have, and KeyMissing for one whose
    service key is neither in `MERIDIAN_SERVICE_KEY_<REGION>` nor among the keys.
    """
    mine = served(settings, desk)
    for region in settings.peers:
        if region not in desk.regions:
            known = ", ".join(desk.regions)
            raise UnknownRegion(f"{variable('peers')} names {region}: write some of {known}")
    return HttpPeers(
        {
            region: Peer(url.rstrip("/"), _service_key(settings, region, environment))
            for region, url in settings.peers.items()
            if region not in mine
        }
    )


def _service_key(settings: Settings, region: str, environment: Mapping[str, str]) -> str:
    name = f"MERIDIAN_SERVICE_KEY_{region.upper()}"
    place = SecretReference("environment", name)
    if name not in environment:
        place = SecretReference("file", f"{region}.service-key")
    key = secret_text(settings.keys_folder(), place, environment)
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise KeyMissing(f"the secret {place.name} cannot be used: it is no API key")
    return key


class _TooLarge(Exception):
    """More than an API ever answers with."""


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """As they came: whoever asked may have written any byte (RFC 9110 §5.5)."""
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]


async def _whole(response: httpcore.Response) -> bytes:
    received = bytearray()
    stream = cast("AsyncGenerator[bytes, None]", response.aiter_stream())
    async with aclosing(stream) as chunks:
        async for chunk in chunks:
            received += chunk
            if len(received) > LARGEST_ANSWER:
                raise _TooLarge
    return bytes(received)


def _is_from_an_api(answer: PeerAnswer) -> bool:
    """Whether an API of this desk may have said it to us, and not what stands before it."""
    if answer.status == NOT_MODIFIED:
        return True
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return answer.status not in STRANGE and kind in SAID_BY_AN_API
