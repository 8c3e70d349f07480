"""A worker is killed between every activity's row and its completion, for every command."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from ulid import ULID

from domain import commands
from domain.commands import Command
from domain.policy import Step
from domain.vocabulary import Priority
from runtime.clock import SystemClock
from tests.e2e.scene import Scene, a_scene
from tests.patience import PATIENCE
from tests.workflows.desk import ANA, LiveDesk

Ask = Callable[[LiveDesk, str], Awaitable[object]]

STEP = Step("step 1", "opening", offset=timedelta(days=9), raise_priority_to=Priority.URGENT)
CLAIM, SOLVE = commands.Claim(by=ANA), commands.Solve(by=ANA)


@dataclass(frozen=True)
class Doomed:
    """A command, what was given before it, and the activity in which its worker is killed."""

    ask: Ask
    held_in: str = "record"
    before: tuple[Command, ...] = ()


def asking(command: Command) -> Ask:
    return lambda desk, ticket: desk.asks(ticket, command)


def replying(desk: LiveDesk, ticket: str) -> Awaitable[object]:
    return desk.replies(ticket)


def noting(desk: LiveDesk, ticket: str) -> Awaitable[object]:
    return desk.notes(ticket)


def commands_at_their_crash_points() -> list[Doomed]:
    later = SystemClock().now() + timedelta(days=30)
    return [
        Doomed(asking(CLAIM)),
        Doomed(asking(commands.Release(by=ANA)), before=(CLAIM,)),
        Doomed(replying),
        Doomed(replying, "deliver"),
        Doomed(replying, "sent"),
        Doomed(noting),
        Doomed(asking(commands.Escalate(by=ANA, reason_id="r"))),
        Doomed(asking(commands.Prioritise(by=ANA, priority=Priority.HIGH))),
        Doomed(asking(commands.Hold(by=ANA, until=later, reason_id="r"))),
        Doomed(asking(SOLVE)),
        Doomed(asking(commands.Reopen(by=ANA)), before=(SOLVE,)),
        Doomed(asking(commands.Rate(by=ANA, score=4)), before=(SOLVE,)),
    ]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_scene(tmp_path) as found:
        yield found


async def ticket_for(doomed: Doomed, desk: LiveDesk) -> str:
    """A ticket at rest, to which the command can be given."""
    ticket = await desk.opens_ticket()
    for command in doomed.before:
        await desk.asks(ticket, command)
    await desk.rests(ticket)
    return ticket


async def a_close(desk: LiveDesk) -> tuple[str, Doomed]:
    closing = desk.under(reopen_within=timedelta(seconds=1))
    return await closing.opens_ticket(), Doomed(asking(SOLVE), "close_out")


async def a_merge(desk: LiveDesk) -> tuple[str, Doomed]:
    sender = str(ULID())
    source = await desk.hears("Olá, onde está a minha encomenda?", sender)
    target = await desk.hears_in_thread("Outra pergunta sobre a fatura", sender, "two")
    return source, Doomed(asking(commands.Merge(by=ANA, into=target)), "merge_out")


async def accepted_and_untold(desk: LiveDesk, held_in: str) -> tuple[str, str]:
    return await desk.accepts("Olá, onde está a minha encomenda?", str(ULID())), held_in


async def test_a_worker_killed_at_every_crash_point_leaves_one_truth(scene: Scene) -> None:
    desk = scene.desk.under(steps=(STEP,))
    async with scene.worker():
        endings = [await a_close(desk), await a_merge(desk)]
        cases = commands_at_their_crash_points()
        tickets = await asyncio.gather(*(ticket_for(case, desk) for case in cases))
        given = dict([*zip(tickets, cases, strict=True), *endings])
    openings = ("intake", "deliver", "translate", "sent")
    fresh = dict([await accepted_and_untold(desk, held_in) for held_in in openings])
    plan = {ticket: case.held_in for ticket, case in given.items()} | fresh

    doomed = await scene.holding_worker(plan)
    asked = [asyncio.ensure_future(case.ask(desk, ticket)) for ticket, case in given.items()]
    await desk.dispatches()
    await scene.all_held(doomed, plan)
    await scene.kill(doomed)

    async with scene.worker():
        await asyncio.wait_for(asyncio.gather(*asked), PATIENCE.total_seconds())
        await desk.dispatches()
        assert await scene.complaints(list(plan)) == []
    for ticket, where in plan.items():
        # A kill may land in an ordinary delivery too: then it, too, comes again, and only once.
        assert scene.repeats(ticket) in ((1,) if where == "sent" else (0, 1))


async def test_an_answer_under_two_ids_would_be_noticed(scene: Scene) -> None:
    """The planted fault: every attempt has an id of its own."""
    desk = scene.desk
    ticket, held_in = await accepted_and_untold(desk, "sent")
    doomed = await scene.holding_worker({ticket: held_in}, faulty=[ticket])
    await desk.dispatches()
    await scene.all_held(doomed, [ticket])
    await scene.kill(doomed)
    async with scene.worker():
        [complaint] = await scene.complaints([ticket])
    assert "went out under 2 webhook-ids" in complaint


async def test_a_ledger_that_is_not_its_workflows_would_be_noticed(scene: Scene) -> None:
    async with scene.worker():
        ticket = await scene.desk.opens_ticket()
        await scene.desk.asks(ticket, CLAIM)
        await scene.forget_an_entry(ticket)
        [complaint] = await scene.complaints([ticket], within=timedelta(seconds=2))
    assert "did not become the ticket's" in complaint
