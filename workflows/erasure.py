"""The erasure of one person: frozen, told, destroyed, looked for, certified."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import FailureError

with workflow.unsafe.imports_passed_through():
    from activities.erasure import ErasureActivities, FreezeRequest, StepRequest
    from domain.arrivals import News, NewsKind
    from domain.persons import ErasureOrder, ErasureOutcome, Frozen
    from workflows.options import BRIEF

FIRST_PAUSE = timedelta(milliseconds=250)
PAUSES = 6  # each twice as long as the one before: some 16 seconds in all
LOOK_AGAIN_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What became of it. `reason` is that of a legal hold; `certificate` is a signed note."""

    outcome: ErasureOutcome
    reason: str = ""
    certificate: str = ""


@workflow.defn
class ErasureWorkflow:
    """One erasure. All steps can be done again, so it goes on wherever a worker was killed.

    Once the person is frozen there is no way back: nothing of theirs is kept any more, and what is
    away (a database, a log that is in use) is waited for.
    """

    def __init__(self) -> None:
        self._step = "freezing"

    @workflow.run
    async def run(self, order: ErasureOrder) -> Erasure:
        """Erase the person, unless a legal hold stands against it or nobody has that id."""
        frozen = await workflow.execute_activity_method(
            ErasureActivities.freeze_person, FreezeRequest(order, workflow.now()), **BRIEF
        )
        if frozen.outcome is not ErasureOutcome.FROZEN:
            return Erasure(frozen.outcome, frozen.reason, frozen.certificate)
        self._step = "telling tickets"
        await self._tell(order, frozen)
        self._step = "destroying"
        await self._destroy(order)
        self._step = "certifying"
        certificate = await workflow.execute_activity_method(
            ErasureActivities.certify_erasure, self._step_of(order), **BRIEF
        )
        return Erasure(ErasureOutcome.ERASED, certificate=certificate)

    @workflow.query
    def step(self) -> str:
        """What it does now."""
        return self._step

    async def _tell(self, order: ErasureOrder, frozen: Frozen) -> None:
        """Have open tickets end, and wait a while for that.

        They have it in the inbox as well: one that is not there yet, or away, hears of it later,
        and finds nothing to read until then.
        """
        at = frozen.at or workflow.now()
        for ticket in frozen.tickets:
            news = News(f"erased:{ticket}", NewsKind.ERASED, at, order.customer_id)
            try:
                handle = workflow.get_external_workflow_handle(f"ticket-{ticket}")
                await handle.signal("hear", [news])
            except FailureError:
                workflow.logger.info("%s hears of the erasure by its inbox", ticket)
        pause = FIRST_PAUSE
        for _ in range(PAUSES if frozen.tickets else 0):
            waiting = await workflow.execute_activity_method(
                ErasureActivities.tickets_waiting, order.customer_id, **BRIEF
            )
            if not waiting:
                return
            await workflow.sleep(pause)
            pause *= 2

    async def _destroy(self, order: ErasureOrder) -> None:
        """Until nothing is left to be found."""
        while left := await workflow.execute_activity_method(
            ErasureActivities.destroy_person, self._step_of(order), **BRIEF
        ):
            workflow.logger.error("of an erased person there is left: %s", ", ".join(left))
            await workflow.sleep(LOOK_AGAIN_AFTER)

    def _step_of(self, order: ErasureOrder) -> StepRequest:
        return StepRequest(order.customer_id, workflow.now())
