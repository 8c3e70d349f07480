"""Which items of a delivery one region took, for another that gets the same delivery.

Only the region that knows somebody can tell that they live there; another would go by what the
message says, and keep it once more.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from domain.channels import Deleted, Edited, Item, Reachable, Reported, Unreadable, Written

LENGTH: Final = 16  # hexadecimal digits: of one delivery, none are alike by chance


def digest_of(item: Item) -> str:
    """The same for the same item in each reading of the delivery; tells nothing of what it says."""
    named = repr((type(item).__name__, *_names(item)))  # whatever a channel put there
    return hashlib.sha256(named.encode()).hexdigest()[:LENGTH]


def written(digests: Iterable[str]) -> str:
    """The digests as a header has them."""
    return ",".join(sorted(digests))


def read(header: str) -> frozenset[str]:
    """The digests that a header has; whatever else stands there means no item."""
    return frozenset(header.split(","))


def _names(item: Item) -> tuple[object, ...]:
    match item:
        case Written():
            return item.message_id, item.sender.id, item.text
        case Edited():
            return item.message_id, item.edit_id, item.sender_id
        case Deleted():
            return item.message_id, item.sender_id
        case Reported():
            return item.state, item.recipient, item.until, item.provider_ids, item.by_key
        case Reachable():
            return item.sender_id, item.reachable
        case Unreadable():
            return item.reason, item.content
