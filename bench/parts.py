"""What several benchmarks stand on: Temporal's own server, a client whose calls are counted."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import psutil
from temporalio.client import Client
from temporalio.common import HeaderCodecBehavior
from temporalio.runtime import MetricBuffer, Runtime, TelemetryConfig
from ulid import ULID

from domain.arrivals import Arrival, Sender
from runtime.addresses import free_port
from runtime.codec import data_converter
from runtime.processes import Child, Supervisor
from runtime.temporal_server import TemporalServer, answers, namespace_of, prepare_namespaces

REGION = "eu"
KEY = b"k" * 32
WORTH_KEEPING = 100_000  # measurements that wait to be read: more than any benchmark makes


def server_in(folder: Path) -> TemporalServer:
    """The embedded server as `meridian up` would start it there; it does not run yet."""
    folder.mkdir(exist_ok=True)
    return TemporalServer(free_port(), folder / "temporal.db", (REGION,))


@asynccontextmanager
async def serving(server: TemporalServer) -> AsyncIterator[psutil.Process]:
    """Run the server, its namespace ready to be used; its process, for what it costs."""
    child = Child(
        name="temporal",
        command=server.command(),
        environment=dict(os.environ),
        log=server.database.with_suffix(".log"),
        ready=partial(answers, server.address),
    )
    async with Supervisor(report=lambda _: None) as supervisor:
        await supervisor.start(child)
        await prepare_namespaces(server.address, server.regions)
        yield psutil.Process(supervisor.pids()[child.name])


def processor_time(process: psutil.Process) -> float:
    """Seconds of processor time that it has used so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


@dataclass
class Calls:
    """How often Temporal was called, each attempt on the wire counted, by operation."""

    buffer: MetricBuffer = field(default_factory=lambda: MetricBuffer(WORTH_KEEPING))
    made: dict[str, int] = field(default_factory=dict)

    def count(self) -> int:
        """All calls so far."""
        for update in self.buffer.retrieve_updates():
            if update.metric.name == "temporal_request":
                operation = str(update.attributes.get("operation"))
                self.made[operation] = self.made.get(operation, 0) + int(update.value)
        return sum(self.made.values())


async def counted_client(address: str, calls: Calls) -> Client:
    """A lazy client of the region's namespace, as the desk's own, on a runtime that counts."""
    return await Client.connect(
        address,
        namespace=namespace_of(REGION),
        data_converter=data_converter(REGION, KEY),
        header_codec_behavior=HeaderCodecBehavior.CODEC,
        runtime=Runtime(telemetry=TelemetryConfig(metrics=calls.buffer)),
        lazy=True,
    )


def arrival(sender: str, at: datetime) -> Arrival:
    """A customer's message as the region's door hands it on, accepted at that instant."""
    name = str(ULID())
    return Arrival(
        id=name,
        message_id=name,
        channel="webhook",
        account="sample",
        thread=None,
        sender=Sender(id=sender),
        content={"text": "Olá, a minha encomenda ainda não chegou. Podem ajudar?"},
        fingerprint=name,
        accepted_at=at,
        sent_at=at,
        new_ticket_id=f"{REGION}-{ULID()}".lower(),
        region_reason="declared country",
    )


def load() -> str:
    """The machine's load, without which no duration means anything."""
    return " ".join(f"{average:.1f}" for average in os.getloadavg())
