"""A whole desk and a server of Temporal's, each started once for all these tests."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import psutil
import pytest
import pytest_asyncio

from bench.parts import server_in, serving
from tests.channels.receiver import Receiver
from tests.e2e.running import Desk, a_desk


@dataclass(frozen=True)
class Started:
    address: str
    process: psutil.Process


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def whole_desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    async with Receiver() as receiver, a_desk(folder, receiver) as desk:
        yield desk


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Started]:
    started = server_in(tmp_path_factory.mktemp("server"))
    async with serving(started) as process:
        yield Started(started.address, process)
