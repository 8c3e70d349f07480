"""Which build of the tickets' story a worker runs, and to which one Temporal gives the work."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path

import pydantic
import temporalio
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig

from runtime.clock import SystemClock
from runtime.settings import ROOT
from runtime.temporal_client import task_queue_of
from runtime.waiting import until

# What a history is lived by. An activity's request and result stand in histories too, and what
# reads them again is the converter and the codec.
STORY = ("activities", "domain", "workflows")
READERS = ("runtime/codec.py", "runtime/converter.py", "runtime/sandbox.py")
LIBRARIES = f"temporalio {temporalio.__version__}, pydantic {pydantic.VERSION}"
PATIENCE = timedelta(seconds=30)
SILENT_AFTER = timedelta(seconds=90)  # a worker that lives asks for work once a minute at least
PAUSE = timedelta(milliseconds=500)  # asked more often, Temporal says that it is asked too much
QUESTIONS = 20
NOT_YET = frozenset(
    {
        RPCStatusCode.FAILED_PRECONDITION,
        RPCStatusCode.NOT_FOUND,
        RPCStatusCode.RESOURCE_EXHAUSTED,
    }
)


def build_id(root: Path = ROOT) -> str:
    """Sixteen hexadecimal digits that change when what tickets are lived by changes.

    A hash of the Python files of `workflows/`, `domain/` and `activities/`, of what reads
    histories, and of the versions of the libraries that do; by content and path, so that it is the
    same on every machine. Nothing else changes it: not the desk's files, nor the API.
    """
    digest = hashlib.sha256(LIBRARIES.encode())
    for path in sorted(_files(root), key=lambda one: one.relative_to(root).as_posix()):
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _files(root: Path) -> Iterator[Path]:
    for package in STORY:
        yield from (root / package).rglob("*.py")
    yield from (root / name for name in READERS)


@dataclass(frozen=True, slots=True)
class Deployment:
    """The workers of one build in one region. A `pinned` one keeps the tickets that it opens."""

    region: str
    build: str
    pinned: bool = False

    @property
    def name(self) -> str:
        """What Temporal calls the region's workers of all builds."""
        return task_queue_of(self.region)

    def config(self) -> WorkerDeploymentConfig:
        """What a worker of it says of itself."""
        kept, moving = VersioningBehavior.PINNED, VersioningBehavior.AUTO_UPGRADE
        return WorkerDeploymentConfig(
            version=WorkerDeploymentVersion(self.name, self.build),
            use_worker_versioning=True,
            default_versioning_behavior=kept if self.pinned else moving,
        )


@dataclass(frozen=True, slots=True)
class Builds:
    """What Temporal knows of a region's builds; `current` is None while workers had no version."""

    current: str | None
    replaced: frozenset[str]  # those that were current once


async def builds(client: Client, region: str) -> Builds:
    """Which build gets the region's tickets, and which did before. Raises RPCError.

    Temporal limits how often it is asked; so this may take a second or two.
    """
    for _ in range(QUESTIONS):
        try:
            return await _builds(client, region)
        except RPCError as error:
            if error.status is not RPCStatusCode.RESOURCE_EXHAUSTED:
                raise
            await asyncio.sleep(PAUSE.total_seconds())
    return await _builds(client, region)


async def _builds(client: Client, region: str) -> Builds:
    request = DescribeWorkerDeploymentRequest(
        namespace=client.namespace, deployment_name=task_queue_of(region)
    )
    try:
        answer = await client.workflow_service.describe_worker_deployment(request)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND or error.message.startswith("Namespace"):
            raise
        return Builds(None, frozenset())
    info = answer.worker_deployment_info
    current = info.routing_config.current_deployment_version.build_id or None
    were = {
        summary.deployment_version.build_id
        for summary in info.version_summaries
        if summary.HasField("last_current_time") or summary.HasField("current_since_time")
    }
    return Builds(current, frozenset(were - {current}))


async def make_current(
    client: Client, deployment: Deployment, *, ahead: bool = False, within: timedelta = PATIENCE
) -> None:
    """Have Temporal give the region's tickets to that build; safe to repeat, also side by side.

    Its workers must ask for work already, unless it is done `ahead` of them. Raises TimeoutError
    where none was seen in time.
    """
    await until(
        partial(_made_current, client, deployment, ahead),
        within,
        f"No worker of build {deployment.build} asks for work in {deployment.region}.",
        every=PAUSE,
    )


async def _made_current(client: Client, deployment: Deployment, ahead: bool) -> bool:
    request = SetWorkerDeploymentCurrentVersionRequest(
        namespace=client.namespace,
        deployment_name=deployment.name,
        build_id=deployment.build,
        identity=client.identity,
        allow_no_pollers=ahead,
        ignore_missing_task_queues=True,  # a region has one queue, and all its workers ask it
    )
    try:
        await client.workflow_service.set_worker_deployment_current_version(request)
    except RPCError as error:
        if error.status not in NOT_YET:
            raise
        return False
    return True


async def is_served(
    client: Client, region: str, build: str, silent_after: timedelta = SILENT_AFTER
) -> bool:
    """Whether a worker of that build has asked for work of late."""
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue_of(region)),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    answer = await client.workflow_service.describe_task_queue(request)
    since = SystemClock().now() - silent_after
    return any(
        poller.deployment_options.build_id == build
        and poller.last_access_time.ToDatetime(UTC) >= since
        for poller in answer.pollers
    )
