"""Lists over the trails of several regions: each goes on behind a number of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from api import cursors
from api.cursors import Listing
from api.door import Door
from api.elsewhere import leave
from api.problems import Problem, no_such_ticket
from domain.access import ApiKey
from domain.stores import RegionStores
from runtime.homes import region_of

T = TypeVar("T")
Places = Mapping[str, int]  # by region: the number of the last that was shown


@dataclass(frozen=True, slots=True)
class Merged(Generic[T]):
    """A page of what several regions have, each with its region, and where each goes on."""

    shown: Sequence[tuple[str, T]]
    places: Places
    is_last: bool


def regions_of(door: Door, key: ApiKey, ticket_id: str | None) -> list[RegionStores]:
    """The regions whose trails are asked. Raises a Problem for a ticket of none of them."""
    mine = [stores for region, stores in door.regions.items() if key.reaches(region)]
    if ticket_id is None:
        return mine
    region = region_of(ticket_id)
    found = [stores for stores in mine if stores.region == region]
    if not found and region in door.peers.regions:
        leave(door, key, region)
    if not found:
        raise no_such_ticket()
    return found


def merged(
    found: Mapping[str, Sequence[T]],
    places: Places,
    limit: int,
    key: Callable[[T], datetime],
    number: Callable[[T], int],
) -> Merged[T]:
    """The newest of what regions have, each of which is in order by itself, up to `limit`."""
    left = {region: list(reversed(items)) for region, items in found.items() if items}
    shown: list[tuple[str, T]] = []
    going_on = dict(places)
    while left and len(shown) < limit:
        region = max(left, key=lambda one: (key(left[one][-1]), one))
        item = left[region].pop()
        shown.append((region, item))
        going_on[region] = number(item)
        if not left[region]:
            del left[region]
    return Merged(shown, going_on, is_last=not left)


def read_places(key: bytes, listing: Listing, cursor: str | None) -> Places:
    """Where a list goes on. Raises a Problem for a cursor that is not ours."""
    if cursor is None:
        return {}
    words = cursors.opened(key, listing, cursor)
    try:
        return dict(_pairs(words))
    except ValueError:
        raise Problem(400, "bad_cursor", "Take `cursor` from `next` of the page before.") from None


def write_places(key: bytes, listing: Listing, places: Places) -> str:
    """The same as a word that can stand in a URL."""
    words = [word for place in sorted(places.items()) for word in place]
    return cursors.sealed(key, listing, words)


def _pairs(words: Sequence[str | int]) -> Iterator[tuple[str, int]]:
    for region, number in zip(words[::2], words[1::2], strict=True):
        yield str(region), int(number)
