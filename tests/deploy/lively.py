"""What the recorded worker lives through; apart, because the sandbox reads its file again."""

from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError


@activity.defn
async def fails_once() -> None:
    """Fail, and succeed when it is tried again."""
    if activity.info().attempt == 1:
        raise ApplicationError("not now")


@workflow.defn
class Lively:
    """Does something that fails first, and is done."""

    @workflow.run
    async def run(self) -> None:
        """Run the verb."""
        await workflow.execute_activity(
            fails_once,
            start_to_close_timeout=timedelta(seconds=5),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=10)),
        )


@workflow.defn
class Stuck:
    """Cannot go on."""

    @workflow.run
    async def run(self) -> None:
        """Raise what is no failure of a workflow, but of its code."""
        raise ValueError("a fault of the code")
