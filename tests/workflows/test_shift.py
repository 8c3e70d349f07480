"""Whoever comes on gets one digest of what the shift takes over."""

from datetime import timedelta

import pytest
from ulid import ULID

from domain.vocabulary import NotificationKind
from runtime.schedules import schedule_shifts
from runtime.temporal_client import task_queue_of
from runtime.waiting import until
from tests.workflows.desk import LiveDesk
from tests.workflows.relaying import Relaying, told
from workflows.shift import ShiftWorkflow

pytestmark = pytest.mark.asyncio(loop_scope="session")

JUST_NOW = {"eu-care": {"aoife": ((-0.02, 2.0),), "jonas": ((-4.0, 4.0),)}}


async def is_told(desk: LiveDesk, agent: str) -> bool:
    return bool(await told(desk, agent))


async def test_who_comes_on_is_told_once_what_the_team_has(relaying: Relaying) -> None:
    async with relaying(JUST_NOW) as desk:
        for _ in range(3):
            await desk.opens_ticket()
        for _ in range(2):
            await desk.client.execute_workflow(
                ShiftWorkflow.run, id=f"shifts-{ULID()}", task_queue=task_queue_of("eu")
            )
        [digest] = await told(desk, "aoife")
        assert digest.kind is NotificationKind.SHIFT
        assert "3" in digest.text
        assert await told(desk, "jonas") == []


async def test_who_comes_on_to_an_empty_desk_is_left_in_peace(relaying: Relaying) -> None:
    async with relaying(JUST_NOW) as desk:
        await desk.client.execute_workflow(
            ShiftWorkflow.run, id=f"shifts-{ULID()}", task_queue=task_queue_of("eu")
        )
        assert await told(desk, "aoife") == []


async def test_temporal_looks_at_the_shifts_by_itself(relaying: Relaying) -> None:
    async with relaying(JUST_NOW) as desk:
        await desk.opens_ticket()
        await schedule_shifts(desk.client, "eu", every=timedelta(seconds=1))
        await schedule_shifts(desk.client, "eu", every=timedelta(seconds=1))
        handle = desk.client.get_schedule_handle("shifts-eu")
        try:
            await until(lambda: is_told(desk, "aoife"), timedelta(seconds=20), "nobody was told")
        finally:
            await handle.delete()
        assert len(await told(desk, "aoife")) == 1
