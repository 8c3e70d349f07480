"""What is over its time goes, every day: texts, persons, histories, records, and the rest."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ActivityError, FailureError

with workflow.unsafe.imports_passed_through():
    from activities.retention import RetentionActivities, RetentionBatch, RetentionDone
    from domain.persons import ErasureOrder
    from domain.retention import AT_THE_END, BY, RetentionKind
    from workflows.erasure import ErasureWorkflow

MOST = 500  # tickets of a batch, each in some milliseconds
MOST_PERSONS = 50  # side by side, each in a second or so
ERASED_WITHIN = timedelta(minutes=30)
MOST_BATCHES = 1000  # of a kind in one run; the next goes on
LONGEST = timedelta(minutes=30)
SILENCE = timedelta(minutes=5)  # a log that is in use is waited for in it
TRIES = RetryPolicy(maximum_attempts=3)


@workflow.defn
class RetentionWorkflow:
    """One run. A Temporal Schedule starts it every day, one at a time.

    What is over its time is seen as at the instant of its beginning. What it cannot do in three
    tries is left to the next run, and this one fails once it has done all else.
    """

    @workflow.run
    async def run(self) -> dict[str, int]:
        """Take out what is over its time; how much of each kind."""
        at, counts = workflow.now(), dict[str, int]()
        failed: ActivityError | None = None
        for kind in (one for one in RetentionKind if one not in AT_THE_END):
            try:
                counts[kind.value] = await self._done(kind, at)
            except ActivityError as failure:
                failed = failure
        if failed is not None:
            raise failed
        await workflow.execute_activity_method(
            RetentionActivities.end_retention,
            at,
            start_to_close_timeout=LONGEST,
            heartbeat_timeout=SILENCE,
            retry_policy=TRIES,
        )
        return counts

    async def _done(self, kind: RetentionKind, at: datetime) -> int:
        if kind is RetentionKind.PEOPLE:
            return await self._erased(at)
        count, batch = 0, RetentionBatch(kind, at, MOST)
        for _ in range(MOST_BATCHES):
            done: RetentionDone = await workflow.execute_activity_method(
                RetentionActivities.take_out_over_time,
                batch,
                start_to_close_timeout=LONGEST,
                heartbeat_timeout=SILENCE,
                retry_policy=TRIES,
            )
            count += done.count
            if not done.goes_on:
                break
            batch = RetentionBatch(kind, at, MOST, done.after)
        return count

    async def _erased(self, at: datetime) -> int:
        """Persons go as by a request: each by a workflow that leaves a certificate.

        Where something keeps erasures from their end they go on by themselves, and no more are
        begun.
        """
        known: set[str] = set()
        for _ in range(MOST_BATCHES):
            found: Sequence[str] = await workflow.execute_activity_method(
                RetentionActivities.freeze_over_time,
                RetentionBatch(RetentionKind.PEOPLE, at, MOST_PERSONS),
                start_to_close_timeout=LONGEST,
                heartbeat_timeout=SILENCE,
                retry_policy=TRIES,
            )
            new = [one for one in found if one not in known]
            known.update(new)
            if not new or not await self._erase(new, at):
                break
        return len(known)

    async def _erase(self, customer_ids: Sequence[str], at: datetime) -> bool:
        """Have them erased side by side; whether all came to an end in time."""
        begun = [asyncio.create_task(self._erase_one(one, at)) for one in customer_ids]
        _, left = await workflow.wait(begun, timeout=ERASED_WITHIN.total_seconds())
        for task in left:
            task.cancel()
        return not left

    async def _erase_one(self, customer_id: str, at: datetime) -> None:
        try:
            erasure = await workflow.start_child_workflow(
                ErasureWorkflow.run,
                ErasureOrder(customer_id, BY, "system", BY, at),
                id=f"erasure-{customer_id}",
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                cancellation_type=workflow.ChildWorkflowCancellationType.ABANDON,
            )
            await erasure
        except FailureError:  # it is under way already, or goes on with the next run
            workflow.logger.warning("the erasure of %s is left to the next run", customer_id)
