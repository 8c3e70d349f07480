"""What Temporal keeps of a run that ended is sealed by Temporal's own doing, and replays."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from ulid import ULID

from domain import commands
from domain.audit import Action
from domain.histories import Disagreement, Ending, SealedRun
from runtime.ended_runs import TemporalRuns
from runtime.reliving import history_of, in_a_process, lived
from runtime.schedules import schedule_sealing
from runtime.temporal_client import task_queue_of
from runtime.waiting import until
from tests.histories.stories import a_long_conversation
from tests.patience import PATIENCE
from tests.workflows.desk import ANA, LiveDesk
from tests.workflows.live import KEY
from workflows.sealing import SealingWorkflow

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def look(desk: LiveDesk) -> int:
    """One look, as the Schedule starts them."""
    return await desk.client.execute_workflow(
        SealingWorkflow.run, id=f"sealing-{ULID()}", task_queue=task_queue_of("eu")
    )


async def sealed(desk: LiveDesk, ticket: str, runs: int = 1) -> list[SealedRun]:
    """The ticket's sealed runs, once there are so many: Temporal may list them a little late."""
    found: list[SealedRun] = []

    async def are_there() -> bool:
        await look(desk)
        found[:] = await desk.stores.histories.runs(ticket)
        return len(found) >= runs

    await until(are_there, PATIENCE, f"{runs} runs of {ticket} were not sealed")
    return found


async def digest_today(desk: LiveDesk, run: SealedRun) -> str:
    body = await desk.stores.histories.body(run.run_id)
    life = await lived(history_of(run.ticket_id, body), desk.client.data_converter)
    return life.digest


async def closed(desk: LiveDesk) -> str:
    ticket = await desk.opens_ticket()
    await desk.replies(ticket)
    await desk.asks(ticket, commands.Solve(by=ANA))
    await desk.passes(ticket, days=8)
    await asyncio.wait_for(desk.handle(ticket).result(), PATIENCE.total_seconds())
    return ticket


async def test_a_ticket_that_was_closed_is_sealed_as_temporal_kept_it(desk: LiveDesk) -> None:
    ticket = await closed(desk)
    [run] = await sealed(desk, ticket)
    body = await desk.stores.histories.body(run.run_id)
    assert (run.ended, run.place, run.run_before) == (Ending.COMPLETED, 1, None)
    assert run.sha256 == hashlib.sha256(body).hexdigest()
    assert run.agrees
    kept = await desk.client.get_workflow_handle(f"ticket-{ticket}").fetch_history()
    assert history_of(ticket, body).events == kept.events
    assert run.events == len(kept.events)
    assert await digest_today(desk, run) == run.digest
    [said] = [
        entry.document
        for entry in await desk.stores.audit.entries(limit=100, about=ticket)
        if entry.document["action"] == Action.HISTORY_SEALED
    ]
    facts = said["facts"]
    assert isinstance(facts, dict)
    assert (facts["run"], facts["sha256"], facts["digest"]) == (
        run.run_id,
        run.sha256,
        run.digest,
    )


async def test_no_payload_of_a_sealed_history_is_readable(desk: LiveDesk) -> None:
    ticket = await closed(desk)
    [run] = await sealed(desk, ticket)
    body = (await desk.stores.histories.body(run.run_id)).decode()
    policy, customer = desk.policy.reference.hash, (await desk.stores.views.ticket(ticket))
    for fact in (policy, customer.customer_id, "ticket_opened", ANA.id + '"'):
        assert fact not in body


async def test_an_open_ticket_is_left_alone_and_looks_repeat_nothing(desk: LiveDesk) -> None:
    still_open = await desk.opens_ticket()
    done = await closed(desk)
    await sealed(desk, done)
    assert await look(desk) == 0
    assert await desk.stores.histories.runs(still_open) == []
    assert len(await desk.stores.histories.runs(done)) == 1


async def test_a_ticket_that_somebody_terminated_is_sealed_as_far_as_it_came(
    desk: LiveDesk,
) -> None:
    ticket = await desk.opens_ticket()
    await desk.handle(ticket).terminate()
    [run] = await sealed(desk, ticket)
    assert (run.ended, run.agrees) == (Ending.TERMINATED, True)
    assert await digest_today(desk, run) == run.digest


async def test_every_run_of_a_long_ticket_is_sealed_in_order(desk: LiveDesk) -> None:
    ticket = await a_long_conversation(desk)
    await desk.handle(ticket).terminate()
    runs = await sealed(desk, ticket, runs=2)
    assert [run.place for run in runs] == [1, 2]
    assert [run.ended for run in runs] == [Ending.CONTINUED, Ending.TERMINATED]
    assert runs[1].run_before == runs[0].run_id
    assert runs[0].digest != runs[1].digest
    for run in runs:
        assert run.agrees
        assert await digest_today(desk, run) == run.digest


async def test_another_process_lives_it_again_and_names_the_place_of_a_forged_entry(
    desk: LiveDesk,
) -> None:
    ticket = await closed(desk)
    entries = await desk.stores.ledger.entries(ticket)
    later = replace(entries[2].event, at=entries[2].event.at + timedelta(seconds=1))
    forged = [*entries[:2], replace(entries[2], event=later), *entries[3:]]
    runs = TemporalRuns(desk.client, in_a_process("eu", KEY))
    history = await desk.handle(ticket).fetch_history()
    run = await runs.find(ticket, history.run_id)
    assert run is not None
    fetched = await runs.fetch(run)
    assert fetched is not None
    async with runs.reliving() as relive:
        true, false = await relive(fetched, entries), await relive(fetched, forged)
    assert (true.disagreement, true.differs_at) == (None, None)
    assert (false.disagreement, false.differs_at) == (Disagreement.LEDGER_DIFFERS, 3)
    assert true.digest == false.digest


async def test_temporal_seals_by_itself(desk: LiveDesk) -> None:
    ticket = await closed(desk)
    for _ in range(2):
        await schedule_sealing(desk.client, "eu", every=timedelta(seconds=1))
    handle = desk.client.get_schedule_handle("sealing-eu")

    async def is_sealed() -> bool:
        return bool(await desk.stores.histories.runs(ticket))

    try:
        await until(is_sealed, PATIENCE, "nothing was sealed")
    finally:
        await handle.delete()
