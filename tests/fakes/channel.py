"""A channel that keeps what it is given and answers as it is told; honest by tests/channels."""

from collections import deque

from domain.ports import NotNow, Outbound, OutcomeUnknown, Receipt, Refused

Outcome = Receipt | Refused | NotNow | OutcomeUnknown


class FakeChannel:
    """Takes every message, unless `then` said otherwise.

    `attempts` holds every call. `taken` holds what reached the receiver, repeats too: a message of
    unknown outcome did reach it. `delivered` is what the customer sees of that.
    """

    name = "fake"

    def __init__(self, *, folds_repeats: bool = True) -> None:
        self.folds_repeats = folds_repeats
        self.attempts: list[Outbound] = []
        self.taken: list[Outbound] = []
        self._outcomes: deque[Outcome] = deque()

    def then(self, *outcomes: Outcome) -> None:
        """Answer the next sends with these, in order; later ones succeed again."""
        self._outcomes.extend(outcomes)

    @property
    def delivered(self) -> list[Outbound]:
        """What the customer sees: every message taken, repeats folded by key where it folds."""
        if not self.folds_repeats:
            return list(self.taken)
        return list({message.key: message for message in reversed(self.taken)}.values())[::-1]

    async def send(self, message: Outbound) -> Receipt:
        """Do what `then` said."""
        self.attempts.append(message)
        outcome = self._outcomes.popleft() if self._outcomes else Receipt()
        if isinstance(outcome, Receipt | OutcomeUnknown):
            self.taken.append(message)
        if isinstance(outcome, Receipt):
            return outcome
        raise outcome
