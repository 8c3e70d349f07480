"""The story's time: one clock for the door, and every ticket's own clock moved on in lockstep."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from temporalio.api.common.v1 import FastForwardConfig, TimeSkippingConfig
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowInput,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowHandle,
)
from temporalio.testing import TimeSkipper

from domain.stores import RegionStores
from runtime.clock import SystemClock
from runtime.temporal_client import workflow_id_of
from runtime.waiting import until
from workflows.ticket import TicketWorkflow

PATIENCE = timedelta(seconds=60)  # of real time, for what one move sets off
A_MOMENT = timedelta(milliseconds=50)
LOOKS = 3  # in a row: a busy server fires what fell due a moment after it moved the clock

# The switch of Temporal's server that lets a workflow's clock be moved on.
SKIPPING = MappingProxyType({"frontend.WorkflowTimeSkippingEnabled": True})


class StoryClock:
    """The door's clock: the machine's, so much ahead. It goes on by itself between two moves."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        """The story's present instant."""
        return SystemClock().now() + self.ahead

    def set_to(self, at: datetime) -> None:
        """Let it be that instant now."""
        self.ahead = at - SystemClock().now()


def in_the_story(client: Client, clock: StoryClock) -> Client:
    """A client whose new tickets begin at the story's present instant, not at ours.

    Each workflow has a clock of its own on the server; one that starts with a delay, and skips it,
    has its first task at our time and the delay.
    """
    config = client.config()
    config["interceptors"] = [*config["interceptors"], _Later(clock)]
    return Client(**config)


class _Later(Interceptor):
    def __init__(self, clock: StoryClock) -> None:
        super().__init__()
        self._clock = clock

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return _LaterStart(next, self._clock)


class _LaterStart(OutboundInterceptor):
    def __init__(self, next: OutboundInterceptor, clock: StoryClock) -> None:
        super().__init__(next)
        self._clock = clock

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        ahead = self._clock.ahead
        forward = FastForwardConfig(id=str(uuid4()))
        forward.duration.FromTimedelta(ahead)
        input.start_delay = ahead
        input.time_skipping_config = TimeSkippingConfig(enabled=True, fast_forward_config=forward)
        return await super().start_workflow(input)


class Lockstep:
    """Moves the story on: the clocks of all tickets that are open, and the door's with them."""

    def __init__(
        self, clock: StoryClock, stores: Mapping[str, RegionStores], clients: Mapping[str, Client]
    ) -> None:
        self._clock = clock
        self._stores = stores
        self._clients = clients
        self._skippers = {name: TimeSkipper(client) for name, client in clients.items()}
        self._open: dict[str, WorkflowHandle[TicketWorkflow, None]] = {}

    async def joins(self, ticket: str) -> None:
        """A ticket that was opened; returns once its first steps are done."""
        client = self._clients[_region_of(ticket)]
        self._open[ticket] = client.get_workflow_handle_for(
            TicketWorkflow.run, workflow_id_of(ticket)
        )
        await self.rest()

    async def move_to(self, at: datetime) -> None:
        """Let it be that instant everywhere, with all that falls due until then done."""
        await asyncio.gather(*(self._forward(ticket, at) for ticket in self._open))
        self._clock.set_to(max(at, self._clock.now()))
        await self.rest()

    async def rest(self) -> None:
        """Wait until nothing is under way for any ticket; one that ended needs no more time."""
        tickets = list(self._open)
        lasting = await asyncio.gather(*(self._rests(ticket) for ticket in tickets))
        for ticket, lasts in zip(tickets, lasting, strict=True):
            if not lasts:
                del self._open[ticket]

    async def _rests(self, ticket: str) -> bool:
        """Wait until nothing is under way; whether the ticket lives on."""
        handle, stores = self._open[ticket], self._stores[_region_of(ticket)]
        seen: list[WorkflowExecutionDescription] = []

        async def is_still() -> bool:
            if await stores.inbox.waiting() or not await stores.ledger.entries(ticket):
                return False  # something was accepted that the ticket was not told yet
            seen[:] = [*seen[1 - LOOKS :], await handle.describe()]
            return len(seen) == LOOKS and _are_idle(seen)

        await until(is_still, PATIENCE, f"{ticket} did not come to rest.")
        return seen[-1].status is WorkflowExecutionStatus.RUNNING

    async def _forward(self, ticket: str, at: datetime) -> None:
        """Until the ticket's own clock has come there."""
        handle, skipper = self._open[ticket], self._skippers[_region_of(ticket)]

        async def has_come() -> bool:
            left = at - await skipper.get_current_time(handle)
            return left <= A_MOMENT or not await skipper.fast_forward(handle, left)

        await until(has_come, PATIENCE, f"{ticket} did not come to {at}.")


def _are_idle(looks: Sequence[WorkflowExecutionDescription]) -> bool:
    """Whether the server had nothing to do for the workflow but to wait, at each look alike."""
    raw = [look.raw_description for look in looks]
    busy = [one.pending_activities or one.HasField("pending_workflow_task") for one in raw]
    return not any(busy) and len({look.history_length for look in looks}) == 1


def _region_of(ticket: str) -> str:
    return ticket.rpartition("-")[0]
