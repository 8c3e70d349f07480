"""What Temporal starts by itself: the looks at the rosters, and at what has ended."""

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
from workflows.retention import RetentionWorkflow
from workflows.sealing import SealingWorkflow
from workflows.shift import ShiftWorkflow

EVERY = timedelta(minutes=5)
DAILY = timedelta(days=1)


async def schedule_shifts(client: Client, region: str, every: timedelta = EVERY) -> None:
    """Have shifts looked at, from now on; a region that has the schedule keeps it."""
    name = f"shifts-{region}"
    action = ScheduleActionStartWorkflow(
        ShiftWorkflow.run, id=name, task_queue=task_queue_of(region)
    )
    await _schedule(client, name, action, every)


async def schedule_sealing(client: Client, region: str, every: timedelta = EVERY) -> None:
    """Have ended runs sealed, from now on; a region that has the schedule keeps it."""
    name = f"sealing-{region}"
    action = ScheduleActionStartWorkflow(
        SealingWorkflow.run, id=name, task_queue=task_queue_of(region)
    )
    await _schedule(client, name, action, every)


async def schedule_retention(client: Client, region: str, every: timedelta = DAILY) -> None:
    """Have what is over its time taken out, from now on; a region that has the schedule keeps it.

    A day that was missed, because nobody was there, is made up for within the next.
    """
    name = retention_schedule_of(region)
    action = ScheduleActionStartWorkflow(
        RetentionWorkflow.run, id=name, task_queue=task_queue_of(region)
    )
    await _schedule(client, name, action, every)


def retention_schedule_of(region: str) -> str:
    """Under which id Temporal has it."""
    return f"retention-{region}"


async def _schedule(
    client: Client, name: str, action: ScheduleActionStartWorkflow, every: timedelta
) -> None:
    """One at a time; looks that were missed are not made up for, as each looks back by itself."""
    schedule = Schedule(
        action=action,
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=every),
    )
    try:
        await client.create_schedule(name, schedule)
    except ScheduleAlreadyRunningError:
        return
