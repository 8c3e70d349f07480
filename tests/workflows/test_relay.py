"""Work passes on: real workflow, worker, rosters and database; only time is moved."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain import commands
from domain.facts import StepAction
from domain.policy import Step
from domain.relay_events import CustomerTold
from domain.vocabulary import Doing, Status, Target
from tests.workflows.relaying import AOIFE, MAYA, RAFAEL, Relaying, hands_over, told

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_end_of_a_shift_hands_the_ticket_to_a_team_that_is_on(relaying: Relaying) -> None:
    async with relaying() as desk:
        ticket = await desk.opens_ticket()
        await desk.asks(ticket, commands.Claim(by=AOIFE))
        await desk.passes(ticket, hours=2, minutes=1)
        standing = await desk.standing(ticket)
        assert (standing.team, standing.assignee) == ("latam-care", None)
        assert standing.owner is not None
        assert standing.owner.agent == "aoife"
        assert standing.handover is not None
        assert standing.handover.awaits
        (shown,) = await told(desk, "rafael")
        assert ticket in shown.text
        brief = await desk.stores.vault.get(standing.handover.brief_id or "")
        assert brief.content["next"]


async def test_the_ticket_comes_back_to_its_owner_in_the_next_shift(relaying: Relaying) -> None:
    async with relaying() as desk:
        ticket = await desk.opens_ticket()
        await desk.asks(ticket, commands.Claim(by=AOIFE))
        await desk.passes(ticket, hours=2, minutes=1)
        await desk.asks(ticket, commands.Acknowledge(by=RAFAEL))
        assert (await desk.standing(ticket)).assignee == "rafael"
        await desk.asks(
            ticket,
            commands.Hold(
                by=RAFAEL, until=desk.now_of(ticket) + timedelta(hours=17), reason_id="r"
            ),
        )
        await desk.passes(ticket, hours=17, minutes=1)
        standing = await desk.standing(ticket)
        assert standing.status is Status.OPEN
        assert (standing.team, standing.assignee) == ("eu-care", "aoife")
        assert standing.owner is None


async def test_a_team_that_does_not_acknowledge_loses_the_ticket_to_the_next(
    relaying: Relaying,
) -> None:
    async with relaying() as desk:
        ticket = await desk.opens_ticket()
        await desk.asks(ticket, commands.Claim(by=AOIFE))
        await desk.passes(ticket, hours=2, minutes=1)
        await desk.passes(ticket, minutes=21)
        standing = await desk.standing(ticket)
        assert standing.team == "na-care"
        assert standing.handover is not None
        assert standing.handover.offered == ("latam-care", "na-care")
        said = [entry.event for entry in await desk.rests(ticket)]
        notices = [one for one in said if isinstance(one, CustomerTold)]
        assert [one.template for one in notices].count("handed-over") == 1


async def test_a_brief_is_put_into_the_receiving_teams_language(relaying: Relaying) -> None:
    async with relaying() as desk:
        ticket = await desk.opens_ticket()
        await desk.asks(ticket, commands.Claim(by=AOIFE))
        await desk.passes(ticket, hours=1, minutes=30)
        brief = await hands_over(desk, ticket, "latam-care", by=AOIFE)
        await desk.rests(ticket)
        translated = await desk.stores.vault.get(f"{brief}:es")
        assert translated.content["done"] == "I LOOKED AT THE LOGS."
        await desk.asks(ticket, commands.Acknowledge(by=RAFAEL))
        assert (await desk.standing(ticket)).assignee == "rafael"


async def test_a_hand_over_to_a_team_that_is_off_is_refused(relaying: Relaying) -> None:
    async with relaying() as desk:
        ticket = await desk.opens_ticket()
        await desk.asks(ticket, commands.Claim(by=AOIFE))
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await hands_over(desk, ticket, "apac-care", by=AOIFE)
        assert "team_is_off" in repr(refused.value.cause)


async def test_a_page_goes_on_until_somebody_claims_the_ticket(relaying: Relaying) -> None:
    page = StepAction(
        Doing.PAGE, "na-care", "{ticket} waits", every=timedelta(minutes=10), at_most=5
    )
    step = Step("step 1", "breach", Target.FIRST_REPLY, offset=timedelta(0), actions=(page,))
    async with relaying(targets={"first_reply": timedelta(hours=1)}, steps=(step,)) as desk:
        desk.directory.addresses["maya"] = "on-call"
        ticket = await desk.opens_ticket()
        await desk.passes(ticket, hours=1, minutes=1)
        await desk.passes(ticket, minutes=10)
        await desk.asks(ticket, commands.Claim(by=MAYA))
        await desk.passes(ticket, minutes=30)
        assert [message.agent for message in desk.pager.delivered] == ["maya", "maya"]
        assert len(await told(desk, "maya")) == 2
        assert (await desk.standing(ticket)).paging == ()
