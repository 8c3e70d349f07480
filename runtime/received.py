"""What became of a delivery of a platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.amendments import Told


class Outcome(StrEnum):
    """What became of one item of a delivery."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    ALTERED = "altered"  # a duplicate that reads otherwise: what came first stands
    AMENDED = "amended"
    EARLY = "early"  # what it is about is not here yet
    KNOWN = "known"  # it had been told before
    SET_ASIDE = "set_aside"
    ELSEWHERE = "elsewhere"  # it is for a region that this process does not serve
    AWAY = "away"  # the database of its region: it has to come again


NOT_TAKEN: Final = frozenset({Outcome.ELSEWHERE, Outcome.EARLY, Outcome.AWAY})
TOLD: Final = MappingProxyType(
    {
        Told.TAKEN: Outcome.AMENDED,
        Told.EARLY: Outcome.EARLY,
        Told.KNOWN: Outcome.KNOWN,
    }
)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a delivery: how often what, and which other regions have to hear of it.

    `unreadable` are the ids of what was set aside, each with its reason; `taken` the digests of the
    items that no other region has to take any more.
    """

    outcomes: Mapping[Outcome, int]
    elsewhere: frozenset[str] = frozenset()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
