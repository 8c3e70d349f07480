"""The histories of tickets' workflows, sealed when a run of one has ended.

A ticket's workflow is a chain of runs. What Temporal kept of a run is copied, with its hash and
with a digest of the state in which it ended, before Temporal forgets it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Ending(StrEnum):
    """How a run ended, as Temporal says it."""

    COMPLETED = "completed"
    CONTINUED = "continued_as_new"
    TERMINATED = "terminated"
    FAILED = "failed"
    CANCELED = "canceled"
    TIMED_OUT = "timed_out"


class Disagreement(StrEnum):
    """Why a run's ledger and its replay do not agree."""

    LEDGER_DIFFERS = "ledger_differs"
    WOULD_NOT_REPLAY = "would_not_replay"  # today's code does not live that history


@dataclass(frozen=True, slots=True)
class SealMark:
    """By what a history is replayed and sealed: the build, and its time-zone data."""

    build: str
    timezones: str


@dataclass(frozen=True, slots=True)
class EndedRun:
    """A run that has ended, as Temporal lists it."""

    ticket_id: str
    run_id: str
    ended: Ending
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class FetchedRun:
    """The same with its history: canonical JSON, in which payloads stay encrypted."""

    run: EndedRun
    run_before: str | None  # which went on in this one
    events: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Relived:
    """What came of living a run again: the digest of its end, None where it could not be lived."""

    digest: str | None
    disagreement: Disagreement | None = None
    differs_at: int | None = None  # the first place in the ledger


@dataclass(frozen=True, slots=True)
class SealedRun:
    """What is on record of a sealed run, without its history."""

    run_id: str
    ticket_id: str
    place: int  # in the ticket's chain of runs, from 1
    run_before: str | None
    ended: Ending
    closed_at: datetime
    events: int
    sha256: str  # of the history as it was sealed, in hex
    build: str  # of the code by which it was replayed and sealed
    timezones: str  # the time-zone data that this code reckoned with
    digest: str | None
    disagreement: Disagreement | None
    sealed_at: datetime

    @property
    def agrees(self) -> bool:
        """Whether the ledger and the sealing replay said the same."""
        return self.disagreement is None


class Unreadable(Exception):
    """What stands in the place of a history cannot even be unpacked: it was altered."""


class Histories(Protocol):
    """The sealed histories of one region; what is sealed is never changed."""

    async def seal(self, run: SealedRun, body: bytes) -> bool:
        """Keep a history, and say so on the audit trail in the same transaction.

        `place` is given here: behind the ticket's runs that are sealed. False, changing nothing,
        where the run is sealed already; Conflict where another history stands under its id.
        """
        ...

    async def sealed_of(self, run_ids: Sequence[str]) -> frozenset[str]:
        """Which of these runs are sealed."""
        ...

    async def runs(self, ticket_id: str) -> Sequence[SealedRun]:
        """The ticket's sealed runs in order; empty for an unknown ticket."""
        ...

    async def body(self, run_id: str) -> bytes:
        """A run's history as it stands there, unchecked. Raises Missing and Unreadable."""
        ...

    async def tickets(
        self, since: datetime, until: datetime, *, after: str = "", limit: int
    ) -> Sequence[str]:
        """Tickets of which a run ended in the period, by their ids, behind the one named `after`.

        The period is without `until` itself.
        """
        ...

    async def count(self, since: datetime, until: datetime) -> int:
        """How many such tickets there are."""
        ...

    async def unsealed(self, since: datetime, until: datetime) -> int:
        """How many tickets were closed in such a period of which no run is sealed."""
        ...

    async def looked_until(self) -> datetime | None:
        """Up to when all that ended has been sealed; None before the first look."""
        ...

    async def looked(self, until: datetime) -> None:
        """Note it. An instant before the one that stands there changes nothing."""
        ...
