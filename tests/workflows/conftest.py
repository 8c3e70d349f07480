"""The time-skipping server, started once, and a desk for each test."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from language.detection import Detector
from rulebook.desk import read_desk
from rulebook.facts import Desk
from runtime.codec import data_converter
from runtime.settings import ROOT
from tests.servers import a_server
from tests.workflows.desk import LiveDesk
from tests.workflows.live import KEY, a_live_desk
from tests.workflows.relaying import Relaying
from tests.workflows.shifts import always_on


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """Temporal's own server, in which each workflow's clock can be moved on."""
    started = await a_server(data_converter("eu", KEY), skipping=True)
    async with started:
        yield started


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def alone(environment: WorkflowEnvironment) -> AsyncIterator[None]:
    """The tickets that a test leaves open are not picked up by the next one's worker."""
    yield
    async for left in environment.client.list_workflows("ExecutionStatus = 'Running'"):
        with contextlib.suppress(RPCError):  # it ended meanwhile
            await environment.client.get_workflow_handle(left.id).terminate()


@pytest.fixture(scope="session")
def sample_desk() -> Desk:
    """The sample desk, in which somebody is on at whatever hour the tests run."""
    return always_on(read_desk(ROOT / "desk"))


@pytest.fixture(scope="session")
def detector() -> Detector:
    return Detector()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(
    environment: WorkflowEnvironment, sample_desk: Desk, detector: Detector, tmp_path: Path
) -> AsyncIterator[LiveDesk]:
    """A region's desk on real parts; its engine translates by shouting, its calendar never ends."""
    async with a_live_desk(environment.client, sample_desk, detector, tmp_path) as live:
        yield replace(live, environment=environment)


@pytest.fixture
def relaying(
    environment: WorkflowEnvironment, sample_desk: Desk, detector: Detector, tmp_path: Path
) -> Relaying:
    return Relaying(environment, sample_desk, detector, tmp_path)
