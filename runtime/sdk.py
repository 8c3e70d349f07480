"""What the Temporal SDK tells of itself: records go where ours do, figures where they are asked."""

import logging
from typing import Final

from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)

# Left alone it writes coloured lines to standard output, amid what a command says there, with the
# texts of failures. As records they pass through `runtime.logs`, which keeps no text.
THROUGH_OURS: Final = LoggingConfig(
    filter=TelemetryFilter(core_level="WARN", other_level="ERROR"),
    forwarding=LogForwardingConfig(logger=logging.getLogger("temporalio.core")),
)


def sdk_tells(figures: PrometheusConfig | None = None) -> None:
    """From here on. Before any client of Temporal is made: those belong to what is replaced here.

    Raises RuntimeError or ValueError where the SDK cannot show its figures as wanted.
    """
    runtime = Runtime(telemetry=TelemetryConfig(metrics=figures, logging=THROUGH_OURS))
    Runtime.set_default(runtime, error_if_already_set=False)
