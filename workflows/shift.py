"""Shifts begin: those who come on get one digest of what they take over."""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.shift import Beginning, ShiftActivities
    from workflows.options import BRIEF, URGENT

FIRST_LOOK = timedelta(minutes=5)
LONGEST_LOOK = timedelta(hours=12)  # after a long silence nobody is told of shifts long begun


@workflow.defn
class ShiftWorkflow:
    """One look at the rosters. A Temporal Schedule starts it every few minutes, one at a time."""

    @workflow.run
    async def run(self) -> datetime:
        """Tell everybody who came on since the last look; its instant, from which the next goes."""
        now = workflow.now()
        last = workflow.get_last_completion_result(datetime) or now - FIRST_LOOK
        since = max(last, now - LONGEST_LOOK)
        begun = await workflow.execute_activity_method(
            ShiftActivities.look_at_shifts, args=[since, now], **BRIEF
        )
        await asyncio.gather(*(self._tell(one) for one in begun))
        return now

    async def _tell(self, beginning: Beginning) -> None:
        try:
            await workflow.execute_activity_method(ShiftActivities.tell_shift, beginning, **URGENT)
        except ActivityError:  # it stands on their pages; a pager that is away must not keep others
            workflow.logger.warning("not everybody was called for the shift of %s", beginning.team)
