"""What a customer hears of a ticket that is done reaches them, on Temporal's own server."""

import asyncio
from dataclasses import replace

import pytest

from domain import commands
from domain.relay_events import CustomerTold
from domain.vocabulary import Status
from tests.workflows.desk import ANA, LiveDesk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_question_and_the_farewell_are_sent_before_the_ticket_ends(
    desk: LiveDesk,
) -> None:
    assert desk.policy.relay is not None
    relay = replace(desk.policy.relay, ask_how_it_was=True, say_when_closed=True)
    desk = desk.under(relay=relay, targets={}, warn_at={}, warnings={}, steps=())
    ticket = await desk.opens_ticket()
    await desk.replies(ticket)
    await desk.asks(ticket, commands.Solve(by=ANA))
    await desk.rests(ticket)
    await desk.passes(ticket, days=8)
    await asyncio.wait_for(desk.handle(ticket).result(), 10)
    entries = await desk.stores.ledger.entries(ticket)
    told = [entry.event for entry in entries if isinstance(entry.event, CustomerTold)]
    assert [event.template for event in told] == ["satisfaction", "closing"]
    assert [entry.event.kind for entry in entries[-3:]] == [
        "customer_told",
        "delivery_reported",
        "ticket_closed",
    ]
    question, farewell = desk.channel.delivered[-2:]
    assert (question.language, farewell.language) == ("pt", "pt")
    assert (question.message_id, farewell.message_id) == tuple(one.message_id for one in told)
    assert (await desk.stores.views.ticket(ticket)).status is Status.CLOSED
