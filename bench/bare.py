"""The least that Temporal can do: a workflow of ours without a desk, which only calls activities.

Nothing else stands here, because the sandbox imports it anew for every workflow.
"""

from datetime import timedelta

from temporalio import activity, workflow

TASK_QUEUE = "bare"


@activity.defn
async def nothing(number: int) -> int:
    """Give back what it was given."""
    return number


@workflow.defn
class BareWorkflow:
    """As many activities as it is told, one after the other."""

    @workflow.run
    async def run(self, activities: int) -> int:
        """How many it has called."""
        done = 0
        for number in range(activities):
            await workflow.execute_activity(
                nothing, number, start_to_close_timeout=timedelta(seconds=30)
            )
            done += 1
        return done
