"""The time-skipping server, started once, and a desk for each test."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.client import Client
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from domain.policy import Calendar
from domain.vocabulary import Priority, Tier
from language.chain import TranslatorChain
from language.detection import Detector
from rulebook.desk import read_desk
from rulebook.facts import Desk
from rulebook.freeze import freeze
from runtime.clock import SystemClock
from runtime.codec import data_converter
from runtime.settings import ROOT
from runtime.temporal_server import temporal_program
from storage.open import Place, open_region
from tests.fakes.channel import FakeChannel
from tests.language.fakes import FakeEngine
from tests.workflows.desk import LiveDesk
from workers.region import worker_of

KEY = b"k" * 32
ROUND_THE_CLOCK = Calendar(
    "round-the-clock", "UTC", {str(day): (("00:00", "00:00"),) for day in range(7)}
)
SKIPPING = ["--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """Temporal's own server, in which each workflow's clock can be moved on."""
    started = await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=str(temporal_program()),
        dev_server_log_level="error",
        dev_server_extra_args=SKIPPING,
        ts_config=TimeSkippingConfig(enabled=False),
        data_converter=data_converter("eu", KEY),
    )
    async with started:
        yield started


@pytest.fixture(scope="session")
def sample_desk() -> Desk:
    return read_desk(ROOT / "desk")


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


class a_live_desk:  # noqa: N801 - reads as what it gives: `async with a_live_desk(…) as desk`
    """A worker on a task queue of its own, over a database of its own."""

    def __init__(self, client: Client, desk: Desk, detector: Detector, folder: Path) -> None:
        self._client, self._desk, self._detector = client, desk, detector
        self._folder = folder
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> LiveDesk:
        opened = await open_region("eu", Place.in_folder(self._folder), KEY)
        await self._stack.enter_async_context(opened)
        translator = TranslatorChain([FakeEngine()])
        self._stack.callback(translator.close)
        channel = FakeChannel()
        worker = worker_of(
            opened.stores,
            self._client,
            self._desk,
            detector=self._detector,
            translator=translator,
            channels={"webhook": channel},
        )
        await self._stack.enter_async_context(worker)
        at = SystemClock().now()
        policy = freeze(
            self._desk, region="eu", tier=Tier.STANDARD, priority=Priority.NORMAL,
            channel="webhook", at=at,
        )  # fmt: skip
        policy = replace(policy, calendar=ROUND_THE_CLOCK)
        return LiveDesk(self._client, opened.stores, channel, policy)

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()
