"""Runs of tickets' workflows end: what Temporal keeps of them is sealed before it is forgotten."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.sealing import Look, SealingActivities

MOST = 500  # runs that one look seals, each in a tenth of a second or so
LONGEST = timedelta(minutes=30)
SILENCE = timedelta(minutes=5)  # one run of the longest history that Temporal takes is lived in it


@workflow.defn
class SealingWorkflow:
    """One look at what ended. A Temporal Schedule starts it every few minutes, one at a time."""

    @workflow.run
    async def run(self) -> int:
        """Seal what ended since the looks before; how many runs.

        What this look does not come to, or cannot do in three tries, is the next one's.
        """
        return await workflow.execute_activity_method(
            SealingActivities.seal_ended_runs,
            Look(workflow.now(), MOST),
            start_to_close_timeout=LONGEST,
            heartbeat_timeout=SILENCE,
            retry_policy=RetryPolicy(maximum_attempts=3),
        )
