import os
import sys
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.client import Client

from runtime.codec import data_converter
from runtime.processes import Child, Supervisor
from tests.runtime.watching import PROGRAMS, lines
from tests.servers import a_server
from tests.workflows.live import KEY


@pytest.fixture
def reports() -> list[str]:
    return []


@pytest.fixture
async def supervisor(reports: list[str]) -> AsyncIterator[Supervisor]:
    grace, patience = timedelta(milliseconds=500), timedelta(seconds=10)
    async with Supervisor(reports.append, grace=grace, patience=patience) as supervisor:
        yield supervisor


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary"


@pytest.fixture
def child(tmp_path: Path, diary: Path) -> Callable[[str, str], Child]:
    """Makes a child of one of our programs, ready once the diary tells that it began."""

    def make(name: str, program: str = "polite") -> Child:
        async def began() -> bool:
            return f"{name} begins" in lines(diary)

        return Child(
            name=name,
            command=(sys.executable, str(PROGRAMS / f"{program}.py"), str(diary), name),
            environment=dict(os.environ),
            log=tmp_path / "logs" / f"{name}.log",
            ready=began,
        )

    return make


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def temporal() -> AsyncIterator[Client]:
    """A client of Temporal's own server, started once."""
    async with await a_server(data_converter("eu", KEY)) as started:
        yield started.client
