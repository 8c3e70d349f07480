"""What a replay of a ticket's true history says of its ledger."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.service import RPCError, RPCStatusCode
from temporalio.workflow import NondeterminismError

from domain import commands
from domain.ledger import Entry
from language.detection import Detector
from rulebook.desk import read_desk
from runtime.replay import Difference, Replayed, first_difference, histories, replayed
from runtime.settings import ROOT
from tests.workflows.desk import ANA, BEN
from tests.workflows.live import a_live_desk
from tests.workflows.shifts import always_on

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCHEDULED = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED


@dataclass(frozen=True)
class Life:
    """A ticket's ledger, and the histories of its workflow's runs."""

    ledger: list[Entry]
    runs: list[WorkflowHistory]
    converter: DataConverter

    async def again(self) -> Replayed:
        return await replayed(self.runs, self.converter)

    def cut_after(self, number: int) -> "Life":
        """The same life, whose history ends when so many activities have been scheduled."""
        [history] = self.runs
        scheduled = [i for i, one in enumerate(history.events) if one.event_type == SCHEDULED]
        events = history.events[: scheduled[number - 1] + 1]
        return replace(self, runs=[WorkflowHistory(history.workflow_id, events)])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def life(temporal: Client, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Life]:
    """A ticket that was claimed and answered. Lives of several runs are in tests/histories/."""
    sample, folder = always_on(read_desk(ROOT / "desk")), tmp_path_factory.mktemp("region")
    async with a_live_desk(temporal, sample, Detector(), folder) as desk:
        ticket = await desk.opens_ticket()
        await desk.asks(ticket, commands.Claim(by=ANA))
        await desk.replies(ticket)
        ledger = await desk.rests(ticket)
        runs = [run async for run in histories(temporal, ticket)]
    yield Life(ledger, runs, temporal.data_converter)


def edited(ledger: list[Entry], place: int, **changes: Any) -> list[Entry]:
    """The ledger with one event changed."""
    return [
        replace(entry, event=replace(entry.event, **changes)) if entry.sequence == place else entry
        for entry in ledger
    ]


async def test_every_entry_of_a_true_ledger_agrees(life: Life) -> None:
    again = await life.again()
    assert list(again.entries) == life.ledger
    assert first_difference(life.ledger, again) is None
    assert (again.runs, again.under_way) == (1, ())
    assert again.events == len(life.runs[0].events)


async def test_each_changed_entry_is_found_at_its_place(life: Life) -> None:
    again = await life.again()
    for entry in life.ledger:
        changed = edited(life.ledger, entry.sequence, by=BEN)
        found = first_difference(changed, again)
        assert found == Difference(entry.sequence, changed[entry.sequence - 1], entry)


async def test_an_instant_that_was_moved_by_a_microsecond_is_found(life: Life) -> None:
    again = await life.again()
    entry = life.ledger[2]
    moved = edited(life.ledger, 3, at=entry.event.at + timedelta(microseconds=1))
    difference = first_difference(moved, again)
    assert difference is not None
    assert difference.sequence == 3


async def test_the_first_of_several_differences_is_named(life: Life) -> None:
    again = await life.again()
    twice = edited(edited(life.ledger, 5, by=BEN), 2, by=BEN)
    difference = first_difference(twice, again)
    assert difference is not None
    assert difference.sequence == 2


async def test_each_missing_entry_is_found(life: Life) -> None:
    again = await life.again()
    for entry in life.ledger:
        left = [other for other in life.ledger if other != entry]
        assert first_difference(left, again) == Difference(entry.sequence, None, entry)


async def test_an_entry_that_no_history_tells_of_is_found(life: Life) -> None:
    again = await life.again()
    invented = replace(life.ledger[-1], sequence=len(life.ledger) + 1)
    found = first_difference([*life.ledger, invented], again)
    assert found == Difference(invented.sequence, invented, None)


@pytest.mark.parametrize("number", range(1, 5))
async def test_an_entry_that_is_under_way_may_be_missing_or_there_but_not_another(
    life: Life, number: int
) -> None:
    again = await life.cut_after(number).again()
    told = [entry for entry in life.ledger if entry in again.entries]
    written = [entry for entry in told if entry.sequence not in again.under_way]
    assert again.under_way
    assert first_difference(written, again) is None
    assert first_difference(told, again) is None
    place = again.under_way[0]
    found = first_difference(edited(told, place, by=BEN), again)
    assert found is not None
    assert found.sequence == place


async def test_a_history_that_todays_code_would_not_live_again_is_refused(life: Life) -> None:
    [history] = life.runs
    events = [type(event).FromString(event.SerializeToString()) for event in history.events]
    first = next(event for event in events if event.event_type == SCHEDULED)
    first.activity_task_scheduled_event_attributes.activity_type.name = "forget"
    planted = replace(life, runs=[WorkflowHistory(history.workflow_id, events)])
    with pytest.raises(NondeterminismError):
        await planted.again()


async def test_a_ticket_that_temporal_never_saw_has_no_history(temporal: Client) -> None:
    with pytest.raises(RPCError) as refusal:
        [run async for run in histories(temporal, "eu-never")]
    assert refusal.value.status is RPCStatusCode.NOT_FOUND
