"""A workflow with the name and the update of a ticket's, and next to nothing behind it."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from domain.commands import Claim, Command, Release, Solve


@workflow.defn(name="TicketWorkflow")
class TinyTicket:
    """Counts commands; `claim` twice is refused, `release` never answers, `solve` ends it."""

    def __init__(self) -> None:
        self._version = 0
        self._claimed = False
        self._over = False

    @workflow.run
    async def run(self) -> None:
        """Live until solved."""
        await workflow.wait_condition(lambda: self._over)

    @workflow.update(unfinished_policy=workflow.HandlerUnfinishedPolicy.ABANDON)
    async def command(self, command: Command) -> int:
        """Count the command."""
        if isinstance(command, Release):
            await workflow.wait_condition(lambda: False)
        self._claimed = self._claimed or isinstance(command, Claim)
        self._over = isinstance(command, Solve)
        self._version += 1
        return self._version

    @command.validator
    def _refuse(self, command: Command) -> None:
        if self._claimed and isinstance(command, Claim):
            raise ApplicationError("Ana has it.", type="already_claimed", non_retryable=True)
