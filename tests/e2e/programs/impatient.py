"""The planted fault: a ticket's workflow that first waits for a second, which none before did."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.story import Story
    from domain.ticket import Ticket


@workflow.defn(name="TicketWorkflow")
class ImpatientWorkflow:
    """As far as it goes, it is one that no open ticket can go on with."""

    @workflow.run
    async def run(self, story: Story) -> None:
        """Wait."""
        await workflow.sleep(1)

    @workflow.query
    def standing(self) -> Ticket | None:
        """Nothing is known."""
        return None
