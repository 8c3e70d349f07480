"""What a region remembers for its channels, beside messages and sends."""

from dataclasses import dataclass

from domain.amendments import Amendments
from domain.channel_tokens import KeptTokens, Leases
from domain.contacts import Reach
from domain.linking import Links
from domain.set_aside import SetAsides


@dataclass(frozen=True, slots=True)
class ChannelStores:
    """The stores that only channels ask."""

    tokens: KeptTokens
    leases: Leases
    links: Links
    reach: Reach
    set_asides: SetAsides
    amendments: Amendments
