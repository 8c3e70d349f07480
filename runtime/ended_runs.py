"""What Temporal still knows of the runs of a region's tickets that have ended."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import Final

from temporalio.client import (
    Client,
    WorkflowExecution,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowHistory,
)
from temporalio.service import RPCError, RPCStatusCode

from domain.histories import EndedRun, Ending, FetchedRun, SealMark
from domain.ports import Relive
from runtime.deployments import build_id
from runtime.reliving import Reliving
from runtime.replay import run_before
from runtime.temporal_client import workflow_id_of
from runtime.timezones import time_zone_data

TICKETS: Final = "WorkflowType = 'TicketWorkflow'"
PREFIX: Final = workflow_id_of("")
ENDINGS: Final = MappingProxyType(
    {
        WorkflowExecutionStatus.COMPLETED: Ending.COMPLETED,
        WorkflowExecutionStatus.CONTINUED_AS_NEW: Ending.CONTINUED,
        WorkflowExecutionStatus.TERMINATED: Ending.TERMINATED,
        WorkflowExecutionStatus.FAILED: Ending.FAILED,
        WorkflowExecutionStatus.CANCELED: Ending.CANCELED,
        WorkflowExecutionStatus.TIMED_OUT: Ending.TIMED_OUT,
    }
)


@cache
def seal_mark() -> SealMark:
    """By what this process seals."""
    return SealMark(build_id(), time_zone_data())


class TemporalRuns:
    """The port `EndedRuns`, asked of Temporal. All but `reliving` raise RPCError."""

    def __init__(self, client: Client, reliving: Reliving) -> None:
        self._client = client
        self._reliving = reliving

    async def ended(self, since: datetime, until: datetime | None) -> Sequence[EndedRun]:
        """As the Protocol says."""
        query = f"{TICKETS} AND CloseTime >= '{_written(since)}'"
        if until is not None:
            query += f" AND CloseTime < '{_written(until)}'"
        found = [_ended(one) async for one in self._client.list_workflows(query)]
        return sorted((run for run in found if run), key=lambda one: (one.closed_at, one.run_id))

    async def fetch(self, run: EndedRun) -> FetchedRun | None:
        """As the Protocol says."""
        try:
            history = await self._handle(run.ticket_id, run.run_id).fetch_history()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None
        body = await asyncio.to_thread(canonical, history)
        return FetchedRun(run, run_before(history) or None, len(history.events), body)

    async def find(self, ticket_id: str, run_id: str) -> EndedRun | None:
        """As the Protocol says."""
        try:
            return _ended(await self._handle(ticket_id, run_id).describe())
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None

    def reliving(self) -> AbstractAsyncContextManager[Relive]:
        """As the Protocol says."""
        return self._reliving()

    def _handle(self, ticket_id: str, run_id: str) -> WorkflowHandle[object, object]:
        return self._client.get_workflow_handle(workflow_id_of(ticket_id), run_id=run_id)


def canonical(history: WorkflowHistory) -> bytes:
    """A history as Temporal gave it, in one form: JSON, keys sorted, no spaces.

    Payloads stay as they are there: encrypted, where the region's client made them.
    """
    document = json.loads(history.to_json())
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def _ended(one: WorkflowExecution) -> EndedRun | None:
    """None for a run that goes on."""
    ended = ENDINGS.get(one.status) if one.status is not None else None
    if ended is None or one.close_time is None:
        return None
    return EndedRun(one.id.removeprefix(PREFIX), one.run_id, ended, one.close_time)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
