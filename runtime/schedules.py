"""What Temporal starts by itself: the look at the rosters by which shifts get their digest."""

from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)

from runtime.temporal_client import task_queue_of
from workflows.shift import ShiftWorkflow

EVERY = timedelta(minutes=5)


async def schedule_shifts(client: Client, region: str, every: timedelta = EVERY) -> None:
    """Have shifts looked at, from now on; a region that has the schedule keeps it."""
    action = ScheduleActionStartWorkflow(
        ShiftWorkflow.run, id=f"shifts-{region}", task_queue=task_queue_of(region)
    )
    schedule = Schedule(
        action=action,
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=every),
    )
    try:
        await client.create_schedule(f"shifts-{region}", schedule)
    except ScheduleAlreadyRunningError:
        return
