"""Door 1: a worker process.  python -m workers"""

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.worker import Worker

from activities.teller import Pace
from channels.guarded_http import GuardedHttp
from language.detection import Detector
from rulebook.desk import read_desk
from rulebook.directory import DeskDirectory
from rulebook.facts import Desk
from runtime.accounts import callback_channels
from runtime.clock import SystemClock
from runtime.deployments import Deployment, build_id
from runtime.dispatcher import Dispatcher
from runtime.doors import ending_in_a_sentence
from runtime.figures import figures
from runtime.installation import ServedRegion, dispatcher_of, open_regions
from runtime.logs import set_up_logs
from runtime.pagers import pagers_of
from runtime.schedules import schedule_shifts
from runtime.settings import Settings
from runtime.temporal_client import connect_patiently
from runtime.translators import Translators
from workers.region import worker_of
from workers.registry import WORKFLOWS, Outside
from workers.stopping import asked_to_stop, at_work, done_before
from workers.succession import Succession

DIGEST_WINDOW = timedelta(minutes=1)  # an agent is told once in it; what is more is a digest
SWEEP_SECONDS = 5.0  # the API tells at once; this is for what it left, as when it was killed

log = structlog.get_logger("worker")


@dataclass(frozen=True, slots=True)
class Post:
    """A region to work for, and as which build."""

    region: ServedRegion
    client: Client
    deployment: Deployment


async def work(settings: Settings) -> None:
    """Work on the tickets of the regions until asked to stop; what is under way is finished."""
    set_up_logs(settings.log_level)
    desk = read_desk(settings.desk)
    stop = asked_to_stop()
    async with AsyncExitStack() as stack:
        stack.enter_context(figures(settings.host, settings.metrics_port))
        worker_for = await _equipped(settings, desk, stack)
        regions = await stack.enter_async_context(open_regions(settings, desk, os.environ))
        posts = await _posts(settings, regions, stop)
        successions = [Succession(post.client, post.deployment, WORKFLOWS) for post in posts]
        if not await done_before(stop, *(one.prepare() for one in successions)):
            return
        workers = [worker_for(post) for post in posts]
        sweepers = [_sweeper(post, desk) for post in posts]
        beside = [*(one.run for one in sweepers), *(one.run for one in successions)]
        await stack.enter_async_context(at_work(workers, beside))
        for post in posts:
            await schedule_shifts(post.client, post.region.name)
        log.info("at work", regions=sorted(regions))
        await stop.wait()
        log.info("stopping")
    log.info("stopped")


async def _posts(
    settings: Settings, regions: Mapping[str, ServedRegion], stop: asyncio.Event
) -> list[Post]:
    """All of them, or fewer where `stop` was set before Temporal answered."""
    build, pinned = build_id(), settings.versioning == "pinned"
    log.info("build", build=build, versioning=settings.versioning)
    posts = []
    for name, region in regions.items():
        client = await connect_patiently(settings.temporal, region.key, "worker", stop)
        if client is not None:
            posts.append(Post(region, client, Deployment(name, build, pinned)))
    return posts


async def _equipped(
    settings: Settings, desk: Desk, stack: AsyncExitStack
) -> Callable[[Post], Worker]:
    """What all regions share, and a worker for each of them."""
    http = await stack.enter_async_context(GuardedHttp())
    translators = stack.enter_context(Translators(desk))
    outside = Outside(
        channels=callback_channels(settings, desk, SystemClock(), http, os.environ),
        directory=DeskDirectory(desk),
        languages=desk.team_languages(),
        pagers=pagers_of(settings, desk, http, os.environ),
        pace=Pace(SystemClock(), DIGEST_WINDOW),
    )
    detector = await asyncio.to_thread(Detector)

    def worker_for(post: Post) -> Worker:
        return worker_of(
            post.region.stores,
            post.client,
            desk,
            detector=detector,
            translator=translators.of(post.region.name),
            outside=outside,
            deployment=post.deployment.config(),
        )

    return worker_for


def _sweeper(post: Post, desk: Desk) -> Dispatcher:
    owner = f"worker-{os.getpid()}"
    return dispatcher_of(post.region, post.client, desk, owner, sweep_every=SWEEP_SECONDS)


if __name__ == "__main__":
    with ending_in_a_sentence():
        asyncio.run(work(Settings.read()))
