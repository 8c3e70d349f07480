"""A person is erased: by the workflow, on real parts, whatever is under way."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from ulid import ULID

from domain import commands
from domain.persons import Erasing, ErasureOutcome, HoldReason, Lifting, Mark, MarkKind
from domain.ports import NotNow, OutcomeUnknown
from domain.vocabulary import DeliveryState, Status
from language.detection import Detector
from rulebook.facts import Desk
from runtime.clock import SystemClock
from runtime.signed_notes import opened
from runtime.waiting import until
from tests.patience import PATIENCE
from tests.workflows.desk import ANA, LiveDesk
from tests.workflows.erasing import SIGNER, begun, erased, erasing_desk, the_list

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = "Olá, o meu kanarienvogel fugiu. Onde está a minha encomenda?"


@pytest_asyncio.fixture(loop_scope="session")
async def desk(
    environment: WorkflowEnvironment, sample_desk: Desk, detector: Detector, tmp_path: Path
) -> AsyncIterator[LiveDesk]:
    async with erasing_desk(environment.client, sample_desk, detector, tmp_path) as live:
        yield replace(live, environment=environment)


async def test_an_open_ticket_of_an_erased_person_ends_and_says_nothing_more(
    desk: LiveDesk,
) -> None:
    ticket = await desk.opens_ticket(WORDS)
    customer = await customer_of(desk, ticket)
    done = await erased(desk, customer)
    assert done.outcome is ErasureOutcome.ERASED
    text = opened(done.certificate, SIGNER.verifier)
    assert f"customer: {customer}" in text
    assert f"open tickets ended: {ticket}" in text
    kinds = [entry.event.kind for entry in await desk.stores.ledger.entries(ticket)]
    assert kinds[-2:] == ["customer_erased", "ticket_closed"]
    assert (await desk.stores.views.ticket(ticket)).status is Status.CLOSED
    messages = await desk.stores.views.messages(ticket)
    assert await desk.stores.vault.get_many([one.id for one in messages]) == {}
    assert await desk.stores.profiles.profiles(customer) == []
    assert list(await desk.stores.persons.marks(customer)) == [MarkKind.ERASED]


async def test_whoever_writes_again_is_somebody_else_and_repeats_are_kept_nowhere(
    desk: LiveDesk,
) -> None:
    sender = str(ULID())
    ticket = await desk.hears(WORDS, sender)
    customer = await customer_of(desk, ticket)
    await erased(desk, customer)
    again = await desk.hears("Bom dia, sou eu outra vez.", sender)
    assert again != ticket
    view = await desk.stores.views.ticket(again)
    assert view.customer_id != customer
    assert view.linked == ()
    assert [one.id for one in await desk.stores.profiles.profiles(view.customer_id)] == [sender]


async def test_an_erasure_twice_gives_the_same_certificate(desk: LiveDesk, tmp_path: Path) -> None:
    customer = await customer_of(desk, await desk.opens_ticket(WORDS))
    first = await erased(desk, customer)
    again = await erased(desk, customer)
    assert first.certificate == again.certificate
    assert (again.outcome, again.certificate) == (ErasureOutcome.ERASED, first.certificate)
    assert the_list(tmp_path).persons()[customer].certificate == first.certificate


async def test_two_who_ask_at_once_are_told_of_one_erasure(desk: LiveDesk) -> None:
    customer = await customer_of(desk, await desk.opens_ticket(WORDS))
    one, other = await asyncio.gather(erased(desk, customer), erased(desk, customer))
    assert one == other


async def test_nobody_is_erased_whom_nobody_knows(desk: LiveDesk, tmp_path: Path) -> None:
    done = await erased(desk, "c-nobody")
    assert done.outcome is ErasureOutcome.UNKNOWN
    assert the_list(tmp_path).persons() == {}


async def test_a_legal_hold_keeps_everything_until_it_is_lifted(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket(WORDS)
    customer = await customer_of(desk, ticket)
    now = SystemClock().now()
    hold = Mark(customer, MarkKind.HELD, now, "key-1", "privacy", HoldReason.LITIGATION)
    await desk.stores.persons.place(hold)
    done = await erased(desk, customer)
    assert (done.outcome, done.reason) == (ErasureOutcome.HELD, "litigation")
    first = (await desk.stores.views.messages(ticket))[0].id
    assert (await desk.stores.vault.get(first)).content["text"] == WORDS
    lifting = Lifting(customer, MarkKind.HELD, now, "key-1", "privacy")
    assert await desk.stores.persons.lift(lifting)
    assert (await erased(desk, customer)).outcome is ErasureOutcome.ERASED


async def test_a_ticket_of_an_erased_person_takes_no_commands(desk: LiveDesk) -> None:
    """Its erasure has begun, and it cannot close while a message is still on its way to it."""
    sender = str(ULID())
    ticket = await desk.hears(WORDS, sender)
    customer = await customer_of(desk, ticket)
    await desk.accepts("Ainda nada?", sender)
    running = await begun(desk, customer)
    await hears_of_it(desk, ticket)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await desk.asks(ticket, commands.Claim(by=ANA))
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "customer_erased"
    await desk.dispatches()
    assert (await running.result()).outcome is ErasureOutcome.ERASED
    await desk.handle(ticket).result()
    kinds = [entry.event.kind for entry in await desk.stores.ledger.entries(ticket)]
    assert kinds.count("message_received") == 2
    assert kinds[-1] == "ticket_closed"


@pytest.mark.attack(34)
async def test_a_reply_that_waits_for_its_provider_is_never_sent(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket(WORDS)
    customer = await customer_of(desk, ticket)
    desk.channel.then(NotNow("unreachable", retry_after=3600))
    before = len(desk.channel.taken)
    message = await desk.replies(ticket)
    await tries(desk, message)
    done = await erased(desk, customer)
    assert f"open tickets ended: {ticket}" in done.certificate
    [shown] = [one for one in await desk.stores.views.messages(ticket) if one.id == message]
    assert (shown.delivery, shown.delivery_reason) == (DeliveryState.FAILED, "erased")
    assert len(desk.channel.taken) == before


@pytest.mark.attack(34)
async def test_what_may_have_been_sent_is_said_to_be_uncertain(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket(WORDS)
    customer = await customer_of(desk, ticket)
    desk.channel.then(*[OutcomeUnknown("connection broke")] * 50)
    message = await desk.replies(ticket)
    await tries(desk, message)
    await erased(desk, customer)
    [shown] = [one for one in await desk.stores.views.messages(ticket) if one.id == message]
    assert (shown.delivery, shown.delivery_reason) == (DeliveryState.UNCERTAIN, "erased")


async def test_a_log_that_is_in_use_is_waited_for(desk: LiveDesk, tmp_path: Path) -> None:
    customer = await customer_of(desk, await desk.opens_ticket(WORDS))
    with closing(sqlite3.connect(tmp_path / "eu" / "keys.sqlite")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM customer_keys").fetchone()
        running = await begun(desk, customer)
        await until(lambda: has_no_key(desk, customer), PATIENCE, "the key is still there")
        assert MarkKind.ERASING in await desk.stores.persons.marks(customer)
        reader.execute("COMMIT")
    done = await running.result()
    assert done.outcome is ErasureOutcome.ERASED


class Killed:
    """Erasing by a worker that dies after each of its steps, before it could say that it was done.

    Nothing tells a step that is done again from one whose worker was killed but its repetition.
    """

    def __init__(self, erasing: Erasing) -> None:
        self._erasing = erasing
        self.died_after: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        step = getattr(self._erasing, name)

        async def dying(*given: object, **named: object) -> object:
            done = await step(*given, **named)
            if name not in self.died_after:
                self.died_after.append(name)
                raise RuntimeError(f"the worker died after {name}")
            return done

        return dying


async def test_a_worker_that_dies_after_any_step_leaves_an_erasure_that_ends_the_same(
    environment: WorkflowEnvironment,
    sample_desk: Desk,
    detector: Detector,
    tmp_path: Path,
) -> None:
    deaths: list[Killed] = []

    def mortal(erasing: Erasing) -> Any:
        deaths.append(Killed(erasing))
        return deaths[-1]

    parts = (environment.client, sample_desk, detector, tmp_path)
    async with erasing_desk(*parts, erasing=mortal) as live:
        desk = replace(live, environment=environment)
        ticket = await desk.opens_ticket(WORDS)
        customer = await customer_of(desk, ticket)
        kept = texts_of(tmp_path, customer)
        done = await erased(desk, customer)
        assert done.outcome is ErasureOutcome.ERASED
        assert set(deaths[0].died_after) == {
            "freeze",
            "waiting",
            "enlist",
            "destroy",
            "purge",
            "left",
            "findings",
            "conclude",
        }
        assert the_list(tmp_path).persons()[customer].certificate == done.certificate
        assert f"texts {kept}, " in opened(done.certificate, SIGNER.verifier)
        trail = await desk.stores.audit.entries(limit=99, about=customer)
        actions = [entry.document["action"] for entry in trail]
        assert actions == ["person.frozen", "person.erased"]


def texts_of(folder: Path, customer: str) -> int:
    with closing(sqlite3.connect(folder / "eu" / "region.sqlite")) as database:
        query = "SELECT count(*) FROM texts WHERE customer_id = ?"
        return int(database.execute(query, (customer,)).fetchone()[0])


async def customer_of(desk: LiveDesk, ticket: str) -> str:
    return (await desk.standing(ticket)).customer_id


async def hears_of_it(desk: LiveDesk, ticket: str) -> None:
    async def heard() -> bool:
        return (await desk.standing(ticket)).erased_at is not None

    await until(heard, PATIENCE, f"{ticket} was not told")


async def tries(desk: LiveDesk, message: str) -> None:
    async def tried() -> bool:
        return message in [one.message_id for one in desk.channel.attempts]

    await until(tried, PATIENCE, f"nobody tried to send {message}")


async def has_no_key(desk: LiveDesk, customer: str) -> bool:
    return "key" not in await desk.stores.erasing.left(customer)
