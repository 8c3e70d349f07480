"""The replay gate of `meridian up`: it has the only worker, so its build goes on or it ends."""

import asyncio
import os
from collections.abc import Callable, Sequence

from runtime.deployments import Deployment, build_id, make_current
from runtime.keys import read_region_key
from runtime.replay_gate import pass_the_gate
from runtime.settings import Settings
from runtime.temporal_client import connect
from workers.registry import WORKFLOWS

TOLD_EVERY = 250  # tickets replayed


async def take_over(settings: Settings, regions: Sequence[str], say: Callable[[str], None]) -> None:
    """Make this build current in every region, if all open tickets of all would replay with it.

    Raises WouldNotReplay, and then changes nothing.
    """
    build = build_id()
    clients = {}
    for region in regions:
        key = read_region_key(settings.keys_folder(), region, os.environ)
        clients[region] = await connect(settings.temporal, key, "up", lazy=False)
    for region, client in clients.items():

        def progress(done: int, of: int, region: str = region) -> None:
            if done % TOLD_EVERY == 0:
                say(f"  {done} of {of} open tickets of {region} replayed")

        await pass_the_gate(client, Deployment(region, build), WORKFLOWS, progress)
    await asyncio.gather(
        *(
            make_current(client, Deployment(region, build), ahead=True)
            for region, client in clients.items()
        )
    )
