"""Has Temporal send people the codes by which they prove who they are."""

from collections.abc import Mapping

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from activities.proving import CodeOrder
from api.door import TemporalAway
from runtime.temporal_client import TIMEOUT, task_queue_of
from workflows.proving import ProvingWorkflow


class TemporalProofs:
    """The port `ProofSender` over the regions that there are clients for."""

    def __init__(self, clients: Mapping[str, Client]) -> None:
        self._clients = clients

    async def send(self, region: str, request_id: str, count: int) -> None:
        """As the Protocol says: what was begun under that number is not begun again."""
        try:
            await self._clients[region].start_workflow(
                ProvingWorkflow.run,
                CodeOrder(request_id, count),
                id=f"proof-{request_id}-{count}",
                task_queue=task_queue_of(region),
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                rpc_timeout=TIMEOUT,
            )
        except WorkflowAlreadyStartedError:
            return
        except (RPCError, RuntimeError) as error:
            # RuntimeError is what a lazy client makes of "connection refused".
            raise TemporalAway(type(error).__name__) from None
