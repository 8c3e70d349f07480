"""A ticket's life, told by its ledger, on Temporal's own server."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from ulid import ULID

from domain import commands
from domain.events import ClockBreached, TicketHeld, TicketRouted
from domain.policy import Step
from domain.ports import NotNow, OutcomeUnknown, Refused
from domain.vocabulary import ClockState, Priority, Status, Target
from tests.workflows.desk import ANA, BEN, LiveDesk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def refused(desk: LiveDesk, ticket: str, command: commands.Command) -> str:
    """The code with which the ticket refuses the command."""
    with pytest.raises(WorkflowUpdateFailedError) as refusal:
        await desk.asks(ticket, command)
    assert isinstance(refusal.value.cause, ApplicationError)
    return refusal.value.cause.type or ""


async def test_an_ordinary_life_is_told_in_order(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket()
    await desk.asks(ticket, commands.Claim(by=ANA))
    await desk.replies(ticket)
    await desk.rests(ticket)
    await desk.asks(ticket, commands.Solve(by=ANA))
    await desk.asks(ticket, commands.Rate(by=ANA, score=5))
    assert await desk.kinds(ticket) == [
        "ticket_opened",
        "message_received",
        "message_understood",
        "ticket_routed",
        "acknowledged",
        "delivery_reported",
        "message_translated",
        "ticket_claimed",
        "agent_replied",
        "delivery_reported",
        "ticket_solved",
        "ticket_rated",
    ]


async def test_the_customer_is_acknowledged_and_answered_in_their_language(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket("Olá, onde está a minha encomenda?")
    await desk.replies(ticket, "It is on its way.")
    await desk.rests(ticket)
    acknowledgement, answer = desk.channel.delivered
    assert acknowledgement.language == "pt"
    assert (answer.language, answer.text) == ("pt", "IT IS ON ITS WAY.")
    assert answer.in_reply_to is not None


async def test_every_decision_names_its_rule_and_the_staffing_it_saw(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket()
    [routed] = [e.event for e in await desk.rests(ticket) if isinstance(e.event, TicketRouted)]
    assert routed.because is not None
    assert routed.because.policy == desk.policy.reference.name
    assert routed.because.rule.startswith("routing: ")
    assert routed.because.staffing


async def test_a_breach_falls_due_at_its_instant_and_is_noticed_then(desk: LiveDesk) -> None:
    desk = desk.under(targets={"first_reply": timedelta(minutes=30)}, warn_at={})
    ticket = await desk.opens_ticket()
    await desk.passes(ticket, minutes=31)
    live = await desk.standing(ticket)
    [breach] = [e.event for e in await desk.rests(ticket) if isinstance(e.event, ClockBreached)]
    assert breach.at == live.opened_at + timedelta(minutes=30)
    clock = live.clock(Target.FIRST_REPLY)
    assert clock is not None
    assert clock.state is ClockState.BREACHED


async def test_an_answer_in_time_leaves_nothing_to_breach(desk: LiveDesk) -> None:
    desk = desk.under(targets={"first_reply": timedelta(minutes=30)}, warn_at={})
    ticket = await desk.opens_ticket()
    await desk.passes(ticket, minutes=29)
    await desk.replies(ticket)
    await desk.passes(ticket, hours=5)
    assert "clock_breached" not in await desk.kinds(ticket)


async def test_an_unanswered_ticket_climbs_its_ladder(desk: LiveDesk) -> None:
    steps = (
        Step("step 1", "breach", Target.FIRST_REPLY, raise_priority_to=Priority.HIGH),
        Step("step 2", "breach", Target.FIRST_REPLY, offset=timedelta(hours=1),
             raise_priority_to=Priority.URGENT, assign_to="eu-engineering"),
    )  # fmt: skip
    desk = desk.under(targets={"first_reply": timedelta(minutes=30)}, warn_at={}, steps=steps)
    ticket = await desk.opens_ticket()
    await desk.passes(ticket, minutes=40)
    assert (await desk.standing(ticket)).priority is Priority.HIGH
    await desk.passes(ticket, hours=1)
    climbed = await desk.standing(ticket)
    assert (climbed.priority, climbed.team) == (Priority.URGENT, "eu-engineering")


async def test_nothing_escalates_while_the_customer_is_awaited(desk: LiveDesk) -> None:
    step = Step("step 1", "target", Target.SOLVE, fraction=0.5, raise_priority_to=Priority.URGENT)
    desk = desk.under(targets={"solve": timedelta(hours=2)}, warn_at={}, steps=(step,))
    ticket = await desk.opens_ticket()
    await desk.replies(ticket)
    await desk.passes(ticket, days=3)
    assert "ticket_escalated" not in await desk.kinds(ticket)


async def test_a_hold_ends_at_its_date(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket()
    until = (await desk.standing(ticket)).opened_at + timedelta(days=2)
    await desk.asks(ticket, commands.Hold(by=ANA, until=until, reason_id="r1"))
    assert (await desk.standing(ticket)).status is Status.HELD
    await desk.passes(ticket, days=2, minutes=1)
    assert (await desk.standing(ticket)).status is Status.OPEN
    held = [e.event for e in await desk.rests(ticket) if isinstance(e.event, TicketHeld)]
    assert held[0].until == until


async def test_a_solved_ticket_closes_after_its_window_and_ends(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket()
    await desk.asks(ticket, commands.Solve(by=ANA))
    await desk.passes(ticket, days=8)
    await asyncio.wait_for(desk.handle(ticket).result(), 10)
    assert (await desk.kinds(ticket))[-1] == "ticket_closed"
    assert (await desk.stores.views.ticket(ticket)).status is Status.CLOSED


async def test_a_message_after_the_close_opens_a_linked_ticket(desk: LiveDesk) -> None:
    sender = str(ULID())
    first = await desk.hears("Olá, onde está a minha encomenda?", sender)
    await desk.asks(first, commands.Solve(by=ANA))
    await desk.passes(first, days=8)
    await asyncio.wait_for(desk.handle(first).result(), 10)
    second = await desk.hears("Afinal não chegou.", sender)
    assert second != first
    assert (await desk.standing(second)).linked == (first,)


async def test_a_message_within_the_window_takes_the_ticket_up_again(desk: LiveDesk) -> None:
    sender = str(ULID())
    ticket = await desk.hears("Olá, onde está a minha encomenda?", sender)
    await desk.asks(ticket, commands.Solve(by=ANA))
    assert await desk.hears("Afinal não chegou.", sender) == ticket
    assert (await desk.standing(ticket)).status is Status.OPEN


async def test_a_wrong_command_is_refused_with_a_reason_and_leaves_no_trace(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket()
    await desk.asks(ticket, commands.Claim(by=ANA))
    before = len((await desk.handle(ticket).fetch_history()).events)
    assert await refused(desk, ticket, commands.Claim(by=BEN)) == "already_claimed"
    assert await refused(desk, ticket, commands.Rate(by=ANA, score=1)) == "not_solved"
    assert len((await desk.handle(ticket).fetch_history()).events) == before


async def test_a_command_that_is_repeated_is_done_once(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket()
    first = await desk.asks(ticket, commands.Claim(by=ANA), "the same id")
    assert await desk.asks(ticket, commands.Claim(by=ANA), "the same id") == first
    assert (await desk.kinds(ticket)).count("ticket_claimed") == 1


@pytest.mark.attack(38)
async def test_a_message_that_is_told_twice_is_heard_once(desk: LiveDesk) -> None:
    sender = str(ULID())
    ticket = await desk.accepts("Olá, onde está?", sender)
    await desk.dispatches()
    await desk.rests(ticket)
    await desk.accepts("Outra vez", sender)
    await desk.tells_twice()
    assert (await desk.kinds(ticket)).count("message_received") == 2


async def test_a_provider_that_is_away_gets_the_message_later_under_the_same_key(
    desk: LiveDesk,
) -> None:
    desk.channel.then(NotNow("unreachable"), OutcomeUnknown("no_answer"))
    await desk.opens_ticket()
    assert len(desk.channel.attempts) == 3
    assert len({message.key for message in desk.channel.attempts}) == 1
    assert len(desk.channel.delivered) == 1


async def test_a_message_that_is_refused_is_reported_and_not_repeated(desk: LiveDesk) -> None:
    desk.channel.then(Refused("gone"))
    ticket = await desk.opens_ticket()
    assert len(desk.channel.attempts) == 1
    [_, out] = await desk.stores.views.messages(ticket)
    assert (out.delivery, out.delivery_reason) == ("failed", "gone")


async def test_answers_reach_the_customer_in_the_order_in_which_they_were_given(
    desk: LiveDesk,
) -> None:
    ticket = await desk.opens_ticket()
    desk.channel.then(NotNow("unreachable"))
    first = await desk.replies(ticket, "one")
    second = await desk.replies(ticket, "two")
    await desk.rests(ticket)
    assert [message.message_id for message in desk.channel.delivered[1:]] == [first, second]


async def test_a_merged_ticket_goes_on_in_the_other(desk: LiveDesk) -> None:
    sender = str(ULID())
    source = await desk.hears("Olá, onde está a minha encomenda?", sender)
    target = await desk.hears_in_thread("Outra pergunta sobre a fatura", sender, "thread-2")
    await desk.asks(source, commands.Merge(by=ANA, into=target))
    await asyncio.wait_for(desk.handle(source).result(), 10)
    await desk.dispatches()
    await desk.rests(target)
    assert (await desk.standing(target)).linked == (source,)
    assert await desk.hears("E agora?", sender) == target
    assert (await desk.kinds(source))[-1] == "ticket_merged"


async def test_a_circle_of_merges_is_impossible(desk: LiveDesk) -> None:
    sender = str(ULID())
    one = await desk.hears("Olá, onde está a minha encomenda?", sender)
    other = await desk.hears_in_thread("Outra pergunta sobre a fatura", sender, "thread-2")
    await desk.asks(one, commands.Merge(by=ANA, into=other))
    await desk.dispatches()
    await desk.rests(other)
    assert await refused(desk, other, commands.Merge(by=ANA, into=one)) == "target_closed"
    assert (await desk.standing(other)).status is not Status.CLOSED


async def test_another_customers_ticket_takes_no_merge(desk: LiveDesk) -> None:
    one, other = await desk.opens_ticket(), await desk.opens_ticket()
    assert await refused(desk, one, commands.Merge(by=ANA, into=other)) == "other_customer"
    assert await refused(desk, one, commands.Merge(by=ANA, into="eu-none")) == "target_unknown"
    await desk.asks(one, commands.Claim(by=ANA))


@pytest.mark.attack(39)
async def test_a_long_conversation_goes_on_in_a_new_run(desk: LiveDesk) -> None:
    sender = str(ULID())
    ticket = await desk.hears("Olá, onde está a minha encomenda?", sender)
    for number in range(220):
        await desk.accepts(f"Mensagem número {number}", sender)
    await desk.dispatches()
    entries = await desk.rests(ticket, within=timedelta(seconds=55))
    assert sum(entry.event.kind == "message_received" for entry in entries) == 221
    description = await desk.handle(ticket).describe()
    assert description.status is WorkflowExecutionStatus.RUNNING
    assert description.run_id != await desk.first_run(ticket)
    before = len(entries)
    await desk.asks(ticket, commands.Claim(by=ANA), "claimed before")
    assert len(await desk.rests(ticket)) == before + 1


async def test_a_merge_does_not_wait_for_a_provider_that_is_away(desk: LiveDesk) -> None:
    sender = str(ULID())
    source = await desk.hears("Olá, onde está a minha encomenda?", sender)
    target = await desk.hears_in_thread("Outra pergunta sobre a fatura", sender, "thread-2")
    desk.channel.then(*[NotNow("unreachable", retry_after=3600)] * 2)
    await desk.replies(source)
    await desk.moves_on(source, minutes=1)
    merge = commands.Merge(by=ANA, into=target)
    assert await refused(desk, source, merge) == "delivery_under_way"
    await desk.asks(source, commands.Solve(by=ANA))
