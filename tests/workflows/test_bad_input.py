"""Slow engines and strange texts: no ticket stands still for them, and no clock."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment
from ulid import ULID

from domain import commands
from domain.events import ClockBreached, MessageTranslated
from domain.vocabulary import ClockState, Target
from language.chain import TranslatorChain
from language.detection import Detector
from language.guarded import Patience
from rulebook.facts import Desk
from runtime.waiting import until
from tests.activities.test_bad_engines_and_texts import TEXTS
from tests.language.fakes import FakeEngine
from tests.patience import PATIENCE
from tests.workflows.desk import ANA, LiveDesk
from tests.workflows.live import a_live_desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG = PATIENCE.total_seconds()  # sixty seconds and more
DONE = ["ticket_opened", "message_received", "message_understood", "ticket_routed", "acknowledged"]


class Slow:
    """An engine's answer that takes minutes, or until the test has seen enough."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self._asked = False

    def __call__(self, text: str) -> str:
        self._asked = True
        self.released.wait(LONG)
        return text.upper()

    async def is_asked(self) -> bool:
        """Whether a text is on its way."""
        return self._asked


@pytest.fixture
def slow() -> Iterator[Slow]:
    answer = Slow()
    yield answer
    answer.released.set()


async def happened(desk: LiveDesk, ticket: str, kind: str) -> None:
    async def is_written() -> bool:
        return kind in [one.event.kind for one in await desk.stores.ledger.entries(ticket)]

    await until(is_written, PATIENCE, f"{kind} did not happen.")


async def test_with_an_engine_of_sixty_seconds_a_ticket_is_answered_for_and_keeps_its_clock(
    environment: WorkflowEnvironment,
    sample_desk: Desk,
    detector: Detector,
    tmp_path: Path,
    slow: Slow,
) -> None:
    chain = TranslatorChain([FakeEngine(slow, "slow")], Patience(seconds=LONG))
    client, target = environment.client, timedelta(seconds=2)
    async with a_live_desk(client, sample_desk, detector, tmp_path, translator=chain) as live:
        desk = replace(live, environment=environment)
        desk = desk.under(targets={"first_reply": target}, warnings={}, steps=())
        ticket = await desk.accepts("Olá, onde está a minha encomenda?", str(ULID()))
        await desk.dispatches()
        for kind in ("delivery_reported", "clock_breached"):
            await happened(desk, ticket, kind)
        await desk.asks(ticket, commands.Claim(by=ANA))
        await until(slow.is_asked, PATIENCE, "Nobody asked the engine.")
        entries = await desk.stores.ledger.entries(ticket)
        kinds = [one.event.kind for one in entries]
        assert [kind for kind in kinds if kind in DONE] == DONE
        assert "message_translated" not in kinds
        assert [one.language for one in desk.channel.delivered] == ["pt"]
        [breach] = [one.event for one in entries if isinstance(one.event, ClockBreached)]
        assert breach.at == (await desk.standing(ticket)).opened_at + target
        slow.released.set()
        ended = [one.event for one in await desk.rests(ticket)]
        [made] = [event for event in ended if isinstance(event, MessageTranslated)]
        assert (made.engine, made.flags) == ("slow", ())


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
async def test_whatever_a_customer_writes_the_ticket_opens_and_its_clock_runs(
    desk: LiveDesk, text: str
) -> None:
    ticket = await desk.opens_ticket(text)
    assert {*DONE, "delivery_reported"} <= set(await desk.kinds(ticket))
    clock = (await desk.standing(ticket)).clock(Target.FIRST_REPLY)
    assert clock is not None
    assert clock.state is ClockState.RUNNING
    [message, _] = await desk.stores.views.messages(ticket)
    assert (await desk.stores.vault.get(message.id)).content["text"] == text
