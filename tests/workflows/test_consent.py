"""What a desk says needs consent is not done without it, on Temporal's own server."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment

from domain import commands
from domain.consents import Consent
from domain.message_events import DeliveryReported
from domain.privacy import Basis, Purpose, PurposeRule
from language.detection import Detector
from rulebook.facts import Desk
from runtime.clock import SystemClock
from tests.workflows.desk import ANA, LiveDesk
from tests.workflows.live import a_live_desk

pytestmark = pytest.mark.asyncio(loop_scope="session")
SURVEY = Purpose.SATISFACTION


@pytest_asyncio.fixture(loop_scope="session")
async def asking(
    environment: WorkflowEnvironment, sample_desk: Desk, detector: Detector, tmp_path: Path
) -> AsyncIterator[LiveDesk]:
    """A desk that asks how it was, and asks first whether it may."""
    rules = replace(
        sample_desk.privacy,
        purposes={SURVEY: PurposeRule(SURVEY, "How was it?", Basis.CONSENT)},
    )
    desk = replace(sample_desk, privacy=rules)
    async with a_live_desk(environment.client, desk, detector, tmp_path) as live:
        assert live.policy.relay is not None
        relay = replace(live.policy.relay, ask_how_it_was=True)
        timed = replace(live, environment=environment)
        yield timed.under(relay=relay, targets={}, warn_at={}, warnings={}, steps=())


async def asked_how_it_was(desk: LiveDesk, *, agrees: bool) -> DeliveryReported:
    """What became of the question, once a ticket is solved."""
    ticket = await desk.opens_ticket()
    if agrees:
        customer = (await desk.stores.views.ticket(ticket)).customer_id
        now = SystemClock().now()
        yes = Consent(customer, SURVEY, True, now, "k", "privacy", "phone")
        await desk.stores.privacy.consents.record(yes)
    await desk.replies(ticket)
    await desk.asks(ticket, commands.Solve(by=ANA))
    entries = await desk.rests(ticket)
    reports = [one.event for one in entries if isinstance(one.event, DeliveryReported)]
    return reports[-1]


async def test_only_who_agreed_is_asked_how_it_was(asking: LiveDesk) -> None:
    refused = await asked_how_it_was(asking, agrees=False)
    assert (refused.state, refused.reason) == ("failed", "no_consent")
    before = len(asking.channel.delivered)
    assert (await asked_how_it_was(asking, agrees=True)).state == "sent"
    assert len(asking.channel.delivered) > before
