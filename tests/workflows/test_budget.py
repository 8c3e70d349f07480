"""What a ticket costs Temporal: an ordinary life's events, and none while it only waits."""

from collections import Counter
from pathlib import Path

import pytest

from bench.budget import UNTIL_CLOSED, UNTIL_RATED, events, measured
from domain.vocabulary import Status
from tests.workflows.desk import LiveDesk

pytestmark = pytest.mark.asyncio(loop_scope="session")

# What the server notes of the skipping itself; without skipping there is none of it.
SKIPPING = ("workflow_execution_time_skipping_transitioned", "workflow_execution_options_updated")
ONE_LOOK = 5  # a timer fires, a workflow task of three events, perhaps another timer


async def test_an_ordinary_life_keeps_to_its_budget(tmp_path: Path) -> None:
    for lives in await measured(tmp_path, 5):
        assert len(lives.all) == 5
        assert lives.rated[-1] <= UNTIL_RATED, (lives.name, lives.rated)
        assert lives.closed[-1] <= UNTIL_CLOSED, (lives.name, lives.closed)
        assert all(life.closed["workflow_execution_completed"] == 1 for life in lives.all)


async def test_a_ticket_that_waits_for_thirty_days_writes_no_events(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket()
    await desk.replies(ticket)
    await desk.rests(ticket)
    assert (await desk.standing(ticket)).status is Status.WAITING
    answered = await told(desk, ticket)
    await desk.passes(ticket, days=3)  # the lazy timer of a deadline that was met meanwhile
    before = await told(desk, ticket)
    assert before.total() - answered.total() <= ONE_LOOK
    await desk.passes(ticket, days=30)
    assert await told(desk, ticket) == before


async def told(desk: LiveDesk, ticket: str) -> Counter[str]:
    """The history's events by kind, without those that only skipping makes."""
    found = await events(desk, ticket)
    return Counter({kind: count for kind, count in found.items() if kind not in SKIPPING})
