"""The lives whose histories are recorded: one for each path that a ticket can take."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from ulid import ULID

from domain import commands
from domain.persons import ErasureOrder, ErasureReason
from domain.policy import Step
from domain.ports import NotNow, Refused
from domain.vocabulary import Priority, Target
from tests.histories.adoption_stories import ADOPTION_STORIES
from tests.histories.channel_stories import CHANNEL_STORIES
from tests.histories.language_stories import LANGUAGE_STORIES
from tests.histories.relay_stories import RELAY_STORIES, WORDS
from tests.workflows.desk import ANA, LiveDesk

Story = Callable[[LiveDesk], Awaitable[str]]


async def an_ordinary_life(desk: LiveDesk) -> str:
    ticket = await desk.opens_ticket(WORDS)
    await desk.asks(ticket, commands.Claim(by=ANA))
    await desk.notes(ticket)
    await desk.replies(ticket)
    await desk.rests(ticket)
    await desk.asks(ticket, commands.Solve(by=ANA))
    await desk.asks(ticket, commands.Rate(by=ANA, score=5))
    return await _closed(desk, ticket)


async def held_and_taken_up_again(desk: LiveDesk) -> str:
    sender = str(ULID())
    ticket = await desk.hears(WORDS, sender)
    until = (await desk.standing(ticket)).opened_at + timedelta(days=1)
    await desk.asks(ticket, commands.Hold(by=ANA, until=until, reason_id="r1"))
    await desk.passes(ticket, days=1, minutes=1)
    await desk.asks(ticket, commands.Solve(by=ANA))
    await desk.hears("Afinal ainda não chegou nada.", sender)
    await desk.asks(ticket, commands.Solve(by=ANA))
    await desk.asks(ticket, commands.Reopen(by=ANA))
    await desk.asks(ticket, commands.Prioritise(by=ANA, priority=Priority.HIGH))
    await desk.rests(ticket)
    return ticket


async def breached_and_escalated(desk: LiveDesk) -> str:
    steps = (
        Step("step 1", "target", Target.FIRST_REPLY, fraction=0.5, raise_priority_to=Priority.HIGH),
        Step("step 2", "breach", Target.FIRST_REPLY, assign_to="eu-engineering"),
        Step("step 3", "opening", offset=timedelta(days=5), raise_priority_to=Priority.URGENT),
    )
    slow = desk.under(targets={"first_reply": timedelta(hours=1)}, steps=steps)
    ticket = await slow.opens_ticket(WORDS)
    await slow.passes(ticket, hours=2)
    await slow.asks(ticket, commands.Escalate(by=ANA, reason_id="r1"))
    await slow.replies(ticket)
    await slow.rests(ticket)
    return ticket


async def merged_into_another(desk: LiveDesk) -> str:
    sender = str(ULID())
    source = await desk.hears(WORDS, sender)
    target = await desk.hears_in_thread("Outra pergunta sobre a fatura", sender, "thread-2")
    await desk.asks(source, commands.Merge(by=ANA, into=target))
    await asyncio.wait_for(desk.handle(source).result(), 10)
    return source


async def absorbing_another(desk: LiveDesk) -> str:
    sender = str(ULID())
    source = await desk.hears(WORDS, sender)
    target = await desk.hears_in_thread("Outra pergunta sobre a fatura", sender, "thread-2")
    await desk.asks(source, commands.Merge(by=ANA, into=target))
    await desk.dispatches()
    await desk.rests(target)
    await desk.hears("E agora?", sender)
    return target


async def a_troubled_delivery(desk: LiveDesk) -> str:
    desk.channel.then(NotNow("unreachable"))
    ticket = await desk.opens_ticket(WORDS)
    desk.channel.then(Refused("gone"))
    await desk.replies(ticket)
    await desk.rests(ticket)
    return ticket


async def a_long_conversation(desk: LiveDesk) -> str:
    sender = str(ULID())
    ticket = await desk.hears(WORDS, sender)
    for number in range(205):
        await desk.accepts(f"Mensagem número {number}", sender)
    await desk.dispatches()
    await desk.rests(ticket)
    await desk.asks(ticket, commands.Claim(by=ANA))
    await desk.rests(ticket)
    return ticket


async def erased_while_open(desk: LiveDesk) -> str:
    ticket = await desk.opens_ticket(WORDS)
    await desk.asks(ticket, commands.Claim(by=ANA))
    ours = await desk.standing(ticket)
    at = ours.updated_at
    order = ErasureOrder(ours.customer_id, "key-1", "privacy", ErasureReason.REQUEST, at)
    await desk.stores.erasing.freeze(order, at)
    await desk.dispatches()
    await asyncio.wait_for(desk.handle(ticket).result(), 10)
    return ticket


async def _closed(desk: LiveDesk, ticket: str) -> str:
    await desk.passes(ticket, days=8)
    await asyncio.wait_for(desk.handle(ticket).result(), 10)
    return ticket


STORIES: Mapping[str, Story] = {
    story.__name__: story
    for story in (
        an_ordinary_life,
        held_and_taken_up_again,
        breached_and_escalated,
        merged_into_another,
        absorbing_another,
        a_troubled_delivery,
        a_long_conversation,
        erased_while_open,
        *RELAY_STORIES,
        *ADOPTION_STORIES,
        *LANGUAGE_STORIES,
        *CHANNEL_STORIES,
    )
}
