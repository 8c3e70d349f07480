"""A worker that stops at its crash points: what was done is done, and nobody ever hears of it.

It prints a line for every ticket that it holds, and is then killed by the test.
"""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import temporalio.client
from temporalio import activity
from temporalio.client import Client
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)

from domain.channels import Mouth, Mouths
from domain.notifications import Pager, PagerMessage
from domain.ports import Outbound, OutcomeUnknown, Receipt
from domain.stores import Text, Vault
from language.detection import Detector
from runtime.codec import data_converter
from runtime.temporal_client import workflow_id_of
from storage.open import open_region
from tests.e2e.databases import place_of
from tests.e2e.parts import Parts, a_worker
from tests.workflows.live import KEY


@dataclass(frozen=True)
class Plan:
    """Where each ticket is held, and for which of them what is sent is sent wrongly.

    A ticket is held after an activity that is named; or once the customer has an answer (`sent`),
    an agent's receiver has a page (`paged`), or the vault has the brief of a hand-over (`kept`).
    """

    hold: Mapping[str, str]
    faulty: Sequence[str]

    async def reached(self, ticket: str, where: str) -> None:
        """Hold the ticket for ever, if it is to be held here."""
        if self.hold.get(ticket) == where:
            sys.stdout.write(f"held {ticket}\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


class Holding(temporalio.client.Interceptor, Interceptor):
    """Holds an activity of a ticket after it has done its work."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        plan = self.plan

        class Held(ActivityInboundInterceptor):
            async def execute_activity(self, input: ExecuteActivityInput) -> Any:
                result = await super().execute_activity(input)
                about = activity.info()
                ticket = (about.workflow_id or "").removeprefix(workflow_id_of(""))
                await plan.reached(ticket, about.activity_type)
                return result

        return Held(next)


class HoldingVault:
    """Holds a hand-over once its brief is kept, in the team's language."""

    def __init__(self, real: Vault, plan: Plan) -> None:
        self._real, self._plan = real, plan

    async def put(self, *texts: Text) -> None:
        await self._real.put(*texts)
        if activity.info().activity_type == "hand_over":
            for text in texts:
                await self._plan.reached(text.ticket_id, "kept")

    async def get(self, text_id: str) -> Text:
        return await self._real.get(text_id)

    async def get_many(self, text_ids: Sequence[str]) -> Mapping[str, Text]:
        return await self._real.get_many(text_ids)


class HoldingMouths:
    """The accounts of a desk, each of which holds."""

    def __init__(self, real: Mouths, plan: Plan) -> None:
        self._real, self._plan = real, plan

    def of(self, channel: str, account: str) -> Mouth | None:
        found = self._real.of(channel, account)
        return None if found is None else HoldingChannel(found, self._plan)


class HoldingChannel:
    """Holds a ticket's send after the customer has it; with the fault, every attempt is new."""

    def __init__(self, real: Mouth, plan: Plan) -> None:
        self.name, self.folds_repeats, self.limits = real.name, real.folds_repeats, real.limits
        self._real, self._plan = real, plan

    async def send(self, message: Outbound) -> Receipt:
        is_faulty = message.ticket_id in self._plan.faulty
        key = f"{uuid4()}" if is_faulty else message.key
        receipt = await self._real.send(replace(message, key=key))
        await self._plan.reached(message.ticket_id, "sent")
        return receipt


class HoldingPager:
    """Holds a page after its receiver has it.

    With the fault, every attempt is new, what became of it is lost, and repeats are said to fold:
    whoever pages by it does so again and again.
    """

    def __init__(self, real: Pager, plan: Plan) -> None:
        self.way = real.way
        self.folds_repeats = real.folds_repeats or bool(plan.faulty)
        self._real, self._plan = real, plan

    async def call(self, message: PagerMessage) -> Receipt:
        tickets = [one.ticket_id or "" for one in message.notifications]
        if set(tickets) & set(self._plan.faulty):
            await self._real.call(replace(message, key=f"{uuid4()}"))
            raise OutcomeUnknown("lost")
        receipt = await self._real.call(message)
        for ticket in tickets:
            await self._plan.reached(ticket, "paged")
        return receipt


async def main() -> None:
    """Work as the test's plan says."""
    told = json.loads(sys.argv[1])
    parts, plan = Parts(**told["parts"]), Plan(told["hold"], told["faulty"])
    async with AsyncExitStack() as stack:
        opened = await open_region("eu", place_of(Path(told["folder"])), KEY)
        await stack.enter_async_context(opened)
        outside = await stack.enter_async_context(parts.outside())
        client = await Client.connect(
            told["address"],
            namespace=told["namespace"],
            data_converter=data_converter("eu", KEY),
            interceptors=[Holding(plan)],
        )
        worker = a_worker(
            replace(opened.stores, vault=HoldingVault(opened.stores.vault, plan)),
            client,
            parts.desk(),
            replace(
                outside,
                mouths=HoldingMouths(outside.mouths, plan),
                pagers={way: HoldingPager(pager, plan) for way, pager in outside.pagers.items()},
            ),
            Detector(),
        )
        await stack.enter_async_context(worker)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
