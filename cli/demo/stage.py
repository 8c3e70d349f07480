"""The stage: a whole desk in this process, on a Temporal server whose time can be skipped."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
from temporalio.worker import Worker

from activities.teller import Pace
from api.app import create_app
from api.door import Door
from api.process import door_over
from cli.demo.clock import SKIPPING, Lockstep, StoryClock, in_the_story
from cli.demo.mailbox import Mailbox
from cli.readiness import namespaces_are_ready
from domain.channels import ByName
from language.detection import Detector
from rulebook.directory import DeskDirectory
from rulebook.facts import Desk
from runtime.addresses import LOOPBACK, free_port
from runtime.audit_keys import make_audit_key
from runtime.beginning import desks_of, edition_here
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.installation import ServedRegion, dispatcher_of, open_regions, running
from runtime.keys import make_region_key
from runtime.processes import Child, Supervisor
from runtime.settings import KEYS_FOLDER, ROOT, Settings
from runtime.temporal_client import connect
from runtime.temporal_server import TemporalServer
from runtime.translators import Translators
from workers.region import worker_of
from workers.registry import Outside


@dataclass(frozen=True, slots=True)
class Stage:
    """A desk at work, and how the story moves on."""

    desk: Desk
    settings: Settings
    regions: Mapping[str, ServedRegion]
    clock: StoryClock
    time: Lockstep
    http: httpx.AsyncClient
    mailbox: Mailbox


@contextlib.contextmanager
def data_folder(wanted: Path | None) -> Iterator[Path]:
    """The folder that was asked for, which stays; else one that is gone afterwards."""
    if wanted is None:
        with tempfile.TemporaryDirectory(prefix="meridian-demo-") as made:
            yield Path(made)
        return
    if wanted.is_dir() and any(wanted.iterdir()):
        raise CannotStart(f"{wanted} is not empty; the story needs a new folder")
    yield wanted.resolve()


def settings_of(data: Path) -> Settings:
    """The sample desk in a folder; what the environment says otherwise is left aside."""
    settings = Settings.read(
        data=data,
        keys=data / "keys",
        desk=ROOT / "desk",
        database=None,
        keys_database=None,
        regions=(),
        embedded=True,
    )
    return settings.model_copy(update={"temporal": f"{LOOPBACK}:{free_port()}"})


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Stage]:
    """Start everything, and stop it at the end; Temporal alone is a process of its own."""
    begun, clock, mailbox = await edition_here(settings), StoryClock(), Mailbox()
    desk = begun.desk
    async with AsyncExitStack() as stack:
        supervisor = await stack.enter_async_context(Supervisor(lambda _: None))
        _, regions, detector = await asyncio.gather(
            supervisor.start(_temporal(settings, desk)),
            _regions(settings, desk, stack),
            asyncio.to_thread(Detector),
        )
        plain = {
            name: await connect(settings.temporal, region.key, "demo", lazy=False)
            for name, region in regions.items()
        }
        clients = {name: in_the_story(client, clock) for name, client in plain.items()}
        desks = await stack.enter_async_context(desks_of(settings, regions, begun, "demo"))
        translators = stack.enter_context(Translators(desk, detector=detector))
        equipped = partial(worker_of, detector=detector, outside=_outside(desk, mailbox))
        workers = [
            equipped(region.stores, plain[name], desk, translator=translators.of(name))
            for name, region in regions.items()
        ]
        await stack.enter_async_context(_at_work(workers))
        dispatchers = {
            name: await stack.enter_async_context(
                running(dispatcher_of(region, clients[name], desks.of(name).desk, "demo"))
            )
            for name, region in regions.items()
        }
        door = door_over(settings, desks, regions, clients, dispatchers, detector)
        http = await stack.enter_async_context(_client(replace(door, clock=clock)))
        stores = {name: region.stores for name, region in regions.items()}
        time = Lockstep(clock, stores, plain)
        yield Stage(desk, settings, regions, clock, time, http, mailbox)


def _temporal(settings: Settings, desk: Desk) -> Child:
    """Temporal's own server, with the one switch that lets time be skipped."""
    regions, logs = tuple(desk.regions), settings.data / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    port = int(settings.temporal.rpartition(":")[2])
    database = settings.data / "temporal.sqlite"
    server = TemporalServer(port, database, regions, dynamic_config=SKIPPING)
    ready = partial(namespaces_are_ready, server.address, regions)
    return Child("temporal", server.command(), os.environ, logs / "temporal.log", ready)


async def _regions(
    settings: Settings, desk: Desk, stack: AsyncExitStack
) -> Mapping[str, ServedRegion]:
    """New regions, with what `meridian ticket` needs to find them later."""
    folder = settings.keys_folder()
    for region in desk.regions:
        make_region_key(folder, region)
        make_audit_key(folder, region, {})
    (settings.data / KEYS_FOLDER).write_text(f"{folder}\n")
    (settings.data / "temporal-address").write_text(f"{settings.temporal}\n")
    return await stack.enter_async_context(open_regions(settings, desk, {}))


def _outside(desk: Desk, mailbox: Mailbox) -> Outside:
    """Customers have their mailbox; agents are told on their own pages, and by nothing else."""
    return Outside(
        mouths=ByName({account.channel: mailbox for account in desk.accounts}),
        directory=DeskDirectory(desk),
        languages=desk.team_languages(),
        pagers={},
        pace=Pace(SystemClock(), timedelta(0)),
    )


@contextlib.asynccontextmanager
async def _at_work(workers: Sequence[Worker]) -> AsyncIterator[None]:
    """Run the workers, and stop them all at once: each takes a moment to let go of its queue."""
    running = [asyncio.create_task(worker.run()) for worker in workers]
    try:
        yield
    finally:
        await asyncio.gather(*(worker.shutdown() for worker in workers))
        await asyncio.gather(*running)


def _client(door: Door) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(create_app(door))
    return httpx.AsyncClient(transport=transport, base_url="http://desk")
