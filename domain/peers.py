"""The APIs of the other regions, as this one asks them: one request, one answer, nothing kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

PATIENCE = 20.0  # seconds; a command waits up to fifteen for its ticket


class PeerAway(Exception):
    """A region's API did not answer, or said what no API of this desk says.

    A request that left may have been carried out: it is repeated under the same Idempotency-Key.
    """

    def __init__(self, region: str) -> None:
        super().__init__(region)
        self.region = region


@dataclass(frozen=True, slots=True)
class Errand:
    """A request on its way to another region. `target` is a path with its query."""

    method: str
    target: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """What a region's API answered: JSON or a file, whole, with its headers in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Peers(Protocol):
    """The other regions that can be asked."""

    @property
    def regions(self) -> Collection[str]:
        """Their names; none of them is served here."""
        ...

    async def ask(self, region: str, errand: Errand, within: float = PATIENCE) -> PeerAnswer:
        """Ask once, within so many seconds; no redirect is followed. Raises PeerAway."""
        ...


@dataclass(frozen=True, slots=True)
class NoPeers:
    """Nobody: this process serves the whole desk, or stands alone."""

    regions: Collection[str] = ()

    async def ask(self, region: str, errand: Errand, within: float = PATIENCE) -> PeerAnswer:
        """There is nobody to ask."""
        raise PeerAway(region)
