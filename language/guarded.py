"""An engine with all that guards it: its threads, its breaker, and what its answers must not be."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from domain.ports import LanguageDetector
from domain.terms import Glossary
from language.answers import refusal
from language.breaker import Breaker
from language.engine import LONGEST, RATE, Engine, EngineFailed, Paced
from language.lane import Lane
from language.masking import Protected, protected


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the chain waits, and when it stops asking an engine that keeps failing."""

    seconds: float = 10.0  # for one text, all engines together
    failures: int = 5  # passing failures in a row that open an engine's breaker
    rest: float = 30.0  # seconds that an open breaker stays open
    width: int = 4  # calls of one engine at a time


@dataclass(frozen=True, slots=True)
class Call:
    """A text on its way to an engine."""

    text: str
    source: str
    target: str
    glossary: Glossary
    detector: LanguageDetector | None = None
    sent: Callable[[str, int], None] | None = None  # hears each engine's characters, in its thread


class GuardedEngine:
    """One engine, shared by all chains of a process that ask it. Belongs to one event loop."""

    def __init__(
        self, engine: Engine, patience: Patience, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.engine = engine
        self._lane = Lane(engine.name, patience.width)
        self._breaker = Breaker(patience.failures, patience.rest, clock)

    @property
    def name(self) -> str:
        """The word by which a region's file allows the engine."""
        return self.engine.name

    def rests(self) -> bool:
        """Whether it is left alone now, after failures in a row. From any thread."""
        return self._breaker.is_open()

    async def ask(self, call: Call, seconds: float) -> Protected | EngineFailed:
        """Its translation, checked; or why there is none, after at most `seconds`."""
        if not self._breaker.allows():
            return EngineFailed("rests", retry=True)
        stop_at = time.monotonic() + seconds
        waiting = asyncio.wrap_future(self._lane.run(lambda: self._translated(call, stop_at)))
        answer: Protected | EngineFailed | None = None
        try:
            done, _ = await asyncio.wait({waiting}, timeout=seconds)
            answer = self._answer(waiting) if done else self._too_late()
            return answer
        finally:
            waiting.cancel()
            self._judge(answer)

    def close(self, stop_at: float) -> None:
        """Take no more texts; blocks until `stop_at` of `time.monotonic` for those under way."""
        self._lane.close(stop_at)

    def _translated(self, call: Call, stop_at: float) -> Protected:
        """Runs in the lane's thread."""

        def once(text: str) -> str:
            if time.monotonic() >= stop_at:
                raise EngineFailed("timeout", retry=True)  # nobody waits any more
            if call.sent is not None:
                call.sent(self.name, len(text))
            answer = self.engine.translate(text, call.source, call.target)
            if not isinstance(answer, str) or not answer.strip():
                raise EngineFailed("empty", retry=False)
            return answer

        if len(call.text) > LONGEST:
            raise EngineFailed("too long", retry=False)
        made = protected(once, call.text, call.source, call.target, call.glossary)
        if not made.text.strip():
            raise EngineFailed("empty", retry=False)
        reason = refusal(call.text, made.text, call.target, call.detector)
        if reason is not None:
            raise EngineFailed(reason, retry=False)
        return made

    @staticmethod
    def _answer(waiting: "asyncio.Future[Protected | EngineFailed]") -> Protected | EngineFailed:
        return EngineFailed("closed", retry=True) if waiting.cancelled() else waiting.result()

    def _too_late(self) -> EngineFailed:
        """It hangs, or it is we who may not ask it yet."""
        queues = isinstance(self.engine, Paced) and self.engine.bucket.is_empty()
        return EngineFailed(RATE if queues else "timeout", retry=True)

    def _judge(self, answer: Protected | EngineFailed | None) -> None:
        if isinstance(answer, EngineFailed):
            if answer.tells_against_the_engine and answer.reason != "closed":
                self._breaker.report(worked=False)
            else:  # it is about this text or pair, and says nothing against the engine
                self._breaker.abandon()
        elif answer is None:  # whoever asked went away
            self._breaker.abandon()
        else:
            self._breaker.report(worked=True)
