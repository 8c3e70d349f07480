"""Door 1: a worker process.  python -m workers"""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from datetime import timedelta

import structlog

from activities.teller import Pace
from channels.guarded_http import GuardedHttp
from language.detection import Detector
from rulebook.desk import read_desk
from rulebook.directory import DeskDirectory
from runtime.accounts import callback_channels
from runtime.clock import SystemClock
from runtime.doors import ending_in_a_sentence
from runtime.installation import dispatcher_of, open_regions, running
from runtime.logs import set_up_logs
from runtime.pagers import pagers_of
from runtime.schedules import schedule_shifts
from runtime.settings import Settings
from runtime.temporal_client import connect_patiently
from runtime.translators import Translators
from workers.region import worker_of
from workers.registry import Outside

DIGEST_WINDOW = timedelta(minutes=1)  # an agent is told once in it; what is more is a digest
SWEEP_SECONDS = 5.0  # the API tells at once; this is for what it left, as when it was killed

log = structlog.get_logger("worker")


async def work(settings: Settings) -> None:
    """Work on the tickets of the regions until asked to stop; what is under way is finished."""
    set_up_logs(settings.log_level)
    desk = read_desk(settings.desk)
    stop = _asked_to_stop()
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(GuardedHttp())
        translators = stack.enter_context(Translators(desk))
        regions = await stack.enter_async_context(open_regions(settings, desk, os.environ))
        outside = Outside(
            channels=callback_channels(settings, desk, SystemClock(), http, os.environ),
            directory=DeskDirectory(desk),
            languages=desk.team_languages(),
            pagers=pagers_of(settings, desk, http, os.environ),
            pace=Pace(SystemClock(), DIGEST_WINDOW),
        )
        detector = await asyncio.to_thread(Detector)
        for region in regions.values():
            client = await connect_patiently(settings.temporal, region.key, "worker", stop)
            if client is None:
                return
            worker = worker_of(
                region.stores,
                client,
                desk,
                detector=detector,
                translator=translators.of(region.name),
                outside=outside,
            )
            await stack.enter_async_context(worker)
            await schedule_shifts(client, region.name)
            sweeper = dispatcher_of(
                region, client, desk, f"worker-{os.getpid()}", sweep_every=SWEEP_SECONDS
            )
            await stack.enter_async_context(running(sweeper))
        log.info("at work", regions=sorted(regions))
        await stop.wait()
        log.info("stopping")


def _asked_to_stop() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


if __name__ == "__main__":
    with ending_in_a_sentence():
        asyncio.run(work(Settings.read()))
