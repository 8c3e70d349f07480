"""How this project talks to Temporal: one client per region, each with that region's codec."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.common import HeaderCodecBehavior

from runtime.codec import data_converter
from runtime.keys import RegionKey
from runtime.temporal_server import namespace_of

TIMEOUT = timedelta(seconds=15)  # short deadlines with blind retries keep a busy server busy


def task_queue_of(region: str) -> str:
    """The one task queue of a region."""
    return f"tickets-{region}"


def workflow_id_of(ticket_id: str) -> str:
    """The workflow of a ticket."""
    return f"ticket-{ticket_id}"


async def connect(address: str, key: RegionKey, identity: str) -> Client:
    """A client of the region's namespace; it connects when it is first used.

    `identity` is shown in histories in clear: it names a kind of process, never a host or a user.
    """
    return await Client.connect(
        address,
        namespace=namespace_of(key.region),
        data_converter=data_converter(key.region, key.derived("workflow payloads")),
        header_codec_behavior=HeaderCodecBehavior.CODEC,
        identity=f"{identity}-{key.region}",
        lazy=True,
    )
