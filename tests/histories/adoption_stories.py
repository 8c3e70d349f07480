"""The life of a ticket whose policy is changed, and changed back."""

import asyncio
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from domain import commands
from domain.facts import StepAction
from domain.policy import Policy, PolicyReference, Step
from domain.vocabulary import Doing, Status, Target
from rulebook.freeze import content_hash
from tests.histories.relay_stories import WORDS
from tests.patience import PATIENCE
from tests.workflows.desk import ANA, LiveDesk

HOUR = timedelta(hours=1)
PAGE = StepAction(Doing.PAGE, "eu-care", "{ticket}", every=timedelta(minutes=10), at_most=3)
TELL = StepAction(Doing.NOTIFY, "eu-care", "{ticket}")


async def adopting_another_policy_and_the_first_again(desk: LiveDesk) -> str:
    steps = (
        Step("step 1", "target", Target.FIRST_REPLY, fraction=0.5, actions=(PAGE,)),
        Step("step 2", "breach", Target.FIRST_REPLY, offset=timedelta(), tag="broken"),
    )
    targets = {"first_reply": HOUR, "solve": 8 * HOUR}
    opening = desk.under(targets=targets, warnings={}, steps=steps)
    ticket = await opening.opens_ticket(WORDS)
    await opening.passes(ticket, minutes=35)
    slower = _another(
        opening.policy,
        targets={"first_reply": 3 * HOUR, "next_reply": HOUR},
        pause_while=(Status.HELD,),
        steps=(
            Step("step 1", "opening", offset=HOUR / 6, actions=(TELL,)),
            Step("step 2", "opening", offset=2 * HOUR, actions=(TELL,)),
            replace(steps[1], name="step 3"),
        ),
    )
    await _adopts(opening, ticket, slower)
    await opening.passes(ticket, hours=3)
    await opening.replies(ticket)
    await opening.passes(ticket, hours=1)
    await _adopts(opening, ticket, opening.policy)
    await opening.asks(ticket, commands.Solve(by=ANA))
    await opening.passes(ticket, days=8)
    await asyncio.wait_for(opening.handle(ticket).result(), PATIENCE.total_seconds())
    return ticket


def _another(policy: Policy, **changes: Any) -> Policy:
    reference = PolicyReference(policy.reference.name, policy.reference.version + 1, "")
    after = replace(policy, reference=reference, **changes)
    return replace(after, reference=replace(reference, hash=content_hash(asdict(after))))


async def _adopts(desk: LiveDesk, ticket: str, policy: Policy) -> None:
    await desk.stores.policies.keep(policy)
    await desk.asks(ticket, commands.AdoptPolicy(by=ANA, policy=policy, reason_id="r1"))


ADOPTION_STORIES = (adopting_another_policy_and_the_first_again,)
