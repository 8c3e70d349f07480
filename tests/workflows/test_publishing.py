"""A published desk is for what is new: open tickets keep what they were promised."""

from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from domain import commands
from domain.desks import Files
from domain.events import ClockBreached
from domain.ledger import Entry
from language.detection import Detector
from runtime.replay import first_difference, histories, replayed
from tests.workflows.desk import ANA
from tests.workflows.publishing import (
    GREETING,
    STANDARD,
    Publishing,
    a_publishing_desk,
    never_sleeping,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANY = 50
ELSEWHERE = "Aqui é a nova mesa. O seu número é {{ ticket }}."


@pytest.fixture(scope="module")
def first() -> Files:
    return never_sleeping()


@pytest.fixture(scope="module")
def second(first: Files) -> Files:
    """Faster promises, another greeting, and a rule that sends everything to another team."""
    standard = first[STANDARD].replace("first_reply: 4 hours", "first_reply: 3 hours")
    standard = standard.replace("\nversion: ", "\nversion: 9")
    begins = first["routing.yaml"].index("- name: everything else in Europe")
    head, tail = first["routing.yaml"][:begins], first["routing.yaml"][begins:]
    routing = head + tail.replace("teams: [eu-care]", "teams: [eu-lead]", 1)
    return {**first, STANDARD: standard, "routing.yaml": routing, GREETING: ELSEWHERE}


async def test_publishing_while_fifty_tickets_are_open_changes_none_of_them(
    environment: WorkflowEnvironment,
    detector: Detector,
    tmp_path: Path,
    first: Files,
    second: Files,
) -> None:
    async with a_publishing_desk(environment, detector, tmp_path, first) as desk:
        tickets = await desk.opens(MANY)
        before = {ticket: await desk.live.rests(ticket) for ticket in tickets}
        promised = await desk.policy_of(tickets[0])

        assert await desk.publishes(second) == 2
        [new] = await desk.opens()
        assert (await desk.policy_of(new)).reference.version != promised.reference.version
        assert (await desk.policy_of(new)).targets != promised.targets
        assert (await desk.live.stores.views.ticket(new)).team == "eu-lead"
        assert desk.said(new) == [f"Aqui é a nova mesa. O seu número é {new}."]

        for ticket in tickets:
            assert await desk.live.rests(ticket) == before[ticket]
            assert (await desk.policy_of(ticket)).reference == promised.reference
        await answered_and_breached(desk, *tickets[:2])
        for ticket in [*tickets, new]:
            await lives_again(desk, ticket)


async def answered_and_breached(desk: Publishing, one: str, other: str) -> None:
    """Work on old tickets goes on, by the instants that the old policy set."""
    await desk.live.asks(one, commands.Claim(by=ANA))
    await desk.live.replies(one)
    view = await desk.live.stores.views.ticket(other)
    due = {clock.target: clock.due_at for clock in view.clocks}
    await desk.live.passes(other, days=3)
    breaches = {
        entry.event.target: entry.event.at
        for entry in await desk.live.rests(other)
        if isinstance(entry.event, ClockBreached)
    }
    assert breaches
    assert breaches == {target: due[target] for target in breaches}


async def lives_again(desk: Publishing, ticket: str) -> None:
    ledger: list[Entry] = await desk.live.rests(ticket)
    runs = [run async for run in histories(desk.live.client, ticket)]
    again = await replayed(runs, desk.live.client.data_converter)
    assert first_difference(ledger, again) is None
    assert len(again.entries) == len(ledger)


async def test_a_roll_back_is_what_new_tickets_take_from_then_on(
    environment: WorkflowEnvironment,
    detector: Detector,
    tmp_path: Path,
    first: Files,
    second: Files,
) -> None:
    async with a_publishing_desk(environment, detector, tmp_path, first) as desk:
        [oldest] = await desk.opens()
        await desk.publishes(second)
        [newer] = await desk.opens()
        assert await desk.publishes(first, "back") == 3
        [newest] = await desk.opens()
        policies = [(await desk.policy_of(one)).targets for one in (oldest, newer, newest)]
        assert policies[0] == policies[2] != policies[1]
        teams = [(await desk.live.stores.views.ticket(one)).team for one in (oldest, newer, newest)]
        assert teams == ["eu-care", "eu-lead", "eu-care"]
