"""Recorded lives as a region keeps them once their runs have ended: ledger, seals and trail."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.testing import ActivityEnvironment

from activities.sealing import Look, SealingActivities
from domain.histories import EndedRun, Ending, FetchedRun
from domain.ledger import Page
from domain.ports import Relive
from domain.stores import RegionStores
from runtime.converter import data_converter
from runtime.ended_runs import canonical, seal_mark
from runtime.reliving import in_a_thread
from runtime.replay import run_before
from tests.histories.recording import Recording

# What was still open as it was recorded counts as terminated there.
ENDINGS = MappingProxyType(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: Ending.COMPLETED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: Ending.CONTINUED,
    }
)


class RecordedRuns:
    """The port `EndedRuns` over recordings, in place of Temporal."""

    def __init__(self, recordings: Sequence[Recording]) -> None:
        self._runs = {
            history.run_id: (one.ticket, history) for one in recordings for history in one.runs
        }

    async def ended(self, since: datetime, until: datetime | None) -> Sequence[EndedRun]:
        found = [ended_run(ticket, history) for ticket, history in self._runs.values()]
        wanted = [run for run in found if since <= run.closed_at]
        wanted = [run for run in wanted if until is None or run.closed_at < until]
        return sorted(wanted, key=lambda run: (run.closed_at, run.run_id))

    async def fetch(self, run: EndedRun) -> FetchedRun | None:
        _, history = self._runs[run.run_id]
        before = run_before(history) or None
        return FetchedRun(run, before, len(history.events), canonical(history))

    async def find(self, ticket_id: str, run_id: str) -> EndedRun | None:
        return ended_run(*self._runs[run_id]) if run_id in self._runs else None

    def reliving(self) -> AbstractAsyncContextManager[Relive]:
        return in_a_thread(data_converter)()


def ended_run(ticket: str, history: WorkflowHistory) -> EndedRun:
    last = history.events[-1]
    ended = ENDINGS.get(last.event_type, Ending.TERMINATED)
    return EndedRun(ticket, history.run_id, ended, last.event_time.ToDatetime(UTC))


async def seal(stores: RegionStores, *recordings: Recording) -> int:
    """Write the ledgers of recorded lives and seal their runs; how many."""
    for one in recordings:
        await stores.ledger.write(Page(tuple(one.ledger)))
    ends = [ended_run(one.ticket, run).closed_at for one in recordings for run in one.runs]
    verbs = SealingActivities(stores, RecordedRuns(recordings), seal_mark())
    look = Look(max(ends) + timedelta(minutes=5), 500)
    return await ActivityEnvironment().run(verbs.seal_ended_runs, look)
