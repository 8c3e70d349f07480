"""Asks the allowed engines in order, within one time limit, and never loses the original."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from domain.ports import Translation
from language.breaker import Breaker
from language.engine import Engine, EngineFailed
from language.entities import entities_kept, says_nothing
from language.lane import Lane
from language.tags import same_language

NO_ENGINE: Final = "none"
UNTRANSLATED: Final = "untranslated"
ENTITIES_CHANGED: Final = "entities_changed"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the chain waits, and when it stops asking an engine that keeps failing."""

    seconds: float = 10.0  # for one text, all engines together
    failures: int = 5  # passing failures in a row that open an engine's breaker
    rest: float = 30.0  # seconds that an open breaker stays open
    width: int = 4  # calls of one engine at a time


class TranslatorChain:
    """The port `Translator` over engines in the order in which a region's file allows them.

    An engine gets an equal share of the seconds left, so that one that hangs leaves time for those
    after it. Belongs to one event loop; close it when its door closes.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        wait = patience or Patience()
        self._seconds = wait.seconds
        self._links = [
            (Lane(engine, wait.width), Breaker(wait.failures, wait.rest, clock))
            for engine in engines
        ]

    async def translate(self, text: str, source: str, target: str) -> Translation:
        """Translate `text` between two BCP 47 tags; never raises for an engine's failure.

        The original comes back with engine `none`: without flags where both tags are of one
        language or the text has no words, else with the flag `untranslated`. `retry` is then true
        where an engine for the pair failed in a passing way. The flag `entities_changed` says that
        a number, link or e-mail address of the original is missing.
        """
        if same_language(source, target) or says_nothing(text):
            return Translation(text, NO_ENGINE)
        stop_at = time.monotonic() + self._seconds
        able = [link for link in self._links if link[0].engine.supports(source, target)]
        retry = False
        for place, (lane, breaker) in enumerate(able):
            share = (stop_at - time.monotonic()) / self._still_to_ask(able[place:])
            if share <= 0 or not breaker.allows():
                retry = True
                continue
            answer = await self._ask(lane, breaker, (text, source, target), share)
            if isinstance(answer, str):
                flags = () if entities_kept(text, answer) else (ENTITIES_CHANGED,)
                return Translation(answer, lane.engine.name, flags)
            retry = retry or answer.retry
        return Translation(text, NO_ENGINE, (UNTRANSLATED,), retry)

    def describe(self) -> tuple[str, ...]:
        """One sentence about each engine, in order; holds no key."""
        return tuple(lane.engine.describe() for lane, _ in self._links)

    def rests(self, engine: str) -> bool:
        """Whether that engine is left alone now, after failures in a row. From any thread."""
        return any(breaker.is_open() for lane, breaker in self._links if lane.engine.name == engine)

    def close(self, grace: float = 1.0) -> None:
        """Take no more texts, and wait at most `grace` seconds in all for calls under way.

        Blocks for that long. Texts that come later are answered as untranslated.
        """
        stop_at = time.monotonic() + grace
        for lane, _ in self._links:
            lane.close(stop_at)

    @staticmethod
    def _still_to_ask(links: Sequence[tuple[Lane, Breaker]]) -> int:
        """How many engines share the time: this one, and those after it whose breaker is closed."""
        return 1 + sum(not breaker.is_open() for _, breaker in links[1:])

    @staticmethod
    async def _ask(
        lane: Lane, breaker: Breaker, call: tuple[str, str, str], seconds: float
    ) -> str | EngineFailed:
        waiting = asyncio.wrap_future(lane.translate(*call))
        verdict: bool | None = None
        try:
            done, _ = await asyncio.wait({waiting}, timeout=seconds)
            if not done:
                verdict = False
                return EngineFailed("timeout", retry=True)
            if waiting.cancelled():
                return EngineFailed("closed", retry=True)
            answer = waiting.result()
            if isinstance(answer, str):
                verdict = True
            elif answer.retry:
                verdict = False
            # else it is about this text or pair, and says nothing against the engine
            return answer
        finally:
            waiting.cancel()
            if verdict is None:
                breaker.abandon()
            else:
                breaker.report(verdict)
