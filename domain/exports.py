"""What a person is given of all that is known of them, and how they come by it, once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from domain.arrivals import Sender
from domain.audit import Deed

LINK_LIVES: Final = timedelta(hours=24)


class LinkUsed(Exception):
    """The link was good once: it was used, or it is too old."""


@dataclass(frozen=True, slots=True)
class Identity:
    """How a customer appears on one account of one channel, as they last told."""

    channel: str
    account: str
    sender: Sender


@dataclass(frozen=True, slots=True)
class NewExport:
    """An export that waits behind a link; of the link only the hash is kept."""

    id: str
    customer_id: str
    token_hash: str  # SHA-256, in hex, of 256 random bits
    content: bytes = field(repr=False)
    made_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """An export as it is handed out."""

    id: str
    customer_id: str
    content: bytes = field(repr=False)


class People(Protocol):
    """All that stands under the keys of a region's customers, found by whose it is."""

    async def made_at(self, customer_id: str) -> datetime:
        """When they first wrote. Raises Missing, and Erased."""
        ...

    async def identities(self, customer_id: str) -> Sequence[Identity]:
        """How they appear, by channel and account."""
        ...

    async def identities_of(
        self, customer_ids: Collection[str]
    ) -> Mapping[str, Sequence[Identity]]:
        """The same of many at once; those of whom nothing can be read are left out."""
        ...

    async def text_ids(self, customer_id: str) -> Sequence[str]:
        """Under which ids the vault keeps something of theirs, in order."""
        ...

    async def sentences(self, customer_id: str) -> Sequence[str]:
        """How people put sentences of theirs into another language."""
        ...


class Exports(Protocol):
    """Exports that wait for their person, each under the person's key."""

    async def keep(self, export: NewExport, *deeds: Deed) -> None:
        """Keep one with its deeds; those whose time is over go. Raises Missing, and Erased."""
        ...

    async def waits(self, token_hash: str, now: datetime) -> bool:
        """Whether there is one behind the link; Missing for no link of ours. Changes nothing.

        False where the link was used, or is too old.
        """
        ...

    async def take(self, token_hash: str, now: datetime) -> Taken:
        """The export; the link is used by it, and nothing of it is kept any more.

        Raises Missing for no link of ours, LinkUsed, and Erased.
        """
        ...
