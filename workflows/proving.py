"""A code goes to a person: once, whoever is killed meanwhile."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.proving import CodeLetter, CodeOrder, ProvingActivities
    from workflows.options import PATIENT


@workflow.defn
class ProvingWorkflow:
    """One code on its way. Its history holds ids, and neither the code nor who it is for."""

    @workflow.run
    async def run(self, order: CodeOrder) -> str:
        """Send it; what became of it, as a code."""
        return await workflow.execute_activity_method(
            ProvingActivities.send_code, CodeLetter(order, workflow.now()), **PATIENT
        )
