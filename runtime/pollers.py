"""Whether anybody works on a region's tickets, as Temporal sees it."""

from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from runtime.temporal_client import task_queue_of
from runtime.temporal_server import namespace_of

# A worker asks at least once a minute; Temporal goes on naming it for minutes after it has gone.
SILENT_AFTER = timedelta(seconds=90)
ONE_CALL = timedelta(seconds=2)


async def last_polled(client: Client, region: str) -> datetime | None:
    """When a worker last asked for a ticket's next task, by Temporal's clock; None for never.

    Raises RPCError, among them NOT_FOUND where the region has no namespace, and RuntimeError where
    a lazy client could not connect.
    """
    request = DescribeTaskQueueRequest(
        namespace=namespace_of(region),
        task_queue=TaskQueue(name=task_queue_of(region)),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    found = await client.workflow_service.describe_task_queue(request, timeout=ONE_CALL)
    asked = (one.last_access_time.ToDatetime(tzinfo=UTC) for one in found.pollers)
    return max(asked, default=None)


def is_polling(last: datetime | None, now: datetime) -> bool:
    """Whether whoever asked then is to be counted on now."""
    return last is not None and now - last < SILENT_AFTER
