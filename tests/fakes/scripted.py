"""What fakes of channels and of pagers share: they keep what they are given and answer as told."""

from collections import deque
from typing import Generic, Protocol, TypeVar

from domain.ports import NotNow, OutcomeUnknown, Receipt, Refused

Outcome = Receipt | Refused | NotNow | OutcomeUnknown


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


Message = TypeVar("Message", bound=Keyed)


class Scripted(Generic[Message]):
    """Takes every message, unless `then` said otherwise.

    `attempts` holds every call. `taken` holds what reached the receiver, repeats too: a message of
    unknown outcome did reach it. `delivered` is what people see of that.
    """

    def __init__(self, *, folds_repeats: bool) -> None:
        self.folds_repeats = folds_repeats
        self.attempts: list[Message] = []
        self.taken: list[Message] = []
        self._outcomes: deque[Outcome] = deque()

    def then(self, *outcomes: Outcome) -> None:
        """Answer the next attempts with these, in order; later ones succeed again."""
        self._outcomes.extend(outcomes)

    @property
    def delivered(self) -> list[Message]:
        """What people see: every message taken, repeats folded by key where it folds."""
        if not self.folds_repeats:
            return list(self.taken)
        return list({message.key: message for message in reversed(self.taken)}.values())[::-1]

    def attempt(self, message: Message) -> Receipt:
        """Do what `then` said."""
        self.attempts.append(message)
        outcome = self._outcomes.popleft() if self._outcomes else Receipt()
        if isinstance(outcome, Receipt | OutcomeUnknown):
            self.taken.append(message)
        if isinstance(outcome, Receipt):
            return outcome
        raise outcome
