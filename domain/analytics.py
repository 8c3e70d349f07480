"""What is asked of the figures, and how a region's answers are put together. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

from domain.figures import BREACHED, MET, Counted, quantile
from domain.periods import Period
from domain.vocabulary import Target

NOT_KNOWN: Final = ""  # asks for what has none: no team, no topic, no country
MEDIAN, SLOW = 0.5, 0.9
DURATIONS: Final = (Counted.FIRST_REPLY, Counted.SOLVED)  # of which each value is needed


class Dimension(StrEnum):
    """By what figures are grouped, beside time."""

    REGION = "region"
    COUNTRY = "country"
    CHANNEL = "channel"
    LANGUAGE = "language"
    TEAM = "team"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """To what figures are narrowed: None is anything, NOT_KNOWN what has none.

    `team` is the one that had the ticket at the instant of what is counted.
    """

    country: str | None = None
    channel: str | None = None
    language: str | None = None
    team: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """The tickets behind a figure. `value` narrows to one; no `period` is any time."""

    what: Counted
    period: Period | None = None
    value: int | None = None
    narrowing: Narrowing = Narrowing()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one region. Without `periods` it is not by time, else by each of these.

    `teams` is what the reader may see at all, and `nobodys` whether what no team had, besides.
    """

    period: Period
    by: tuple[Dimension, ...] = ()
    periods: tuple[Period, ...] = ()
    narrowing: Narrowing = Narrowing()
    teams: tuple[str, ...] | None = None
    nobodys: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """One row: the values of what it is grouped by, in that order, and which of the periods."""

    key: tuple[str | None, ...] = ()
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of one thing there is in one group; `values` of durations alone, in seconds."""

    group: Group
    what: Counted
    count: int
    valued: int = 0  # how many of them have a value
    total: int = 0  # of the values
    values: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Attainment:
    """How often a promise was kept in time and how often it was not."""

    met: int = 0
    breached: int = 0


@dataclass(frozen=True, slots=True)
class Duration:
    """Seconds on the wall's clock that half of them, and nine of ten, did not exceed."""

    p50: int | None = None
    p90: int | None = None


@dataclass(slots=True)
class Sums:
    """The tallies of one group, whichever regions they came from."""

    counts: Counter[Counted] = field(default_factory=Counter)
    valued: Counter[Counted] = field(default_factory=Counter)
    totals: Counter[Counted] = field(default_factory=Counter)
    values: dict[Counted, list[int]] = field(default_factory=dict)

    def add(self, tally: Tally) -> None:
        """Count a region's tally in."""
        self.counts[tally.what] += tally.count
        self.valued[tally.what] += tally.valued
        self.totals[tally.what] += tally.total
        self.values.setdefault(tally.what, []).extend(tally.values)

    def duration(self, what: Counted) -> Duration:
        """How long it took."""
        values = sorted(self.values.get(what, ()))
        return Duration(quantile(values, MEDIAN), quantile(values, SLOW))

    @property
    def solve_rate(self) -> float | None:
        """The share that is solved of what was opened and not merged; None of nothing."""
        return self._mean(Counted.OPENED)

    @property
    def average_score(self) -> float | None:
        """The mean of the scores; None where nobody gave one."""
        return self._mean(Counted.RATED)

    @property
    def targets(self) -> Mapping[Target, Attainment]:
        """What became of the promises that were decided."""
        counts = self.counts
        found = {one: Attainment(counts[MET[one]], counts[BREACHED[one]]) for one in Target}
        return MappingProxyType(found)

    def _mean(self, what: Counted) -> float | None:
        return self.totals[what] / self.valued[what] if self.valued[what] else None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a region's ledger is counted, by its positions."""

    counted: int
    of: int

    @property
    def is_done(self) -> bool:
        """Whether all is counted that stood there when it was asked."""
        return self.counted >= self.of


class Figures(Protocol):
    """The figures of one region. Both raise Unavailable."""

    async def keep_up(self) -> Progress:
        """Count what the ledger says since it was last counted, for a while at most."""
        ...

    async def tallies(self, question: Question) -> Sequence[Tally]:
        """What there is in each group in which there is anything.

        What is open now is counted whenever it was opened, and not where the question is by time.
        """
        ...


def summed(tallies: Iterable[Tally]) -> dict[Group, Sums]:
    """The sums of each group."""
    sums: dict[Group, Sums] = {}
    for tally in tallies:
        sums.setdefault(tally.group, Sums()).add(tally)
    return sums


def altogether(tallies: Iterable[Tally]) -> Sums:
    """The sums of all groups together."""
    sums = Sums()
    for tally in tallies:
        sums.add(tally)
    return sums
