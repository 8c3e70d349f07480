"""Tickets that live long: waiting costs nothing, and a year of hand-overs stays within limits."""

from datetime import timedelta

import pytest

from domain import commands
from domain.policy import Relay
from tests.workflows.desk import LiveDesk
from tests.workflows.relaying import AOIFE, MAYA, Relaying, hands_over

pytestmark = pytest.mark.asyncio(loop_scope="session")

A_YEAR = {
    "eu-care": {"aoife": ((-1.0, 9000.0),)},
    "na-care": {"maya": ((-1.0, 9000.0),)},
}
TURNS = ((AOIFE, MAYA, "na-care"), (MAYA, AOIFE, "eu-care"))
WARNING = 10_240  # events of one run: https://docs.temporal.io/workflow-execution/limits
TALKATIVE = Relay(
    acknowledge_within=timedelta(minutes=20),
    handling_time=timedelta(minutes=15),
    progress_note_after=timedelta(days=1),
)


async def events_of(desk: LiveDesk, ticket: str) -> list[str]:
    """The kinds of the events in the history of the ticket's present run."""
    history = await desk.handle(ticket).fetch_history()
    return [str(event.event_type) for event in history.events]


async def test_demand_44_a_ticket_that_waits_for_thirty_days_decides_nothing_meanwhile(
    relaying: Relaying,
) -> None:
    async with relaying(relay=TALKATIVE) as desk:
        ticket = await desk.opens_ticket()
        await desk.asks(ticket, commands.Claim(by=AOIFE))
        await desk.replies(ticket)
        await desk.passes(ticket, days=1)  # the timer that was set before fires, once
        before = await desk.rests(ticket)
        tasks = (await desk.handle(ticket).fetch_history()).events
        await desk.passes(ticket, days=30)
        assert await desk.rests(ticket) == before
        after = (await desk.handle(ticket).fetch_history()).events
        written = {event.WhichOneof("attributes") for event in after[len(tasks) :]}
        assert written <= {
            "workflow_execution_options_updated_event_attributes",
            "workflow_execution_time_skipping_transitioned_event_attributes",
        }


async def test_demand_44_a_year_of_weekly_hand_overs_stays_under_temporals_limits(
    relaying: Relaying,
) -> None:
    async with relaying(A_YEAR, targets={"first_reply": timedelta(days=390)}) as desk:
        ticket = await desk.opens_ticket()
        for week in range(52):
            giver, taker, team = TURNS[week % 2]
            await hands_over(desk, ticket, team, by=giver)
            await desk.asks(ticket, commands.Acknowledge(by=taker))
            await desk.moves_on(ticket, days=7)
        kinds = await desk.kinds(ticket)
        assert kinds.count("ticket_handed_over") == kinds.count("hand_over_acknowledged") == 52
        assert len(await events_of(desk, ticket)) < WARNING / 2
