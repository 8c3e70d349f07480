"""Builds the worker of one region: what it can do, by one desk or by the present one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker, WorkerDeploymentConfig

from domain.consents import AskedFirst, OnlineEngines
from domain.ports import LanguageDetector, Notary, Translator
from domain.stores import RegionStores
from rulebook.facts import Desk
from rulebook.privacy import engines_elsewhere
from rulebook.reaching import DeskRules
from rulebook.staffing import DeskStaffing
from rulebook.topics import DeskRouting
from runtime.ended_runs import TemporalRuns, seal_mark
from runtime.keys import KeyMissing
from runtime.reliving import Reliving, in_a_thread
from runtime.sandbox import sandbox
from runtime.temporal_client import task_queue_of
from workers.registry import WORKFLOWS, Outside, activities_of, deskless_activities_of

CACHED_TICKETS = 2000
SIDE_BY_SIDE = 8  # workflows share one interpreter: more at once only makes each of them late
GRACE = timedelta(seconds=5)  # shorter than the time that `meridian up` gives a child

Verbs = Sequence[Callable[..., Any]]


class NoNotary:
    """The port `Notary` of a worker that was given no audit key."""

    def sign(self, text: str) -> str:
        """Raises KeyMissing."""
        raise KeyMissing("this worker has no audit key to sign with")


def worker_of(  # noqa: PLR0913 - a composition root's product: each argument is one part of it
    stores: RegionStores,
    client: Client,
    desk: Desk,
    *,
    detector: LanguageDetector,
    translator: Translator,
    outside: Outside,
    deployment: WorkerDeploymentConfig | None = None,
    notary: Notary | None = None,
) -> Worker:
    """The worker of a region that goes by one desk for as long as it runs, ready to run."""
    verbs = verbs_of(stores, desk, detector=detector, translator=translator, outside=outside)
    deskless = deskless_verbs_of(stores, client, in_a_thread(client.data_converter), notary)
    return worker_with(stores.region, client, [*verbs, *deskless], deployment)


def worker_with(
    region: str,
    client: Client,
    verbs: Verbs,
    deployment: WorkerDeploymentConfig | None = None,
) -> Worker:
    """The worker of a region that can do these verbs, ready to run.

    Without a deployment it has no version, and gets work only where no build has become current:
    so are the demo's and the tests', of which none outlives its code.
    """
    return Worker(
        client,
        task_queue=task_queue_of(region),
        workflows=list(WORKFLOWS),
        activities=verbs,
        workflow_runner=sandbox(),
        max_cached_workflows=CACHED_TICKETS,
        max_concurrent_workflow_tasks=SIDE_BY_SIDE,
        graceful_shutdown_timeout=GRACE,
        deployment_config=deployment,
    )


def verbs_of(
    stores: RegionStores,
    desk: Desk,
    *,
    detector: LanguageDetector,
    translator: Translator,
    outside: Outside,
) -> Verbs:
    """What a region can do by one desk."""
    permissions = AskedFirst(desk.privacy.purposes, stores.privacy.consents)
    return activities_of(
        stores,
        detector=detector,
        translator=translator,
        routing=DeskRouting(desk),
        staffing=DeskStaffing(desk),
        replies=desk.replies,
        moods=desk.moods,
        outside=replace(outside, rules=DeskRules(desk, stores.region)),
        brief_masks={
            name: desk.residency.masks_of_briefs(stores.region, team.region)
            for name, team in desk.teams.items()
        },
        permissions=permissions,
        online=OnlineEngines(engines_elsewhere(desk, stores.region), permissions),
        retention=desk.retention[stores.region],
    )


def deskless_verbs_of(
    stores: RegionStores, client: Client, reliving: Reliving, notary: Notary | None = None
) -> Verbs:
    """What a region can do by any desk.

    `reliving` says who lives again what is sealed. Without a notary nobody's erasure is certified:
    it waits for a worker that has one.
    """
    return deskless_activities_of(
        stores,
        runs=TemporalRuns(client, reliving),
        mark=seal_mark(),
        notary=notary or NoNotary(),
    )


def present(verbs: Callable[[], Verbs]) -> Verbs:
    """Verbs that are asked for anew at each call, and go on by the desk with which it began."""
    return [_present(verbs, index) for index in range(len(verbs()))]


def _present(verbs: Callable[[], Verbs], index: int) -> Callable[..., Any]:
    @wraps(verbs()[index])  # its name and types are what Temporal knows it by
    async def act(*given: Any) -> Any:
        return await verbs()[index](*given)

    return act
