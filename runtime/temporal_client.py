"""How this project talks to Temporal: one client per region, each with that region's codec."""

import asyncio
import contextlib
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.common import HeaderCodecBehavior

from runtime.codec import data_converter
from runtime.keys import RegionKey
from runtime.temporal_server import namespace_of

TIMEOUT = timedelta(seconds=15)  # short deadlines with blind retries keep a busy server busy
PAUSE = timedelta(seconds=1)

log = structlog.get_logger("temporal")


def task_queue_of(region: str) -> str:
    """The one task queue of a region."""
    return f"tickets-{region}"


def workflow_id_of(ticket_id: str) -> str:
    """The workflow of a ticket."""
    return f"ticket-{ticket_id}"


async def connect(address: str, key: RegionKey, identity: str, *, lazy: bool = True) -> Client:
    """A client of the region's namespace; a lazy one connects when it is first used.

    `identity` is shown in histories in clear: it names a kind of process, never a host or a user.
    Raises RuntimeError where the server does not answer and the client is not lazy.
    """
    return await Client.connect(
        address,
        namespace=namespace_of(key.region),
        data_converter=data_converter(key.region, *key.payload_keys()),
        header_codec_behavior=HeaderCodecBehavior.CODEC,
        identity=f"{identity}-{key.region}",
        lazy=lazy,
    )


async def connect_patiently(
    address: str, key: RegionKey, identity: str, stop: asyncio.Event
) -> Client | None:
    """A connected client, as a worker needs one; tried until it connects or `stop` is set."""
    while not stop.is_set():
        try:
            return await connect(address, key, identity, lazy=False)
        except RuntimeError:
            log.warning("temporal does not answer", address=address)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE.total_seconds())
    return None
