"""A process of a worker: what it opens, in order, and closes again."""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.worker import Worker

from activities.teller import Pace
from channels.kinds import Tools
from channels.web.guarded_http import GuardedHttp
from language.detection import Detector
from rulebook.directory import DeskDirectory
from rulebook.facts import Desk
from rulebook.publishing.current import Current, Made
from runtime.audit_keys import read_audit_signer, read_audit_verifiers
from runtime.beginning import desks_of, edition_here
from runtime.channel_tokens import RenewedTokens, owner_here
from runtime.checkpoint_files import NoteFolder
from runtime.clock import SystemClock
from runtime.deployments import Deployment, build_id
from runtime.dispatcher import Dispatcher
from runtime.doors import ending_in_a_sentence
from runtime.figures import figures
from runtime.installation import ServedRegion, dispatcher_of, open_regions, served
from runtime.logs import set_up_logs
from runtime.mouths import Here, mouths_of
from runtime.notary import Notary
from runtime.pagers import pagers_of
from runtime.reliving import in_a_process
from runtime.schedules import schedule_retention, schedule_sealing, schedule_shifts
from runtime.secret_places import secrets_in
from runtime.settings import Settings
from runtime.signed_notes import Signer
from runtime.temporal_client import connect_patiently
from runtime.translators import Translators
from workers.collecting import collecting
from workers.region import Verbs, deskless_verbs_of, present, verbs_of, worker_with
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

    @property
    def name(self) -> str:
        """The region's."""
        return self.region.name


async def work(settings: Settings) -> None:
    """Work on the tickets of the regions until asked to stop; what is under way is finished."""
    set_up_logs(settings.log_level)
    begun = await edition_here(settings)
    stop = asked_to_stop()
    async with AsyncExitStack() as stack:
        stack.enter_context(figures(settings.host, settings.metrics_port))
        verbs_by, forget = await _equipped(settings, begun.desk, stack)
        opening = open_regions(settings, begun.desk, os.environ, forget=forget)
        regions = await stack.enter_async_context(opening)
        notaries = [_notary(settings, region) for region in regions.values()]
        verbs = {name: Made(verbs_by(region)) for name, region in regions.items()}
        ready = {name: made.of for name, made in verbs.items()}
        following = desks_of(settings, regions, begun, "worker", ready)
        desks = await stack.enter_async_context(following)
        posts = await _posts(settings, regions, stop)
        successions = [Succession(post.client, post.deployment, WORKFLOWS) for post in posts]
        if not await done_before(stop, *(one.prepare() for one in successions)):
            return
        signers = {
            one: read_audit_signer(settings.keys_folder(), one, os.environ) for one in regions
        }
        workers = [
            _worker(post, verbs[post.name], desks.of(post.name), signers[post.name])
            for post in posts
        ]
        sweepers = [_sweeper(post, desks.of(post.name)) for post in posts]
        beside = [*(one.run for one in sweepers), *(one.run for one in successions)]
        beside += [one.run for one in notaries]
        collector = collecting(settings, desks, regions, _nudges(posts, sweepers))
        beside.append((await stack.enter_async_context(collector)).run)
        await stack.enter_async_context(at_work(workers, beside))
        for post in posts:
            await schedule_shifts(post.client, post.name)
            await schedule_sealing(post.client, post.name)
            await schedule_retention(post.client, post.name)
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
) -> tuple[Callable[[ServedRegion], Callable[[Desk], Verbs]], Callable[[str], None]]:
    """What all regions and desks share: what a region can do with it by a desk, and what forgets.

    The first raises KeyMissing or CannotStart for a desk which asks for what is not here; the
    second drops what is in memory of a region's texts.
    """
    http = await stack.enter_async_context(GuardedHttp())
    detector = await asyncio.to_thread(Detector)
    secrets = secrets_in(settings.keys_folder(), os.environ)
    translators = stack.enter_context(
        Translators(desk, secrets, regions=served(settings, desk), detector=detector)
    )

    def verbs_by(region: ServedRegion) -> Callable[[Desk], Verbs]:
        clock = SystemClock()
        tokens = RenewedTokens(region.stores.channels, clock, owner_here("worker"))
        tools = Tools(http, clock, tokens, region.stores.chat)

        def verbs(desk: Desk) -> Verbs:
            return verbs_of(
                region.stores,
                desk,
                detector=detector,
                translator=translators.of(region.name, desk),
                outside=_outside(settings, desk, tools),
            )

        return verbs

    return verbs_by, translators.forget


def _outside(settings: Settings, desk: Desk, tools: Tools) -> Outside:
    return Outside(
        mouths=mouths_of(Here(settings, os.environ), desk, lambda _: tools),
        directory=DeskDirectory(desk),
        languages=desk.team_languages(),
        pagers=pagers_of(settings, desk, tools.http, os.environ),
        pace=Pace(SystemClock(), DIGEST_WINDOW),
    )


def _worker(post: Post, verbs: Made[Verbs], current: Current, notary: Signer) -> Worker:
    by_the_present_desk = present(lambda: verbs.of(current.standing.edition))
    reliving = in_a_process(post.name, *post.region.key.payload_keys())
    deskless = deskless_verbs_of(post.region.stores, post.client, reliving, notary)
    can = [*by_the_present_desk, *deskless]
    return worker_with(post.name, post.client, can, post.deployment.config())


def _sweeper(post: Post, current: Current) -> Dispatcher:
    owner = f"worker-{os.getpid()}"
    return dispatcher_of(post.region, post.client, current.desk, owner, sweep_every=SWEEP_SECONDS)


def _nudges(posts: Sequence[Post], sweepers: Sequence[Dispatcher]) -> Callable[[str], None]:
    by_region = dict(zip((post.name for post in posts), sweepers, strict=True))
    return lambda region: by_region[region].nudge()


def _notary(settings: Settings, region: ServedRegion) -> Notary:
    """Raises KeyMissing."""
    folder = settings.keys_folder()
    return Notary(
        region.name,
        region.checkpoints,
        read_audit_signer(folder, region.name, os.environ),
        read_audit_verifiers(folder, region.name, os.environ),
        NoteFolder(settings.checkpoints_folder() / region.name),
        SystemClock(),
    )


def main() -> None:
    """Open the door with this process's settings; SystemExit says what keeps it closed."""
    with ending_in_a_sentence():
        asyncio.run(work(Settings.read()))
