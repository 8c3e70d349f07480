"""The lives in which work passes on, and the hours of those who live them."""

import asyncio
from datetime import timedelta

from domain import commands
from domain.facts import StepAction
from domain.policy import Step, WarningPoint
from domain.vocabulary import Doing, Priority, Target
from tests.workflows.desk import LiveDesk
from tests.workflows.relaying import AOIFE, HOURS_APART, MAYA, RAFAEL, RELAY, TARGETS, hands_over

WORDS = "Olá, onde está a minha encomenda?"  # no history may hold them
HOURS = HOURS_APART  # of the people in these lives


async def relieved_and_back_with_its_owner(desk: LiveDesk) -> str:
    relaying = desk.under(relay=RELAY, targets=dict(TARGETS), steps=(), warnings={})
    ticket = await relaying.opens_ticket(WORDS)
    await relaying.asks(ticket, commands.Claim(by=AOIFE))
    await relaying.passes(ticket, hours=2, minutes=1)
    await relaying.asks(ticket, commands.Acknowledge(by=RAFAEL))
    tomorrow = relaying.now_of(ticket) + timedelta(hours=17)
    await relaying.asks(ticket, commands.Hold(by=RAFAEL, until=tomorrow, reason_id="r1"))
    await relaying.passes(ticket, hours=17, minutes=1)
    await relaying.rests(ticket)
    return ticket


async def handed_over_by_an_agent_and_acknowledged_by_nobody(desk: LiveDesk) -> str:
    relaying = desk.under(relay=RELAY, targets=dict(TARGETS), steps=(), warnings={})
    ticket = await relaying.opens_ticket(WORDS)
    await relaying.asks(ticket, commands.Claim(by=AOIFE))
    await relaying.passes(ticket, hours=1, minutes=30)
    await hands_over(relaying, ticket, "latam-care", by=AOIFE)
    await relaying.passes(ticket, minutes=21)
    await relaying.passes(ticket, minutes=21)
    await relaying.rests(ticket)
    return ticket


async def climbing_the_whole_ladder(desk: LiveDesk) -> str:
    page = StepAction(Doing.PAGE, "na-care", "{ticket}", every=timedelta(minutes=10), at_most=3)
    steps = (
        Step(
            "step 1",
            "target",
            Target.FIRST_REPLY,
            fraction=0.5,
            raise_priority_to=Priority.HIGH,
            actions=(StepAction(Doing.NOTIFY, "apac-care", "{ticket}"),),  # nobody is on
        ),
        Step("step 2", "breach", Target.FIRST_REPLY, offset=timedelta(), actions=(page,)),
        Step(
            "step 3",
            "breach",
            Target.FIRST_REPLY,
            offset=timedelta(hours=1),
            tag="slow",
            take_back=True,
            actions=(
                StepAction(Doing.HAND_OVER, "na-care"),
                StepAction(Doing.REPLY, template="still-working"),
            ),
        ),
    )
    points = (WarningPoint(fraction=0.25), WarningPoint(before=timedelta(minutes=15)))
    climbing = desk.under(
        relay=RELAY,
        targets={"first_reply": timedelta(hours=1)},
        steps=steps,
        warnings={"first_reply": points},
    )
    ticket = await climbing.opens_ticket(WORDS)
    await climbing.passes(ticket, hours=1, minutes=25)
    await climbing.asks(ticket, commands.Claim(by=MAYA))
    await climbing.passes(ticket, hours=1)
    await climbing.rests(ticket)
    return ticket


async def solved_while_it_is_paged(desk: LiveDesk) -> str:
    page = StepAction(Doing.PAGE, "na-care", "{ticket}", every=timedelta(minutes=10), at_most=9)
    step = Step("step 1", "breach", Target.FIRST_REPLY, offset=timedelta(), actions=(page,))
    paged = desk.under(relay=RELAY, targets={"first_reply": timedelta(hours=1)}, steps=(step,))
    ticket = await paged.opens_ticket(WORDS)
    await paged.passes(ticket, hours=1, minutes=15)
    await paged.asks(ticket, commands.Solve(by=MAYA))
    await paged.passes(ticket, days=8)
    await asyncio.wait_for(paged.handle(ticket).result(), 10)
    return ticket


RELAY_STORIES = (
    relieved_and_back_with_its_owner,
    handed_over_by_an_agent_and_acknowledged_by_nobody,
    climbing_the_whole_ladder,
    solved_while_it_is_paged,
)
