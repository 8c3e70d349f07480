"""What is written to a ticket at the instant at which it ends is in it, or in the next one."""

import asyncio
import random
from collections import Counter, deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from ulid import ULID

from domain import commands
from domain.events import Event, MessageReceived, TicketClosed
from domain.facts import MessageReference
from domain.stores import Merging
from domain.vocabulary import THE_DESK, Actor, ActorKind, Status
from language.detection import Detector
from rulebook.facts import Desk
from runtime.waiting import until
from tests.patience import PATIENCE
from tests.workflows.closing import (
    ClosingDesk,
    Parts,
    Rush,
    a_closing_desk,
    complaints,
    moments,
)
from tests.workflows.desk import ANA
from tests.workflows.live import KEY

pytestmark = pytest.mark.asyncio(loop_scope="session")

MESSAGES = 56
AT_ONCE = timedelta(milliseconds=20)
Making = Callable[..., AbstractAsyncContextManager[ClosingDesk]]


@pytest.fixture
def closing_desk(
    environment: WorkflowEnvironment, sample_desk: Desk, detector: Detector, tmp_path: Path
) -> Making:
    """Makes desks, each with a database of its own."""

    def make(*, careless: bool = False) -> AbstractAsyncContextManager[ClosingDesk]:
        folder = tmp_path / str(ULID())
        parts = Parts(environment.client, sample_desk, detector, folder, KEY)
        return a_closing_desk(parts, AT_ONCE, careless=careless)

    return make


async def opened(desk: ClosingDesk) -> tuple[Rush, str]:
    """A customer has written, and the ticket is at rest."""
    rush = Rush(desk.live.stores.inbox, desk.dispatcher.nudge)
    ticket = await rush.post(1)
    await started(desk, ticket)
    return rush, ticket


async def started(desk: ClosingDesk, ticket: str) -> None:
    async def runs() -> bool:
        return bool(await desk.live.stores.ledger.entries(ticket))

    await until(runs, PATIENCE, f"{ticket} did not begin.")
    await desk.live.rests(ticket)


async def solved_until_closed(desk: ClosingDesk, ticket: str) -> None:
    """An agent solves the ticket as often as a message takes it up again."""

    async def closed() -> bool:
        status = (await desk.live.stores.views.ticket(ticket)).status
        if status not in (Status.SOLVED, Status.CLOSED):
            with suppress(WorkflowUpdateFailedError, RPCError):  # refused: the next look tells why
                await desk.live.asks(ticket, commands.Solve(by=ANA))
        return status is Status.CLOSED

    await until(closed, PATIENCE, f"{ticket} did not close.")
    await asyncio.wait_for(desk.live.handle(ticket).result(), 20)


async def told(desk: ClosingDesk, rush: Rush) -> dict[str, list[Event]]:
    """The ledgers of all tickets that the acceptances named, once the inbox is empty."""
    await rush.settle()
    tickets = sorted(set().union(*rush.named.values()))

    async def heard() -> bool:
        ledgers = [await desk.live.stores.ledger.entries(ticket) for ticket in tickets]
        received = [e for ledger in ledgers for e in ledger if e.event.kind == "message_received"]
        return len(received) >= len(rush.named)

    await until(heard, PATIENCE, "not every message reached a ticket.")
    return {ticket: [e.event for e in await desk.live.rests(ticket)] for ticket in tickets}


def kinds_of(rush: Rush, ticket: str) -> Counter[str]:
    """How many messages fell before the end, and how many after it."""
    return Counter("before" if tickets == {ticket} else "after" for tickets in rush.named.values())


def planned(desk: ClosingDesk, rush: Rush, seed: int) -> None:
    """Waves around each attempt to close: before its transaction, beside it, after its commit."""
    chance = random.Random(seed)
    waves = deque(
        (chance.choice(("before", "beside", "beside")), chance.randint(3, 14), chance.randint(0, 9))
        for _ in range(chance.randint(1, 3))
    )

    async def before() -> None:
        if not waves:
            return
        where, size, wait = waves.popleft()
        if where == "before":
            await rush.post(size)
            return
        rush.start(size)
        await moments(wait)

    async def after() -> None:
        await rush.post(MESSAGES - len(rush.named))

    desk.ledger.before, desk.ledger.after = before, after


async def test_what_is_written_around_the_close_is_in_the_ticket_that_was_named(
    closing_desk: Making,
) -> None:
    kinds: Counter[str] = Counter()
    async with closing_desk() as desk:
        for seed in range(4):
            rush, first = await opened(desk)
            planned(desk, rush, seed)
            await solved_until_closed(desk, first)
            ledgers = await told(desk, rush)
            assert complaints(rush.named, rush.known_as, ledgers) == []
            assert len(rush.named) == MESSAGES
            [second] = set(ledgers) - {first}
            assert (await desk.live.standing(second)).linked == (first,)
            kinds += kinds_of(rush, first)
    assert False in desk.ledger.endings
    assert min(kinds["before"] - 4, kinds["after"]) > 0  # less the four that opened them


async def test_in_a_free_race_too(closing_desk: Making) -> None:
    async with closing_desk() as desk:
        for seed in range(3):
            chance = random.Random(seed)
            rush, first = await opened(desk)
            closing = asyncio.create_task(solved_until_closed(desk, first))
            while len(rush.named) < MESSAGES:
                await moments(chance.choice((1, 30, 300, 1000)))
                await rush.post(1)
            await closing
            ledgers = await told(desk, rush)
            assert complaints(rush.named, rush.known_as, ledgers) == []
            assert len(ledgers) <= 2


async def test_a_message_before_the_close_takes_the_ticket_up_again(closing_desk: Making) -> None:
    async with closing_desk() as desk:
        rush, ticket = await opened(desk)
        waves = deque([MESSAGES - 1])

        async def before() -> None:
            while waves:
                await rush.post(waves.popleft())

        desk.ledger.before = before
        await solved_until_closed(desk, ticket)
        ledgers = await told(desk, rush)
        refused, *_, done = desk.ledger.endings
        assert (refused, done) == (False, True)
        assert complaints(rush.named, rush.known_as, ledgers) == []
        assert list(ledgers) == [ticket]


async def test_a_message_after_the_close_opens_one_ticket_that_links_to_it(
    closing_desk: Making,
) -> None:
    async with closing_desk() as desk:
        rush, first = await opened(desk)

        async def after() -> None:
            await rush.post(MESSAGES - 1)

        desk.ledger.after = after
        await solved_until_closed(desk, first)
        ledgers = await told(desk, rush)
        assert desk.ledger.endings == [True]
        assert complaints(rush.named, rush.known_as, ledgers) == []
        [second] = set(ledgers) - {first}
        assert kinds_of(rush, first) == {"before": 1, "after": MESSAGES - 1}
        assert (await desk.live.standing(second)).linked == (first,)


async def test_a_command_is_refused_while_the_ticket_closes(closing_desk: Making) -> None:
    async with closing_desk() as desk:
        rush, ticket = await opened(desk)
        codes: list[str | None] = []

        async def before() -> None:
            with pytest.raises(WorkflowUpdateFailedError) as refusal:
                await desk.live.asks(ticket, commands.Reopen(by=ANA))
            assert isinstance(refusal.value.cause, ApplicationError)
            codes.append(refusal.value.cause.type)

        desk.ledger.before = before
        await solved_until_closed(desk, ticket)
        ledgers = await told(desk, rush)
        assert codes == ["ticket_closing"]
        assert "ticket_reopened" not in [event.kind for event in ledgers[ticket]]


async def test_what_is_written_around_a_merge_is_in_the_ticket_that_was_named(
    closing_desk: Making,
) -> None:
    async with closing_desk() as desk:
        rush, source = await opened(desk)
        target = await rush.post(1, thread="another matter")
        await started(desk, target)
        waves = deque([("before", 12, 0), ("beside", 14, 3), ("beside", 10, 0)])

        async def before() -> None:
            if waves:
                where, size, wait = waves.popleft()
                rush.start(size)
                await (rush.settle() if where == "before" else moments(wait))

        async def after() -> None:
            await rush.post(MESSAGES - len(rush.named))

        desk.ledger.before, desk.ledger.after = before, after
        await desk.live.asks(source, commands.Merge(by=ANA, into=target))
        ledgers = await told(desk, rush)
        assert desk.ledger.endings[0] is Merging.NEWS_WAITING
        assert desk.ledger.endings[-1] is Merging.DONE
        assert complaints(rush.named, rush.known_as, ledgers) == []
        assert set(ledgers) == {source, target}
        assert [event.kind for event in ledgers[target]].count("ticket_absorbed") == 1


async def test_an_answer_is_delivered_before_its_ticket_is_merged(closing_desk: Making) -> None:
    async with closing_desk() as desk:
        rush, source = await opened(desk)
        target = await rush.post(1, thread="another matter")
        await started(desk, target)
        answers = [await desk.live.replies(source, text) for text in ("one", "two", "three")]
        await desk.live.asks(source, commands.Merge(by=ANA, into=target))
        await asyncio.wait_for(desk.live.handle(source).result(), 20)
        delivered = [message.message_id for message in desk.live.channel.delivered]
        assert [one for one in delivered if one in answers] == answers


async def test_a_ledger_that_does_not_look_into_the_inbox_is_caught(closing_desk: Making) -> None:
    async with closing_desk(careless=True) as desk:
        rush, ticket = await opened(desk)

        async def before() -> None:
            await rush.post(3)

        desk.ledger.before = before
        await solved_until_closed(desk, ticket)
        ledgers = {ticket: [e.event for e in await desk.live.stores.ledger.entries(ticket)]}
        lost = f"was accepted for {ticket} and is in no ticket"
        assert complaints(rush.named, rush.known_as, ledgers) == [
            f"client-{number} {lost}" for number in (1, 2, 3)
        ]


async def test_the_checker_knows_every_fault() -> None:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    customer = Actor(ActorKind.CUSTOMER, "c")

    def received(*names: str) -> list[Event]:
        messages = (MessageReference(name, "webhook", "sample", now, "en") for name in names)
        return [MessageReceived(at=now, by=customer, message=message) for message in messages]

    named = {"m1": {"a"}, "m2": {"a"}, "m3": {"a"}, "m4": {"a", "b"}, "m5": {"a"}}
    ledgers = {
        "a": [*received("m1", "m2"), TicketClosed(at=now, by=THE_DESK), *received("m1")],
        "b": received("m3", "m6"),
    }
    assert complaints(named, {}, ledgers) == [
        "m1 is there more than once, in ['a', 'a']",
        "m3 was accepted for a and is in b",
        "m4 was accepted for ['a', 'b']",
        "m5 was accepted for a and is in no ticket",
        "m6 was accepted for []",
        "a goes on after its end",
    ]
