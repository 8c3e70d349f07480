"""The worker's door: it waits for a Temporal that is away, and ends when it is asked to."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from runtime.addresses import free_port
from runtime.audit_keys import make_audit_key
from runtime.keys import make_region_key
from runtime.settings import ROOT, variable
from runtime.waiting import until
from tests.patience import PATIENCE


@asynccontextmanager
async def a_worker(folder: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m workers` for the region `eu`; what it logs is in `folder/log`."""
    make_region_key(folder / "keys", "eu")
    make_audit_key(folder / "keys", "eu", {})
    given = {"data": str(folder / "data"), "keys": str(folder / "keys"), "regions": "eu"}
    environment = {variable(name): value for name, value in {**given, **settings}.items()}
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "workers", cwd=ROOT, env={**os.environ, **environment}, stderr=log
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda one: one.name)
async def test_a_worker_waits_for_temporal_and_ends_when_it_is_asked_to(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with a_worker(tmp_path, temporal=f"127.0.0.1:{free_port()}") as worker:

        async def waits() -> bool:
            return '"temporal does not answer"' in (tmp_path / "log").read_text()

        await until(waits, PATIENCE, "the worker did not say what it waits for")
        worker.send_signal(number)
        assert await asyncio.wait_for(worker.wait(), PATIENCE.total_seconds()) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()
