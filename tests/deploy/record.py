"""Writes down which series a worker's Temporal SDK shows: python -m tests.deploy.record

A worker of its own lives through what can happen: a verb that fails and is tried again, a ticket
that cannot go on, one that is done. Run it after an upgrade of `temporalio`.
"""

import asyncio
import contextlib
import re
from pathlib import Path
from urllib.request import urlopen

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from runtime.addresses import free_port
from runtime.figures import figures
from runtime.temporal_server import temporal_program
from runtime.waiting import until
from tests.deploy.lively import Lively, Stuck, fails_once
from tests.patience import PATIENCE

RECORDED = Path(__file__).parent / "temporal_sdk.txt"
SAMPLE = re.compile(r"^(temporal_\w+)(?:\{(.*)\})? ", re.MULTILINE)
STUCK = "temporal_workflow_task_execution_failed"


async def record() -> None:
    """Live, scrape and write."""
    port = free_port()
    with figures("127.0.0.1", port):
        environment = await WorkflowEnvironment.start_local(
            dev_server_existing_path=str(temporal_program()), dev_server_log_level="error"
        )
        async with environment:
            client = await Client.connect(environment.client.service_client.config.target_host)
            await _live(client, port + 1)
            scraped = await asyncio.to_thread(_scraped, port + 1)
    lines = sorted(f"{name} {','.join(sorted(labels))}" for name, labels in series(scraped).items())
    RECORDED.write_text("\n".join(lines) + "\n", encoding="utf-8")


async def _live(client: Client, port: int) -> None:
    worker = Worker(client, task_queue="t", workflows=[Lively, Stuck], activities=[fails_once])
    async with worker:
        await client.execute_workflow(Lively.run, id="lively", task_queue="t")
        await client.start_workflow(Stuck.run, id="stuck", task_queue="t")
        with contextlib.suppress(RPCError):
            await client.get_workflow_handle("nobody").describe()

        async def is_stuck() -> bool:
            return STUCK in await asyncio.to_thread(_scraped, port)

        await until(is_stuck, PATIENCE, "no workflow task has failed")


def series(scraped: str) -> dict[str, set[str]]:
    """The names of the series of a scrape, with their labels."""
    found: dict[str, set[str]] = {}
    for name, labels in SAMPLE.findall(scraped):
        found.setdefault(name, set()).update(re.findall(r'(\w+)="', labels))
    return found


def _scraped(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return str(answer.read().decode())


if __name__ == "__main__":
    asyncio.run(record())
