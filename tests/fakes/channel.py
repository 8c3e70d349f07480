"""A channel that keeps what it is given and answers as it is told; honest by tests/channels."""

from domain.channels import Limits
from domain.ports import Outbound, Receipt
from tests.fakes.scripted import Scripted


class FakeChannel(Scripted[Outbound]):
    """Takes every message, unless `then` said otherwise."""

    name = "fake"
    limits = Limits(longest=1_000_000)

    def __init__(self, *, folds_repeats: bool = True) -> None:
        super().__init__(folds_repeats=folds_repeats)

    async def send(self, message: Outbound) -> Receipt:
        """Do what `then` said."""
        return self.attempt(message)
