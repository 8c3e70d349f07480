"""How long the verbs may take and how often they are tried: five named sets, used everywhere."""

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityCancellationType


class Options(TypedDict, total=False):
    """What `workflow.start_activity_method` takes of it."""

    start_to_close_timeout: timedelta
    schedule_to_close_timeout: timedelta
    retry_policy: RetryPolicy
    cancellation_type: ActivityCancellationType


# What must come true: a transaction of ours, tried until the region's database answers. Short,
# because a worker that dies with it in hand is only missed when its time is over.
BRIEF: Options = {
    "start_to_close_timeout": timedelta(seconds=12),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30)
    ),
}

# A translation: ten seconds of engines and two transactions. It is never refused, only flagged.
THOUGHTFUL: Options = {
    "start_to_close_timeout": timedelta(seconds=25),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)
    ),
}

# What is cut short, because nobody may be written to any more, ends at once where it only waits
# for its next try. A try that is under way is heard out: what was sent was sent.
HEARD_OUT = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED

# Telling our own people: worth little after a while, when others are on already.
URGENT: Options = {
    "start_to_close_timeout": timedelta(seconds=50),
    "cancellation_type": HEARD_OUT,
    "schedule_to_close_timeout": timedelta(minutes=10),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)
    ),
}

# Calls to the outside, with a translation before them: tried for a day, then given up.
PATIENT: Options = {
    "start_to_close_timeout": timedelta(seconds=35),
    "cancellation_type": HEARD_OUT,
    "schedule_to_close_timeout": timedelta(days=1),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5)
    ),
}

# Files from a platform: 25 MB over a slow line take minutes, and nobody waits for them.
UNHURRIED: Options = {
    "start_to_close_timeout": timedelta(minutes=4),
    "cancellation_type": HEARD_OUT,
    "schedule_to_close_timeout": timedelta(days=1),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5)
    ),
}
