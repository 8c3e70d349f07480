"""Counts what translating does and costs, from around it: no engine and no memory knows of it."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from domain.memory import Correction, TranslationMemory
from domain.ports import Translation
from language.chain import ANSWERED, CACHED, UNTRANSLATED, TranslatorChain
from runtime import metrics

MILLION = 1_000_000
CACHE_OUTCOMES = MappingProxyType({CACHED: "hit", ANSWERED: "miss"})


def show_rests(region: str, engines: Iterable[str], rests: Callable[[str], bool]) -> None:
    """Have the figures ask `rests`, from their own thread, which engines are left alone."""
    for engine in engines:
        metrics.ENGINE_RESTS.labels(region, engine).set_function(partial(rests, engine))


def pay(region: str, prices: Mapping[str, float], engine: str, characters: int) -> None:
    """Count what an engine is given, and what that costs; prices are of a million characters."""
    metrics.TRANSLATION_CHARACTERS.labels(region, engine).inc(characters)
    if engine in prices:
        metrics.TRANSLATION_COST.labels(region, engine).inc(characters * prices[engine] / MILLION)


@dataclass(frozen=True, slots=True)
class MeteredMemory:
    """A memory that counts the sentences that are looked for."""

    region: str
    memory: TranslationMemory

    async def keep(self, *corrections: Correction) -> None:
        """As the Protocol says."""
        await self.memory.keep(*corrections)

    async def recall(
        self, customer_id: str, source: str, target: str, wanted: Sequence[str]
    ) -> Mapping[str, str]:
        """As the Protocol says."""
        found = await self.memory.recall(customer_id, source, target, wanted)
        metrics.TRANSLATION_MEMORY.labels(self.region, "found").inc(len(found))
        metrics.TRANSLATION_MEMORY.labels(self.region, "not_found").inc(len(wanted) - len(found))
        return found

    async def forget(self, customer_id: str) -> None:
        """As the Protocol says."""
        await self.memory.forget(customer_id)


@dataclass(frozen=True, slots=True)
class MeteredTranslator:
    """A chain of engines, with its texts counted and how long they waited."""

    region: str
    chain: TranslatorChain

    async def translate(
        self, text: str, source: str, target: str, *, without: Sequence[str] = ()
    ) -> Translation:
        """As the Protocol says."""
        began = time.monotonic()
        trial = await self.chain.trial(text, source, target, without=without)
        made = trial.translation
        for one in trial.tries:
            if one.outcome in CACHE_OUTCOMES:
                metrics.TRANSLATION_CACHE.labels(self.region, CACHE_OUTCOMES[one.outcome]).inc()
        metrics.TRANSLATION_SECONDS.labels(made.engine).observe(time.monotonic() - began)
        metrics.TRANSLATIONS.labels(self.region, made.engine, _outcome(made)).inc()
        return made


def _outcome(made: Translation) -> str:
    if UNTRANSLATED in made.flags:
        return "failed" if made.retry else "untranslated"
    if made.flags:
        return "flagged"
    return "not_needed" if made.engine == "none" else "translated"
