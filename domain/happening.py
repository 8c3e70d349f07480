"""What every event says, whatever it tells of."""

from dataclasses import dataclass
from datetime import datetime

from domain.vocabulary import Actor, Because


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What every event says: when it was true, who did it, which rule decided, when it was noticed.

    `at` is the instant at which a rule fell due or a person acted; `noticed` is when the workflow
    acted on it, where that is another instant.
    """

    at: datetime
    by: Actor
    because: Because | None = None
    noticed: datetime | None = None
