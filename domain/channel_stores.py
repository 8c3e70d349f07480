"""What a region remembers for its channels, beside messages and sends."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChannelStores:
    """The stores that only channels ask."""
