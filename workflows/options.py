"""How long the verbs may take and how often they are tried: three named sets, used everywhere."""

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy


class Options(TypedDict, total=False):
    """What `workflow.start_activity_method` takes of it."""

    start_to_close_timeout: timedelta
    schedule_to_close_timeout: timedelta
    retry_policy: RetryPolicy


# What must come true: it is tried until the region's database answers.
BRIEF: Options = {
    "start_to_close_timeout": timedelta(seconds=30),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30)
    ),
}

# Calls to the outside: tried for a day, then given up.
PATIENT: Options = {
    "start_to_close_timeout": timedelta(seconds=60),
    "schedule_to_close_timeout": timedelta(days=1),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5)
    ),
}
