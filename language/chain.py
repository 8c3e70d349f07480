"""Asks the allowed engines in order, within one time limit, and never loses the original."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.ports import LanguageDetector, Translation
from domain.terms import EMPTY, Glossary
from domain.translation import PairRule, engines_for
from language.cache import TranslationCache, question
from language.engine import Engine, EngineFailed
from language.entities import says_nothing
from language.guarded import Call, GuardedEngine, Patience
from language.masking import Protected
from language.tags import same_language

__all__ = (
    "ANSWERED",
    "CACHED",
    "NO_ENGINE",
    "UNTRANSLATED",
    "ChainRules",
    "Patience",
    "TranslatorChain",
    "Trial",
    "Try",
)

NO_ENGINE: Final = "none"
UNTRANSLATED: Final = "untranslated"
ANSWERED: Final = "answered"
CACHED: Final = "cached"


def _no_terms() -> Glossary:
    return EMPTY


@dataclass(frozen=True, slots=True)
class ChainRules:
    """What a region's chain goes by beside the engines that it allows.

    The glossary is asked for at each text, so that a newly published one holds at once. Without a
    detector no answer is refused for its language; without a cache each text is translated anew.
    `sent` hears how many characters an engine is given, each time: what a company pays for.
    """

    pairs: tuple[PairRule, ...] = ()
    glossary: Callable[[], Glossary] = _no_terms
    detector: LanguageDetector | None = None
    cache: TranslationCache | None = None
    sent: Callable[[str, int], None] | None = None


@dataclass(frozen=True, slots=True)
class Try:
    """What came of one engine: `answered`, `cached`, or why not, as a code without text."""

    engine: str
    outcome: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Trial:
    """A translation and how it came about; of each allowed engine until one answered."""

    translation: Translation
    tries: tuple[Try, ...] = ()


@dataclass(slots=True)
class _Asking:
    """One text on its way along the engines."""

    call: Call
    stop_at: float  # of the loop's clock
    without: Sequence[str] = ()  # engines that are not to be asked
    tries: list[Try] = field(default_factory=list)
    retry: bool = False

    def note(self, engine: str, failed: EngineFailed, seconds: float = 0.0) -> None:
        self.tries.append(Try(engine, failed.reason, seconds))
        self.retry = self.retry or failed.retry


class TranslatorChain:
    """The port `Translator` over engines in the order in which a region's file allows them.

    An engine gets an equal share of the seconds left, so that one that hangs leaves time for those
    after it. Belongs to one event loop; close it when its door closes. Engines that come guarded
    are shared with other chains: who guards them closes them.
    """

    def __init__(
        self,
        engines: Sequence[Engine | GuardedEngine],
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
        rules: ChainRules | None = None,
    ) -> None:
        wait = patience or Patience()
        self._seconds = wait.seconds
        self._rules = rules or ChainRules()
        self._forgetting: asyncio.TimerHandle | None = None
        self._own: list[GuardedEngine] = []
        self._engines: list[GuardedEngine] = []
        for engine in engines:
            if isinstance(engine, GuardedEngine):
                self._engines.append(engine)
            else:
                self._own.append(GuardedEngine(engine, wait, clock))
                self._engines.append(self._own[-1])

    async def translate(
        self, text: str, source: str, target: str, *, without: Sequence[str] = ()
    ) -> Translation:
        """Translate `text` between two BCP 47 tags; never raises for an engine's failure.

        The original comes back with engine `none`: without flags where both tags are of one
        language or the text has no words, else with the flag `untranslated`. `retry` is then true
        where an engine for the pair failed in a passing way. The flag `entities_changed` says that
        a number, link or e-mail address of the original is missing, `terms_unverified` that a term
        is not written as the glossary has it.
        """
        return (await self.trial(text, source, target, without=without)).translation

    async def trial(
        self, text: str, source: str, target: str, *, without: Sequence[str] = ()
    ) -> Trial:
        """The same, with what each engine did."""
        if same_language(source, target) or says_nothing(text):
            return Trial(Translation(text, NO_ENGINE))
        rules = self._rules
        call = Call(text, source, target, rules.glossary(), rules.detector, rules.sent)
        asking = _Asking(call, asyncio.get_running_loop().time() + self._seconds, without)
        able = self._able(asking)
        for place, engine in enumerate(able):
            made = await self._turn(asking, engine, able[place + 1 :])
            if made is not None:
                return Trial(Translation(made.text, engine.name, made.flags), tuple(asking.tries))
        untranslated = Translation(text, NO_ENGINE, (UNTRANSLATED,), asking.retry)
        return Trial(untranslated, tuple(asking.tries))

    @property
    def engines(self) -> tuple[GuardedEngine, ...]:
        """Those that may see the texts, in the order of asking."""
        return tuple(self._engines)

    def describe(self) -> tuple[str, ...]:
        """One sentence about each engine, in order; holds no key."""
        return tuple(guarded.engine.describe() for guarded in self._engines)

    def rests(self, engine: str) -> bool:
        """Whether that engine is left alone now, after failures in a row. From any thread."""
        return any(one.name == engine and one.rests() for one in self._engines)

    def close(self, grace: float = 1.0) -> None:
        """Take no more texts, and wait at most `grace` seconds in all for calls under way.

        Blocks for that long. Texts that come later are answered as untranslated.
        """
        stop_at = time.monotonic() + grace
        for guarded in self._own:
            guarded.close(stop_at)

    def _able(self, asking: _Asking) -> list[GuardedEngine]:
        """Who is to be asked, in order; of the others it is noted why they are not."""
        source, target = asking.call.source, asking.call.target
        allowed = tuple(dict.fromkeys(one.name for one in self._engines))
        wanted = engines_for(self._rules.pairs, source, target, allowed)
        for name in allowed:
            if name not in wanted:
                asking.note(name, EngineFailed("not for this pair", retry=False))
        able = []
        for engine in sorted(
            (one for one in self._engines if one.name in wanted),
            key=lambda one: wanted.index(one.name),
        ):
            if engine.name in asking.without:
                asking.note(engine.name, EngineFailed("asked before", retry=False))
            elif engine.engine.supports(source, target):
                able.append(engine)
            else:
                asking.note(engine.name, EngineFailed("unsupported", retry=False))
        return able

    async def _turn(
        self, asking: _Asking, engine: GuardedEngine, later: Sequence[GuardedEngine]
    ) -> Protected | None:
        """This engine's translation, from the cache or by asking it within its share."""
        loop, call, cache = asyncio.get_running_loop(), asking.call, self._rules.cache
        version = call.glossary.version
        asked = question(engine.name, call.source, call.target, version, call.text)
        kept = None if cache is None else cache.get(asked)
        if kept is not None:
            asking.tries.append(Try(engine.name, CACHED))
            return Protected(kept, ())
        began = loop.time()
        waiting = 1 + sum(not one.rests() for one in later)
        share = (asking.stop_at - began) / waiting
        made = await engine.ask(call, share) if share > 0 else EngineFailed("no time", retry=True)
        took = loop.time() - began
        if isinstance(made, EngineFailed):
            asking.note(engine.name, made, took)
            return None
        asking.tries.append(Try(engine.name, ANSWERED, took))
        if cache is not None and not made.flags:  # what is flagged may come out better next time
            cache.put(asked, made.text)
            self._forget_in_time(cache)
        return made

    def _forget_in_time(self, cache: TranslationCache) -> None:
        """Also where no other text comes, whose turn would show what has expired."""
        if self._forgetting is None:
            self._forget(cache)

    def _forget(self, cache: TranslationCache) -> None:
        left, loop = cache.expire(), asyncio.get_running_loop()
        self._forgetting = None if left is None else loop.call_later(left, self._forget, cache)
