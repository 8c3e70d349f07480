"""What one process of a backtest does: it reads ledgers of a region, and tries a desk on them."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar, get_args

from domain.adoption_events import PolicyAdopted
from domain.events import Outcome, TicketOpened
from domain.ledger import Entry
from domain.policy import Policy
from domain.routing import History
from domain.stores import Missing
from rulebook.backtesting.backtest import NO_OPENING, Backtest, Known, Past, Tried
from rulebook.backtesting.calendars import remembered
from rulebook.backtesting.loads import CountedLoads
from rulebook.desk import read_desk
from rulebook.facts import Desk
from rulebook.reading.files import DeskError
from storage.reading.recorded import SqlRecord, has_record, open_record

POLICIES_KEPT: Final = 1_024
# They touch no other fact and are not compared; without them a third less is read.
OUTCOMES: Final = tuple(one.__dataclass_fields__["kind"].default for one in get_args(Outcome))

Some = TypeVar("Some")


@dataclass(frozen=True, slots=True)
class LookBack:
    """Say what was of these tickets."""

    region: str
    ticket_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnowLoads:
    """Know from now on what the teams of each region had to do."""

    loads: Mapping[str, CountedLoads]


@dataclass(frozen=True, slots=True)
class TryOut:
    """Say what would have been of these tickets until an instant, with the loads that are known."""

    region: str
    ticket_ids: tuple[str, ...]
    until: datetime


Job = LookBack | KnowLoads | TryOut
Result = tuple[Past, ...] | tuple[Tried, ...] | None


class Records:
    """The records of those regions that have one; what is asked of them is waited for."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._runner = asyncio.Runner()
        self._open = AsyncExitStack()
        self.of: Mapping[str, SqlRecord] = {
            region: self.ask(self._open.enter_async_context(open_record(url)))
            for region, url in urls.items()
            if has_record(url)
        }

    def ask(self, question: Coroutine[Any, Any, Some]) -> Some:
        """The answer."""
        return self._runner.run(question)

    def each(self, batches: AsyncIterator[Some]) -> Iterator[Some]:
        """What comes, as it comes."""
        while (batch := self.ask(_next_of(batches))) is not None:
            yield batch

    def close(self) -> None:
        """Close every connection."""
        self.ask(self._open.aclose())
        self._runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class DeskChanged(Exception):
    """The folder has other files than as the backtest began, and these have errors."""


class BacktestWorker:
    """Tries the desk of a folder on what the databases at these URLs tell."""

    def __init__(self, folder: Path, urls: Mapping[str, str]) -> None:
        """Raises DeskChanged."""
        self._backtest = Backtest(_read(folder))
        self._records = Records(urls)
        self._loads: Mapping[str, CountedLoads] = {}
        self._policy = lru_cache(maxsize=POLICIES_KEPT)(self._kept_policy)

    def __call__(self, job: Job) -> Result:
        """Do a job. Raises Unavailable."""
        match job:
            case LookBack(region, ticket_ids):
                found = self._ledgers(region, ticket_ids)
                return tuple(self._past(region, *one) for one in found.items())
            case KnowLoads(loads):
                self._loads = loads
                return None
            case TryOut(region, ticket_ids, until):
                return tuple(self._tried(region, ticket_ids, until))

    def close(self) -> None:
        """Close every connection."""
        self._records.close()

    def _ledgers(self, region: str, ticket_ids: tuple[str, ...]) -> Mapping[str, list[Entry]]:
        record = self._records.of[region]
        return self._records.ask(record.ledgers(ticket_ids, without=OUTCOMES))

    def _past(self, region: str, ticket_id: str, entries: list[Entry]) -> Past:
        if not entries or not isinstance(entries[0].event, TicketOpened):
            return Past(region, ticket_id, why_not=NO_OPENING)
        return self._backtest.past(entries, self._policy_of(region, entries))

    def _tried(self, region: str, ticket_ids: tuple[str, ...], until: datetime) -> Iterator[Tried]:
        histories = self._records.ask(self._records.of[region].histories(ticket_ids))
        for ticket_id, entries in self._ledgers(region, ticket_ids).items():
            policy = self._policy_of(region, entries)
            history = histories.get(ticket_id, History())
            known = Known(history, self._loads[region], policy)
            yield self._backtest.tried(entries, known, until)

    def _policy_of(self, region: str, entries: list[Entry]) -> Policy | None:
        """The policy that a ticket was under in the end."""
        taken = [
            one.event.policy.hash
            for one in entries
            if isinstance(one.event, TicketOpened | PolicyAdopted)
        ]
        return self._policy(region, taken[-1])

    def _kept_policy(self, region: str, content_hash: str) -> Policy | None:
        try:
            return remembered(self._records.ask(self._records.of[region].policy(content_hash)))
        except Missing:
            return None


def _read(folder: Path) -> Desk:
    try:
        return read_desk(folder)
    except DeskError as error:
        raise DeskChanged(f"{folder} has changed while it was tried: {error}") from None


async def _next_of(batches: AsyncIterator[Some]) -> Some | None:
    return await anext(batches, None)
