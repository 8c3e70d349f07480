"""How long an enacted ticket has nothing to decide, so that it is not asked again and again."""

from datetime import datetime

from domain.moves import Move, Wait, next_move
from domain.policy import StaffingView
from domain.story import Story


class EnactedRest:
    """Remembers the last `Wait` of one ticket, and from what it was decided.

    An outcome touches no other fact (`domain.ledger.Entry`): where only such came since, and the
    instant until which the ticket was to wait is yet to come, `next_move` would say the same.
    """

    def __init__(self) -> None:
        self._decided_from: tuple[int, StaffingView] | None = None
        self._wait = Wait(None)

    def next_move(self, story: Story, outcomes: int, now: datetime) -> Move:
        """What the desk does now; `outcomes` are those that the story has heard of so far."""
        decided_from = story.ticket.version - outcomes, story.staffing
        until = self._wait.until
        if decided_from == self._decided_from and (until is None or now < until):
            return self._wait
        move = next_move(story.ticket, story.policy, story.staffing, now)
        self._decided_from = None
        if isinstance(move, Wait):
            self._decided_from, self._wait = decided_from, move
        return move
