"""A worker that stops at its crash points: the row is written, the completion never reported.

It prints a line for every activity that it holds, and is then killed by the test.
"""

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from dataclasses import replace
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

from channels.callback import CallbackAccount, CallbackChannel
from channels.guarded_http import GuardedHttp
from domain.ports import Outbound, Receipt
from language.chain import TranslatorChain
from language.detection import Detector
from rulebook.desk import read_desk
from runtime.clock import SystemClock
from runtime.codec import data_converter
from runtime.settings import ROOT
from storage.open import Place, open_region
from tests.language.fakes import FakeEngine
from tests.workflows.live import KEY
from workers.region import worker_of


def say(line: str) -> None:
    """One line to the test, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def for_ever() -> None:
    """Until killed."""
    await asyncio.Event().wait()


class Holding(temporalio.client.Interceptor, Interceptor):
    """Holds an activity of a ticket after it has done its work."""

    def __init__(self, plan: dict[str, str]) -> None:
        self.plan = plan

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        plan = self.plan

        class Held(ActivityInboundInterceptor):
            async def execute_activity(self, input: ExecuteActivityInput) -> Any:
                result = await super().execute_activity(input)
                about = activity.info()
                if plan.get(about.workflow_id or "") == about.activity_type:
                    say(f"held {about.workflow_id}")
                    await for_ever()
                return result

        return Held(next)


class HoldingChannel:
    """Holds a ticket's send after the callback has it; with the fault, every attempt is new."""

    name = "callback"
    folds_repeats = True

    def __init__(self, real: CallbackChannel, plan: dict[str, str], *, faulty: bool) -> None:
        self._real, self._plan, self._faulty = real, plan, faulty

    async def send(self, message: Outbound) -> Receipt:
        key = f"{uuid4()}" if self._faulty else message.key
        receipt = await self._real.send(replace(message, key=key))
        if self._plan.get(f"ticket-{message.ticket_id}") == "sent":
            say(f"held ticket-{message.ticket_id}")
            await for_ever()
        return receipt


async def main() -> None:
    """Work as the test's plan says."""
    plan = json.loads(sys.argv[1])
    clock = SystemClock()
    account = CallbackAccount("webhook", "sample", plan["callback"], b"s" * 32, loopback=True)
    async with AsyncExitStack() as stack:
        opened = await open_region("eu", Place.in_folder(Path(plan["folder"])), KEY)
        await stack.enter_async_context(opened)
        http = await stack.enter_async_context(GuardedHttp())
        accounts = {("webhook", "sample"): account}
        real = CallbackChannel(accounts, clock, http, loopback_allowed=True)
        channel = HoldingChannel(real, plan["hold"], faulty=plan["faulty"])
        client = await Client.connect(
            plan["address"],
            namespace=plan["namespace"],
            data_converter=data_converter("eu", KEY),
            interceptors=[Holding(plan["hold"])],
        )
        worker = worker_of(
            opened.stores,
            client,
            read_desk(ROOT / "desk"),
            detector=Detector(),
            translator=TranslatorChain([FakeEngine()]),
            channels={"webhook": channel},
        )
        await stack.enter_async_context(worker)
        say("ready")
        await for_ever()


if __name__ == "__main__":
    asyncio.run(main())
