"""Translations that were made a moment ago, kept in the memory of one process for one region."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MOST: Final = 2_000  # translations
LARGEST: Final = 2_000_000  # characters of all of them together
KEPT: Final = 900.0  # seconds: what is erased elsewhere is soon gone here, too


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked; the text itself is not kept, only its SHA-256."""

    engine: str
    source: str
    target: str
    glossary: str  # the version
    text: bytes


def question(engine: str, source: str, target: str, glossary: str, text: str) -> Question:
    """The key of a text's translation by an engine under a version of the glossary."""
    digest = hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).digest()
    return Question(engine, source, target, glossary, digest)


class TranslationCache:
    """The newest answers, each for `kept` seconds of `clock`. Every region has one of its own.

    Belongs to one event loop: nothing here is locked.
    """

    def __init__(
        self,
        most: int = MOST,
        largest: int = LARGEST,
        kept: float = KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._largest, self._kept = most, largest, kept
        self._clock = clock
        # In the order in which they were put, so that the first is the first to expire.
        self._answers: dict[Question, tuple[float, str]] = {}
        self._size = 0

    def get(self, asked: Question) -> str | None:
        """The answer, if it is still kept."""
        self.expire()
        found = self._answers.get(asked)
        return None if found is None else found[1]

    def put(self, asked: Question, answer: str) -> None:
        """Keep an answer; the oldest make room for it."""
        self._drop(asked)
        self._answers[asked] = (self._clock() + self._kept, answer)
        self._size += len(answer)
        self.expire()
        while len(self._answers) > self._most or self._size > self._largest:
            self._drop(next(iter(self._answers)))

    def clear(self) -> None:
        """Keep nothing of what was answered before: somebody was erased."""
        self._answers.clear()
        self._size = 0

    def expire(self) -> float | None:
        """Forget what was kept for long enough; in how many seconds the next is due, if any."""
        now = self._clock()
        while self._answers:
            first = next(iter(self._answers))
            left = self._answers[first][0] - now
            if left > 0:
                return left
            self._drop(first)
        return None

    def __len__(self) -> int:
        return len(self._answers)

    def _drop(self, asked: Question) -> None:
        gone = self._answers.pop(asked, None)
        if gone is not None:
            self._size -= len(gone[1])
