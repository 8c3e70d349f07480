"""Where a worker shows its figures, and that nobody else is let in or kept waiting for them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from runtime.addresses import free_port, is_free
from runtime.plain_http import plain_http
from runtime.pollers import last_polled
from runtime.temporal_server import temporal_program
from runtime.waiting import until
from tests.deploy.record import series
from tests.deploy.test_watching import of_the_sdk
from tests.patience import PATIENCE
from tests.workers.test_main import a_worker


@pytest.fixture
async def temporal() -> AsyncIterator[Client]:
    environment = await WorkflowEnvironment.start_local(
        namespace="meridian-eu",
        dev_server_existing_path=str(temporal_program()),
        dev_server_log_level="error",
    )
    async with environment:
        yield environment.client


async def shown(port: int) -> str:
    async with plain_http() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/metrics")
    assert answer.status_code == 200
    return answer.text


async def test_setting_metrics_port_is_where_a_worker_shows_ours_and_the_sdks_at_the_next(
    tmp_path: Path, temporal: Client
) -> None:
    address, port = temporal.service_client.config.target_host, two_free_ports()
    async with a_worker(tmp_path, temporal=address, metrics_port=str(port)):

        async def polls() -> bool:
            return await last_polled(temporal, "eu") is not None

        await until(polls, PATIENCE, (tmp_path / "log").read_text())
        ours, of_sdk = await shown(port), await shown(port + 1)
    assert 'meridian_targets_total{outcome="breached",region="eu",target="solve"} 0.0' in ours
    assert 'meridian_translation_engine_rests{engine="local",region="eu"} 0.0' in ours
    live, recorded = series(of_sdk), of_the_sdk()
    assert {"temporal_num_pollers", "temporal_request_total"} <= live.keys() & recorded.keys()
    strange = {name: live[name] - recorded[name] for name in live.keys() & recorded.keys()}
    assert not any(strange.values()), strange


async def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    async with server, a_worker(tmp_path, metrics_port=str(port)) as worker:
        assert await asyncio.wait_for(worker.wait(), 30) == 2
    said = (tmp_path / "log").read_text()
    assert f"port {port}" in said
    assert "MERIDIAN_METRICS_PORT" in said
    assert "Traceback" not in said


def two_free_ports() -> int:
    """The first of two in a row."""
    return next(port for port in iter(free_port, 0) if port < 65535 and is_free(port + 1))
