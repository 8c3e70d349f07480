"""The only file of the API that knows Temporal: commands become updates of a ticket's workflow."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError as NoAnswer
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from api.door import (
    CommandRefused,
    TemporalAway,
    TicketIsClosed,
    TicketIsUnknown,
    TooManyCommands,
)
from domain.commands import Command
from runtime.temporal_client import TIMEOUT, workflow_id_of
from workflows.ticket import TicketWorkflow

AT_ONCE = 4  # the server refuses more than ten updates in flight on one workflow, and flaps before
MOST_WAITING = 200

OUR_FAULT = (
    RPCStatusCode.INVALID_ARGUMENT,
    RPCStatusCode.UNIMPLEMENTED,
    RPCStatusCode.UNAUTHENTICATED,
    RPCStatusCode.PERMISSION_DENIED,
)

TicketHandle = WorkflowHandle[TicketWorkflow, None]

log = structlog.get_logger("commands")


class TemporalCommands:
    """Sends commands to the workflows of the regions that it has clients for."""

    def __init__(self, clients: Mapping[str, Client], patience: timedelta = TIMEOUT) -> None:
        self._clients = clients
        self._patience = patience
        self._lanes = _Lanes()

    async def send(self, ticket_id: str, command: Command, command_id: str) -> int:
        """As the Protocol `Commands` says."""
        client = self._clients.get(ticket_id.rpartition("-")[0])
        if client is None:
            raise TicketIsUnknown(ticket_id)
        ticket: TicketHandle = client.get_workflow_handle_for(
            TicketWorkflow.run, workflow_id_of(ticket_id)
        )
        try:
            async with asyncio.timeout(self._patience.total_seconds()), self._lanes.of(ticket_id):
                return await ticket.execute_update(
                    TicketWorkflow.command, command, id=command_id, rpc_timeout=self._patience
                )
        except WorkflowUpdateFailedError as failure:
            raise _refused(failure) from None
        except RPCError as error:
            raise _failed(error) from None
        except (NoAnswer, TimeoutError, RuntimeError) as error:
            # RuntimeError is what a lazy client makes of "connection refused".
            raise TemporalAway(type(error).__name__) from None


@dataclass(slots=True)
class _Lane:
    """A ticket's commands, of which a few go side by side."""

    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    users: int = 0


class _Lanes:
    """The lanes of those tickets that have commands under way, and of no others."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def of(self, ticket_id: str) -> AsyncIterator[None]:
        """Wait for a place in the ticket's lane. Raises TooManyCommands where too many wait."""
        lane = self._lanes.setdefault(ticket_id, _Lane())
        if lane.users >= MOST_WAITING:
            raise TooManyCommands(ticket_id)
        lane.users += 1
        try:
            async with lane.places:
                yield
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[ticket_id]


def _refused(failure: WorkflowUpdateFailedError) -> Exception:
    cause = failure.cause
    if not isinstance(cause, ApplicationError):
        return TemporalAway(type(cause).__name__)
    # The server's own word for a workflow that ended while it worked on an update.
    if cause.type == "AcceptedUpdateCompletedWorkflow":
        return TicketIsClosed()
    return CommandRefused(cause.type or "refused", cause.message)


def _failed(error: RPCError) -> Exception:
    """What the server's refusal means; for NOT_FOUND only its sentence tells."""
    message = error.message
    if error.status is RPCStatusCode.NOT_FOUND:
        if "already completed" in message:
            return TicketIsClosed()
        return TicketIsUnknown() if "not found for ID" in message else TemporalAway()
    if error.status is RPCStatusCode.RESOURCE_EXHAUSTED:
        return TooManyCommands()
    log.warning("temporal refused a command", status=error.status.name)
    return error if error.status in OUR_FAULT else TemporalAway()
