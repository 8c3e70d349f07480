"""How a ticket's workflow is told of its news, and started by the first of it."""

from collections.abc import Callable

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from domain.arrivals import Batch, Opening
from domain.policy import Policy
from domain.stores import FrozenPolicies, Unavailable
from domain.story import begun
from runtime.dispatcher import CannotTell
from runtime.temporal_client import TIMEOUT, task_queue_of, workflow_id_of
from workflows.ticket import TicketWorkflow


class TellingTemporal:
    """Signals a region's tickets; the first news of a ticket starts it, under a frozen policy."""

    def __init__(
        self,
        region: str,
        client: Client,
        policies: FrozenPolicies,
        freeze: Callable[[Opening], Policy],
    ) -> None:
        self._region = region
        self._client = client
        self._policies = policies
        self._freeze = freeze
        self._kept = ""

    async def __call__(self, batch: Batch) -> None:
        """Tell one ticket all its news in one call. Raises CannotTell."""
        try:
            if batch.opening is None:
                handle = self._client.get_workflow_handle(workflow_id_of(batch.ticket_id))
                await handle.signal(TicketWorkflow.hear, batch.news, rpc_timeout=TIMEOUT)
            else:
                await self._open(batch, batch.opening)
        except WorkflowAlreadyStartedError:
            raise CannotTell("ticket_ended", of_ticket=True) from None
        except RPCError as error:
            raise CannotTell(error.status.name.lower(), of_ticket=_is_of_ticket(error)) from None
        except Unavailable:
            raise CannotTell("database_away") from None
        except (TimeoutError, OSError, RuntimeError):
            raise CannotTell("temporal_away") from None  # a lazy client that could not connect

    async def _open(self, batch: Batch, opening: Opening) -> None:
        policy = self._freeze(opening)
        if policy.reference.hash != self._kept:
            await self._policies.keep(policy)
            self._kept = policy.reference.hash
        await self._client.start_workflow(
            TicketWorkflow.run,
            begun(batch.ticket_id, self._region, opening, policy),
            id=workflow_id_of(batch.ticket_id),
            task_queue=task_queue_of(self._region),
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            start_signal="hear",
            start_signal_args=[batch.news],
            rpc_timeout=TIMEOUT,
        )


def _is_of_ticket(error: RPCError) -> bool:
    """Not found, though its namespace was: of that, too, a busy server says NOT_FOUND."""
    refused = (RPCStatusCode.NOT_FOUND, RPCStatusCode.INVALID_ARGUMENT)
    return error.status in refused and not error.message.startswith("Namespace")
