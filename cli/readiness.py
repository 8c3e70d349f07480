"""How `meridian up` knows that a part does its work."""

from collections.abc import Awaitable, Callable

import httpx
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from runtime.plain_http import plain_http
from runtime.temporal_client import task_queue_of
from runtime.temporal_server import answers, namespace_of, prepare_namespaces

Ready = Callable[[], Awaitable[bool]]


async def namespaces_are_ready(address: str, regions: tuple[str, ...]) -> bool:
    """Whether Temporal answers; then its namespaces are made ready too."""
    if not await answers(address):
        return False
    await prepare_namespaces(address, regions)
    return True


async def api_is_ready(url: str) -> bool:
    """Whether the API takes messages."""
    async with plain_http(url) as client:
        try:
            return (await client.get("/readyz")).is_success
        except httpx.TransportError:
            return False


async def workers_are_ready(address: str, regions: tuple[str, ...]) -> bool:
    """Whether somebody works on the tickets of every region."""
    client = await Client.connect(address, lazy=True)
    try:
        for region in regions:
            if not await _is_polled(client, region):
                return False
    except (RPCError, RuntimeError):
        return False
    return True


async def _is_polled(client: Client, region: str) -> bool:
    request = DescribeTaskQueueRequest(
        namespace=namespace_of(region),
        task_queue=TaskQueue(name=task_queue_of(region)),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    return bool((await client.workflow_service.describe_task_queue(request)).pollers)
