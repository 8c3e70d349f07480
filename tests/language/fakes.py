"""Engines written by hand, for the port `language.engine.Engine`."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from domain.ports import NO_HINTS, Detected, Hints
from language.engine import EngineFailed


@dataclass
class FakeEngine:
    """Does what `answer` does with the text, for the pairs given (or for all)."""

    answer: Callable[[str], str] = str.upper
    name: str = "fake"
    pairs: frozenset[tuple[str, str]] | None = None
    asked: list[str] = field(default_factory=list)

    def supports(self, source: str, target: str) -> bool:
        return self.pairs is None or (source, target) in self.pairs

    def translate(self, text: str, source: str, target: str) -> str:
        self.asked.append(text)
        return self.answer(text)

    def describe(self) -> str:
        return f"{self.name}: a fake."


@dataclass(frozen=True)
class FakeDetector:
    """Takes every text to be in one language."""

    language: str
    confidence: float = 1.0

    def detect(self, text: str, hints: Hints = NO_HINTS) -> Detected:
        return Detected(self.language, self.confidence)


def fails(reason: str, retry: bool) -> Callable[[str], str]:
    """An answer that is a failure."""

    def fail(_: str) -> str:
        raise EngineFailed(reason, retry)

    return fail


def hangs(released: threading.Event) -> Callable[[str], str]:
    """An answer that comes only once the test releases it."""

    def hang(text: str) -> str:
        released.wait(30)
        return text

    return hang


def loses(said: str) -> Callable[[str], str]:
    """An answer without what it was to keep; asked again, the engine refuses."""
    left = [said]

    def answer(_: str) -> str:
        if not left:
            raise EngineFailed("no", retry=False)
        return left.pop()

    return answer
