"""A year passes, and what is over its time goes on its day: by Temporal's own doing."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment
from ulid import ULID

from domain import commands
from domain.persons import HoldReason, Mark, MarkKind
from domain.privacy import LegalDays, Term
from domain.retention import BY, Retention, RetentionKind
from domain.stores import Missing
from language.detection import Detector
from rulebook.facts import Desk
from runtime.clock import SystemClock
from runtime.schedules import retention_schedule_of, schedule_retention
from runtime.temporal_client import task_queue_of
from runtime.waiting import until
from tests.patience import PATIENCE
from tests.workflows.desk import ANA, LiveDesk
from tests.workflows.erasing import erasing_desk
from workflows.retention import RetentionWorkflow

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXTS, PEOPLE, RECORDS = RetentionKind.TEXTS, RetentionKind.PEOPLE, RetentionKind.RECORDS
MINUTE = timedelta(minutes=1)
DAYS = LegalDays(ZoneInfo("Europe/Dublin"))
KEPT = {
    RetentionKind.TEXTS: Term(days=90),
    RetentionKind.PEOPLE: Term(days=120),
    RetentionKind.RECORDS: Term(days=184),
}


def keeping(desk: Desk, terms: Mapping[RetentionKind, Term]) -> Desk:
    return replace(desk, retention=MappingProxyType({"eu": Retention(DAYS, dict(terms))}))


@pytest_asyncio.fixture(loop_scope="session")
async def desk(
    environment: WorkflowEnvironment, sample_desk: Desk, detector: Detector, tmp_path: Path
) -> AsyncIterator[LiveDesk]:
    desk = keeping(sample_desk, KEPT)
    async with erasing_desk(environment.client, desk, detector, tmp_path) as live:
        yield replace(live, environment=environment)


async def closed(desk: LiveDesk) -> str:
    ticket = await desk.opens_ticket()
    await desk.replies(ticket)
    await desk.asks(ticket, commands.Solve(by=ANA))
    await desk.passes(ticket, days=8)
    await asyncio.wait_for(desk.handle(ticket).result(), PATIENCE.total_seconds())
    return ticket


async def run_at(desk: LiveDesk, at: datetime) -> dict[str, int]:
    """One run, as the Schedule starts them, at an instant that is to come."""
    assert desk.environment is not None
    handle = await desk.client.start_workflow(
        RetentionWorkflow.run,
        id=f"retention-{ULID()}",
        task_queue=task_queue_of("eu"),
        start_delay=at - SystemClock().now(),
    )
    await desk.environment.fast_forward(handle, at - SystemClock().now())
    return await asyncio.wait_for(handle.result(), PATIENCE.total_seconds())


async def on_the_last_day(desk: LiveDesk, ticket: str, term: Term) -> datetime:
    """The instant at which the last day of the time after the ticket's closing is over."""
    view = await desk.stores.views.ticket(ticket)
    return DAYS.end_of(term.last_day(DAYS.day_of(view.updated_at)))


async def test_a_year_passes_and_each_kind_goes_on_its_day(desk: LiveDesk) -> None:
    ticket = await closed(desk)
    other = await desk.opens_ticket()
    customer = (await desk.stores.views.ticket(ticket)).customer_id
    [first, *_] = await desk.stores.views.messages(ticket)
    ends = {kind: await on_the_last_day(desk, ticket, KEPT[kind]) for kind in KEPT}

    assert not any((await run_at(desk, ends[TEXTS] - MINUTE)).values())
    assert await desk.stores.vault.get(first.id)
    counts = await run_at(desk, ends[TEXTS] + MINUTE)
    assert (counts["texts"], counts["people"], counts["records"]) == (1, 0, 0)
    assert await desk.stores.vault.get_many([first.id]) == {}
    entries = await desk.stores.ledger.entries(ticket)

    assert (await run_at(desk, ends[PEOPLE] - MINUTE))["people"] == 0
    assert (await run_at(desk, ends[PEOPLE] + MINUTE))["people"] == 1
    mark = (await desk.stores.persons.marks(customer))[MarkKind.ERASED]
    assert (mark.by, mark.reason) == (BY, BY)
    assert f"customer: {customer}" in mark.certificate

    assert (await run_at(desk, ends[RECORDS] - MINUTE))["records"] == 0
    assert await desk.stores.ledger.entries(ticket) == entries
    assert (await run_at(desk, ends[RECORDS] + MINUTE))["records"] == 1
    assert await desk.stores.ledger.entries(ticket) == []
    with pytest.raises(Missing):
        await desk.stores.views.ticket(ticket)
    assert await desk.stores.retaining.last_ran()
    assert not any((await run_at(desk, ends[RECORDS] + MINUTE)).values())

    assert (await desk.rests(other))[0].event.kind == "ticket_opened"
    [still, *_] = await desk.stores.views.messages(other)
    assert await desk.stores.vault.get(still.id)


async def test_a_ticket_under_a_hold_goes_once_the_hold_is_over(desk: LiveDesk) -> None:
    ticket = await closed(desk)
    customer = (await desk.stores.views.ticket(ticket)).customer_id
    at = await on_the_last_day(desk, ticket, KEPT[RECORDS]) + MINUTE
    hold = Mark(customer, MarkKind.HELD, at, "key-1", "privacy", HoldReason.LITIGATION)
    await desk.stores.persons.place(replace(hold, until=at + timedelta(days=1)))
    assert not any((await run_at(desk, at)).values())
    assert await desk.stores.ledger.entries(ticket)
    counts = await run_at(desk, at + timedelta(days=1))
    assert (counts["texts"], counts["people"], counts["records"]) == (1, 1, 1)
    assert await desk.stores.ledger.entries(ticket) == []


async def test_an_erasure_that_broke_off_goes_on_with_the_next_run(desk: LiveDesk) -> None:
    ticket = await closed(desk)
    customer = (await desk.stores.views.ticket(ticket)).customer_id
    at = await on_the_last_day(desk, ticket, KEPT[PEOPLE]) + MINUTE
    [texts, people] = [rule for rule in keeping_eu().rules(at) if rule.kind in (TEXTS, PEOPLE)]
    await desk.stores.retaining.take_out(texts, ticket)
    assert await desk.stores.retaining.freeze(people, customer)
    assert (await run_at(desk, at))["people"] == 1
    assert MarkKind.ERASED in await desk.stores.persons.marks(customer)
    assert await desk.stores.retaining.freezing() == []


async def test_temporal_runs_it_by_itself(desk: LiveDesk) -> None:
    for _ in range(2):
        await schedule_retention(desk.client, "eu", every=timedelta(seconds=1))
    handle = desk.client.get_schedule_handle(retention_schedule_of("eu"))

    async def has_run() -> bool:
        return await desk.stores.retaining.last_ran() is not None

    try:
        await until(has_run, PATIENCE, "retention did not run")
    finally:
        await handle.delete()


async def test_a_run_can_be_asked_for_between_two_days(desk: LiveDesk) -> None:
    await schedule_retention(desk.client, "eu")
    handle = desk.client.get_schedule_handle(retention_schedule_of("eu"))

    async def has_run() -> bool:
        return await desk.stores.retaining.last_ran() is not None

    try:
        assert not await has_run()
        await handle.trigger()
        await until(has_run, PATIENCE, "retention did not run")
    finally:
        await handle.delete()


def keeping_eu() -> Retention:
    return Retention(DAYS, KEPT)
