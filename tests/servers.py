"""Temporal's own server, started for tests, also on a machine that is busy."""

from typing import Any

from temporalio.converter import DataConverter
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from runtime.temporal_server import temporal_program

TRIES = 5
SKIPPING = ["--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"]


async def a_server(converter: DataConverter, *, skipping: bool = False) -> WorkflowEnvironment:
    """A running server; with `skipping`, each workflow's clock can be moved on by hand.

    The SDK gives it five seconds to start, which can be too few: then it is tried again. Raises
    RuntimeError where it does not start at all.
    """
    for _ in range(TRIES - 1):
        try:
            return await _started(converter, skipping)
        except RuntimeError as slow:
            if "did not start within" not in str(slow):
                raise
    return await _started(converter, skipping)


async def _started(converter: DataConverter, skipping: bool) -> WorkflowEnvironment:
    given: dict[str, Any] = {
        "dev_server_existing_path": str(temporal_program()),
        "dev_server_log_level": "error",
        "data_converter": converter,
    }
    if not skipping:
        return await WorkflowEnvironment.start_local(**given)
    return await WorkflowEnvironment.start_time_skipping_v2(
        **given,
        dev_server_extra_args=SKIPPING,
        ts_config=TimeSkippingConfig(enabled=False),
    )
