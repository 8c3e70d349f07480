"""What an erasure does to a ticket of the person who is erased."""

from dataclasses import dataclass
from typing import Literal

from domain.happening import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(Happened):
    """The customer is being erased: nothing of the ticket is worked on any more, and it closes."""

    kind: Literal["customer_erased"] = "customer_erased"
