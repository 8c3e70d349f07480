"""How many tickets each team had at work at an instant of the past, by what is recorded.

A ledger does not hold the loads that the desk saw. They are counted again from the ledgers of all
tickets that were at work then; and where a ticket's own routing said how much its team had, or was
decided by a difference that lies within what was being written just then, the record decides.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from domain.events import MessageUnderstood, TicketRouted
from domain.facts import RouteCandidate
from domain.ledger import Entry
from domain.vocabulary import THE_DESK
from rulebook.backtesting.recorded import Holding

AROUND: Final = timedelta(seconds=5)  # in which a change may not have been written, or already was
_SAID: Final = re.compile(r"\bwith (\d+) open tickets")  # as domain.routing says it


class Loads(Protocol):
    """What teams had at work."""

    def at(self, at: datetime) -> Mapping[str, int]:
        """Every team that had anything, with how many tickets."""
        ...

    def around(self, team: str, at: datetime) -> tuple[int, int]:
        """The least and the most that a team can have been seen with at that instant."""
        ...


class CountedLoads:
    """Loads as they follow from the holdings of many tickets; twenty bytes for each of these."""

    def __init__(self) -> None:
        self._steps: dict[str, list[tuple[float, int]]] = {}
        self._counted: dict[str, tuple[array[float], array[int]]] = {}

    def add(self, held: Iterable[Holding]) -> None:
        """Count one more ticket."""
        team: str | None = None
        for holding in held:
            at = holding.at.timestamp()
            if team is not None:
                self._steps.setdefault(team, []).append((at, -1))
            if holding.team is not None:
                self._steps.setdefault(holding.team, []).append((at, 1))
            team = holding.team

    def settle(self) -> None:
        """Make of what was added something that can be asked."""
        for team, steps in self._steps.items():
            steps.sort()
            counts, count = array("i"), 0
            for _, step in steps:
                count += step
                counts.append(count)
            self._counted[team] = (array("d", (at for at, _ in steps)), counts)
        self._steps = {}

    def at(self, at: datetime) -> Mapping[str, int]:
        """As the Protocol says."""
        second = at.timestamp()
        return {
            team: counts[place - 1]
            for team, (instants, counts) in self._counted.items()
            if (place := bisect_right(instants, second)) and counts[place - 1]
        }

    def around(self, team: str, at: datetime) -> tuple[int, int]:
        """As the Protocol says: within five seconds."""
        instants, counts = self._counted.get(team, (array("d"), array("i")))
        first = bisect_right(instants, (at - AROUND).timestamp())
        last = bisect_right(instants, (at + AROUND).timestamp())
        found = [counts[place - 1] if place else 0 for place in range(first, last + 1)]
        return min(found), max(found)


@dataclass(frozen=True, slots=True)
class _Routing:
    """What a ticket's own routing tells of the loads then."""

    team: str
    load: int
    rivals: tuple[tuple[str, int], ...]  # as able as the chosen: each had at least so much


class LoadsAsMet:
    """The loads as one ticket met them: those of the record, its own part in them included."""

    def __init__(self, loads: Loads, entries: Sequence[Entry]) -> None:
        self._loads = loads
        self._routing = _routing_of(entries)

    def at(self, at: datetime, *, to_be_routed: bool = False) -> Mapping[str, int]:
        """What each team had; for the ticket's own routing, as that tells."""
        counts = self._loads.at(at)
        if not to_be_routed or self._routing is None:
            return counts
        return self._as_recorded(dict(counts), self._routing, at)

    def _as_recorded(
        self, counts: dict[str, int], routing: _Routing, at: datetime
    ) -> Mapping[str, int]:
        counts[routing.team] = routing.load
        for rival, least in routing.rivals:
            if counts.get(rival, 0) < least <= self._loads.around(rival, at)[1]:
                counts[rival] = least
        return counts


def _routing_of(entries: Sequence[Entry]) -> _Routing | None:
    wanted: tuple[RouteCandidate, ...] = ()
    for event in (entry.event for entry in entries):
        if isinstance(event, MessageUnderstood) and event.candidates:
            wanted = event.candidates
        if isinstance(event, TicketRouted) and event.by == THE_DESK:
            said = _SAID.search(event.reason)
            return _told(event.team, int(said[1]), wanted) if said else None
    return None


def _told(team: str, load: int, wanted: Sequence[RouteCandidate]) -> _Routing:
    """Of equals the first named is chosen: one that was named before had more."""
    names = [one.team for one in wanted]
    chosen = next((one for one in wanted if one.team == team), None)
    if chosen is None:
        return _Routing(team, load, ())
    alike = (chosen.had_last, chosen.speaks)
    rivals = (
        one.team for one in wanted if (one.had_last, one.speaks) == alike and one.team != team
    )
    first = names.index(team)
    return _Routing(team, load, tuple((one, load + (names.index(one) < first)) for one in rivals))
