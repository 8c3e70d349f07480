"""What belongs to a region that this process does not serve."""

from typing import NoReturn

from api.door import Door
from api.problems import Problem
from domain.access import ApiKey, Role

TRAVEL = frozenset({Role.AGENT, Role.CHANNEL})  # others are people of one region


class Elsewhere(Exception):
    """The request is for another region, whose API can be asked: for one of these."""

    def __init__(self, *regions: str) -> None:
        super().__init__(*regions)
        self.regions = regions


def travels(key: ApiKey) -> bool:
    """Whether requests under the key go on to other regions, which none does twice."""
    return key.via is None and key.role in TRAVEL


def leave(door: Door, key: ApiKey, region: str) -> NoReturn:
    """Raise Elsewhere where the request may go on to the region, else the Problem that names it.

    A request that was forwarded is never forwarded again.
    """
    if travels(key) and region in door.peers.regions:
        raise Elsewhere(region)
    raise Problem(
        421,
        "other_region",
        "Send this to the API of the region that `region` names.",
        facts={"region": region},
    )


def leave_for_any(door: Door, key: ApiKey) -> None:
    """Raise Elsewhere for what may be in any other region, where the request may go on at all."""
    if travels(key) and door.peers.regions:
        raise Elsewhere(*sorted(door.peers.regions))
