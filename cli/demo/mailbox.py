"""The customers' side of the channel: it keeps what reaches them, word for word."""

from domain.channels import Limits
from domain.ports import Outbound, Receipt


class Mailbox:
    """The port `Mouth`. A message that comes twice is one, by its key."""

    name = "demo"
    folds_repeats = True
    limits = Limits(longest=1_000_000)

    def __init__(self) -> None:
        self._received: dict[str, Outbound] = {}

    async def send(self, message: Outbound) -> Receipt:
        """Keep it."""
        self._received.setdefault(message.key, message)
        return Receipt()

    def of(self, ticket: str) -> list[Outbound]:
        """All that the customer of a ticket has received, in order."""
        return [one for one in self._received.values() if one.ticket_id == ticket]
