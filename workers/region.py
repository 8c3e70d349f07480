"""Builds the worker of one region: what it can do, and the sweeper beside it."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker, WorkerDeploymentConfig

from domain.ports import LanguageDetector, Translator
from domain.stores import RegionStores
from rulebook.facts import Desk
from rulebook.staffing import DeskStaffing
from rulebook.topics import DeskRouting
from runtime.sandbox import sandbox
from runtime.temporal_client import task_queue_of
from workers.registry import WORKFLOWS, Outside, activities_of

CACHED_TICKETS = 2000
SIDE_BY_SIDE = 8  # workflows share one interpreter: more at once only makes each of them late
GRACE = timedelta(seconds=5)  # shorter than the time that `meridian up` gives a child


def worker_of(  # noqa: PLR0913 - a composition root's product: each argument is one part of it
    stores: RegionStores,
    client: Client,
    desk: Desk,
    *,
    detector: LanguageDetector,
    translator: Translator,
    outside: Outside,
    deployment: WorkerDeploymentConfig | None = None,
) -> Worker:
    """The worker of a region, ready to run.

    Without a deployment it has no version, and gets work only where no build has become current:
    so are the demo's and the tests', of which none outlives its code.
    """
    return Worker(
        client,
        task_queue=task_queue_of(stores.region),
        workflows=list(WORKFLOWS),
        activities=activities_of(
            stores,
            detector=detector,
            translator=translator,
            routing=DeskRouting(desk),
            staffing=DeskStaffing(desk),
            replies=desk.replies,
            outside=outside,
        ),
        workflow_runner=sandbox(),
        max_cached_workflows=CACHED_TICKETS,
        max_concurrent_workflow_tasks=SIDE_BY_SIDE,
        graceful_shutdown_timeout=GRACE,
        deployment_config=deployment,
    )
