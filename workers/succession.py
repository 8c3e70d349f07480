"""How a build of one region comes to be the one that gets the work, and when it stands by."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from runtime.deployments import SILENT_AFTER, Deployment, builds, is_served, make_current
from runtime.replay_gate import WouldNotReplay, pass_the_gate

PAUSE = timedelta(seconds=1)
LOOK_EVERY = timedelta(seconds=10)
AFTER_A_REFUSAL = timedelta(minutes=5)  # meanwhile tickets that would not replay may be closed
TOLD_EVERY = 250  # tickets replayed

log = structlog.get_logger("deployment")


class Succession:
    """The rule: a build becomes current when its first worker starts, through the replay gate.

    One that was replaced becomes current again only once no worker of the current build asks for
    work any more. So a worker of the old build that is started again while a new one is rolled out
    changes nothing, and to roll back is to stop the new one.
    """

    def __init__(
        self,
        client: Client,
        deployment: Deployment,
        workflows: Sequence[type],
        *,
        look_every: timedelta = LOOK_EVERY,
        silent_after: timedelta = SILENT_AFTER,
    ) -> None:
        self._client = client
        self._deployment = deployment
        self._workflows = workflows
        self._look_every = look_every
        self._silent_after = silent_after
        self._passed = False
        self._log = log.bind(region=deployment.region, build=deployment.build)

    async def prepare(self) -> None:
        """Before any work is asked for: pass the gate, unless the build stands by.

        Raises WouldNotReplay; waits for a Temporal that is away.
        """
        await self._patiently(self._may_work)

    async def run(self) -> None:
        """Beside the worker: become current, at once or when the current build has no worker."""
        while True:
            try:
                return await self._patiently(self._succeed)
            except WouldNotReplay as refusal:
                self._log.error("refused", reason=str(refusal))
                await asyncio.sleep(AFTER_A_REFUSAL.total_seconds())

    async def _may_work(self) -> None:
        if not await self._stands_by():
            await self._pass_the_gate()

    async def _succeed(self) -> None:
        while await self._stands_by():
            self._passed = False  # what it replayed has lived on with another build
            await asyncio.sleep(self._look_every.total_seconds())
        await self._pass_the_gate()
        await make_current(self._client, self._deployment)
        self._log.info("current")

    async def _stands_by(self) -> bool:
        region, build = self._deployment.region, self._deployment.build
        known = await builds(self._client, region)
        if known.current is None or build not in known.replaced:
            return False
        if await is_served(self._client, region, known.current, self._silent_after):
            self._log.info("stands by: it was replaced", current=known.current)
            return True
        return False

    async def _pass_the_gate(self) -> None:
        if not self._passed:
            await pass_the_gate(self._client, self._deployment, self._workflows, self._replayed)
            self._passed = True

    def _replayed(self, done: int, of: int) -> None:
        if done % TOLD_EVERY == 0 or done == of:
            self._log.info("open tickets replayed", done=done, of=of)

    async def _patiently(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                return await step()
            except (RPCError, TimeoutError) as error:
                self._log.warning("temporal does not answer", reason=str(error)[:200])
                await asyncio.sleep(PAUSE.total_seconds())
