"""What became of tickets, in figures: promises broken, pages, hand-overs, working time left."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from domain import clocks
from domain.events import AgentReplied, ClockBreached, TicketSolved
from domain.hours import BusinessHours
from domain.ledger import Entry
from domain.relay_events import TeamNotified, TicketHandedOver
from domain.ticket import Ticket
from domain.vocabulary import Doing, Target
from rulebook.backtesting.recorded import team_after

NOBODY: Final = "(no team yet)"
PAGES, HAND_OVERS = "pages", "hand_overs"
LEFT_AT: Final = (Target.FIRST_REPLY, Target.SOLVE)
WORST: Final = 0.1  # the tenth of tickets that had least time left

Count = tuple[str, str]  # the team that it counts for, and what: a target that broke, a page, …
Left = tuple[str, Target, float]  # the team, the promise, and seconds of working time left


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one ticket.

    A broken promise counts for the team that had the ticket then, a page for the team that was
    paged, a hand-over for the team that gave the ticket away; the ticket itself for its last team.
    """

    region: str
    policy: str
    team: str
    counts: tuple[Count, ...]
    left: tuple[Left, ...]  # at the first reply and as it was solved; below zero where it was late


def fate_of(entries: Sequence[Entry], ticket: Ticket, hours: BusinessHours) -> Fate:
    """In figures what a ledger tells; `ticket` is as it leaves it, `hours` are its policy's."""
    counts: list[Count] = []
    team, answered, solved = NOBODY, NOBODY, NOBODY
    for event in (entry.event for entry in entries):
        match event:
            case ClockBreached(target=target):
                counts.append((team, target))
            case TeamNotified(doing=Doing.PAGE, team=paged):
                counts.append((paged, PAGES))
            case TicketHandedOver():
                counts.append((team, HAND_OVERS))
            case AgentReplied() if answered == NOBODY:
                answered = team
            case TicketSolved():
                solved = team
            case _:
                pass
        team = team_after(event, team) or NOBODY
    left = tuple(_left(ticket, hours, {Target.FIRST_REPLY: answered, Target.SOLVE: solved}))
    return Fate(ticket.region, ticket.policy.name, team, tuple(counts), left)


@dataclass(slots=True)
class Figures:
    """Of many tickets."""

    tickets: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    seconds_left: dict[Target, "array[float]"] = field(
        default_factory=lambda: {target: array("d") for target in LEFT_AT}
    )

    @property
    def breaches(self) -> int:
        """Promises of every kind that were broken."""
        return sum(self.counts[target] for target in Target)

    def quantile(self, target: Target, share: float) -> timedelta | None:
        """The least working time left that so many exceed no more; None where none is known."""
        seconds = sorted(self.seconds_left[target])
        if not seconds:
            return None
        return timedelta(seconds=seconds[min(int(share * len(seconds)), len(seconds) - 1)])

    def facts(self) -> dict[str, object]:
        """As JSON says it; times in seconds."""
        return {
            "tickets": self.tickets,
            "breaches": {str(target): self.counts[target] for target in Target},
            PAGES: self.counts[PAGES],
            HAND_OVERS: self.counts[HAND_OVERS],
            "working_time_left": {
                str(target): {
                    "of": len(self.seconds_left[target]),
                    "median": _seconds(self.quantile(target, 0.5)),
                    "worst_tenth": _seconds(self.quantile(target, WORST)),
                }
                for target in LEFT_AT
            },
        }


@dataclass(frozen=True, slots=True)
class Side:
    """Before or after: all tickets, and those of each region, team and policy."""

    total: Figures = field(default_factory=Figures)
    by: Mapping[str, dict[str, Figures]] = field(
        default_factory=lambda: MappingProxyType({"region": {}, "team": {}, "policy": {}})
    )

    def add(self, fate: Fate) -> None:
        """Count one more ticket."""
        for figures in self._of(fate, fate.team):
            figures.tickets += 1
        for team, what in fate.counts:
            for figures in self._of(fate, team):
                figures.counts[what] += 1
        for team, target, seconds in fate.left:
            for figures in self._of(fate, team):
                figures.seconds_left[target].append(seconds)

    def figures(self, what: str = "", name: str = "") -> Figures:
        """Of one region, team or policy; of all tickets without a name."""
        return self.by[what].get(name, Figures()) if what else self.total

    def _of(self, fate: Fate, team: str) -> Iterator[Figures]:
        yield self.total
        named = {"region": fate.region, "team": team, "policy": fate.policy}
        for what, name in named.items():
            yield self.by[what].setdefault(name, Figures())


def _left(ticket: Ticket, hours: BusinessHours, teams: Mapping[Target, str]) -> Iterator[Left]:
    """Of promises that were kept, in time or late."""
    for target, team in teams.items():
        clock = ticket.clock(target)
        if clock is not None and clock.stopped_at is not None:
            used = clocks.used(clock, hours, clock.stopped_at)
            yield team, target, (clock.budget - used).total_seconds()


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()
