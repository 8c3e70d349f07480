"""Writes lives into a region's database as rows, as the desk's own ledger would have them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert

from bench.period import Life, Lives
from domain.arrivals import Opening
from domain.ledger import view_of
from domain.policy import Policy
from domain.story import begun
from rulebook.backtesting.loads import CountedLoads
from rulebook.backtesting.recorded import Holding, lived
from rulebook.desk import read_desk
from storage.database.canonical import EVENT, POLICY, VIEW, written
from storage.database.engine import Database, insert_new
from storage.tickets.pages import columns_of, ledger, tickets
from storage.tickets.policies import policies

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Of some lives: what stands in which table. Places are given as they are written."""

    events: list[dict[str, Any]] = field(default_factory=list)
    tickets: list[Row] = field(default_factory=list)
    policies: dict[str, Row] = field(default_factory=dict)

    def add(self, life: Life) -> None:
        """One more."""
        story = life.story
        for entry in life.entries:
            event = entry.event
            row = {"ticket_id": entry.ticket_id, "sequence": entry.sequence, "kind": event.kind}
            self.events.append({**row, "at": event.at, "body": written(EVENT, event)})
        view = view_of(story.ticket, story.policy)
        self.tickets.append({**columns_of(view), "body": written(VIEW, view)})
        self._keep(story.policy)

    def _keep(self, policy: Policy) -> None:
        one = policy.reference
        if one.hash not in self.policies:
            facts = {"hash": one.hash, "name": one.name, "version": one.version}
            self.policies[one.hash] = {**facts, "body": written(POLICY, policy)}


class Recorder:
    """Writes rows into one region's database, which must have its tables."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._position = 0

    async def write(self, rows: Rows) -> None:
        """Write them, after all that was written before."""
        for position, row in enumerate(rows.events, start=self._position + 1):
            row["position"] = position
        self._position += len(rows.events)
        await self._database.reshape(lambda connection: _write(connection, rows))

    async def end(self, region: str, last: Opening, policy: Policy) -> None:
        """Have a last ticket opened, so that the record reaches until then."""
        story = begun(f"{region}-last", region, last, policy)
        rows = Rows()
        rows.add(Life(story.unwritten, story))
        await self.write(rows)


@dataclass(frozen=True, slots=True)
class Some:
    """Lives to make: of these numbers, opened between two instants."""

    numbers: range
    since: datetime
    until: datetime
    seed: int = 1


@dataclass(frozen=True, slots=True)
class OnlyHoldings:
    """Of the same lives nothing but whose load they were."""

    of: Some


Loads = Mapping[str, CountedLoads]  # by region
Made = Mapping[str, Rows] | Sequence[tuple[str, tuple[Holding, ...]]] | None


class LivesWorker:
    """Makes lives of a desk; the loads that these meet are those that it was told."""

    def __init__(self, folder: Path) -> None:
        self._loads: Loads = {}
        self._lives = Lives(read_desk(folder), self._at)

    def __call__(self, job: Some | OnlyHoldings | Loads) -> Made:
        """The rows of some lives, by region; or the region and the holdings of each."""
        if isinstance(job, OnlyHoldings):
            return self.held(job.of)
        if isinstance(job, Some):
            return rows_of(self.made(job))
        self._loads = job
        return None

    def close(self) -> None:
        """Nothing was opened."""

    def held(self, some: Some) -> Sequence[tuple[str, tuple[Holding, ...]]]:
        """The region and the holdings of each life."""
        return [(life.story.ticket.region, lived(life.entries)[1]) for life in self.made(some)]

    def made(self, some: Some) -> Iterator[Life]:
        """The lives."""
        for number in some.numbers:
            yield self._lives.numbered(number, some.since, some.until, some.seed)

    def _at(self, region: str, at: datetime) -> Mapping[str, int]:
        counted = self._loads.get(region)
        return counted.at(at) if counted else {}


def rows_of(lives: Iterable[Life]) -> Mapping[str, Rows]:
    """By the region of each."""
    found: dict[str, Rows] = {}
    for life in lives:
        found.setdefault(life.story.ticket.region, Rows()).add(life)
    return found


def counted(held: Iterable[tuple[str, tuple[Holding, ...]]]) -> Loads:
    """The loads of each region that follow from its tickets."""
    loads: dict[str, CountedLoads] = {}
    for region, holdings in held:
        loads.setdefault(region, CountedLoads()).add(holdings)
    for one in loads.values():
        one.settle()
    return loads


def _write(connection: Connection, rows: Rows) -> None:
    for table, many in ((ledger, rows.events), (tickets, rows.tickets)):
        _insert(connection, table, many)
    for policy in rows.policies.values():
        insert_new(connection, policies, policy)


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    if listed := list(rows):
        connection.execute(insert(table), listed)
