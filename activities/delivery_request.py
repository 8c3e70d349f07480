"""What the verb `deliver` is asked."""

from dataclasses import dataclass
from datetime import datetime

from domain.facts import Via
from domain.ledger import Page
from domain.stores import Send
from domain.ticket import DeliveryWanted
from domain.vocabulary import ActorKind, Tone


@dataclass(frozen=True, slots=True)
class DeliverRequest:
    """A message to send, and the place in the ledger that its outcome will take."""

    page: Page | None
    send: Send  # to where the customer wrote last, or where its author wants it to go
    wanted: DeliveryWanted
    customer_id: str
    language: str  # the customer's
    at: datetime
    tone: Tone = Tone.CALM  # in which the desk speaks to them
    to_machine: bool = False  # nobody but machines wrote: they hear nothing from one
    home: Via | None = None  # where the ticket began
    came_by: Via | None = None  # where the customer's side wrote last

    @property
    def automatic(self) -> bool:
        """Whether the desk says it by itself."""
        return self.wanted.author == ActorKind.SYSTEM
