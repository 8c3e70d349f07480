"""The translators of a process: a chain for each region, over engines that regions share."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Self

from domain.ports import LanguageDetector
from language.build import EnginePool
from language.cache import TranslationCache
from language.chain import ChainRules, TranslatorChain
from language.online import Access
from rulebook.facts import Desk, EngineAccess
from runtime.doors import CannotStart
from runtime.keys import KeyMissing
from runtime.secret_places import Secrets, no_secrets
from runtime.translation_figures import MeteredTranslator, pay, show_rests


class Translators:
    """A local engine holds some 200 MB of weights, so regions share the engines that they can.

    Each region has a chain of its own: its own list says which engines see its texts, and no
    translation of one region is ever kept for another. `regions` are those that are served here,
    by default all: only their engines need their keys here. Raises CannotStart for a list that
    cannot be had as it is written, or whose keys are not here.
    """

    def __init__(
        self,
        desk: Desk,
        secrets: Secrets = no_secrets,
        *,
        regions: Sequence[str] | None = None,
        detector: LanguageDetector | None = None,
    ) -> None:
        self._pool = EnginePool()
        self._caches: dict[str, TranslationCache] = {}
        self._desk, self._secrets = desk, secrets
        self._detector = detector
        for region in desk.regions if regions is None else regions:
            self.chain(region)

    def of(self, region: str, desk: Desk | None = None) -> MeteredTranslator:
        """The chain of the engines that may see the region's text, counted.

        `desk` is one that came later: chains of earlier ones go on, as texts may be in them.
        """
        chain = self.chain(region, desk)
        show_rests(region, (desk or self._desk).regions[region].translation_engines, chain.rests)
        return MeteredTranslator(region, chain)

    def chain(self, region: str, desk: Desk | None = None) -> TranslatorChain:
        """The same, not counted."""
        by = desk or self._desk
        names = by.regions[region].translation_engines
        try:
            access = {name: self._access(by.engines[name]) for name in names if name in by.engines}
            engines = self._pool.engines(names, access)
        except (ValueError, KeyMissing) as wrong:
            where = f"regions.yaml, translation_engines of {region}"
            raise CannotStart(f"{where}: {wrong}") from None
        rules = ChainRules(
            pairs=by.pairs,
            glossary=lambda: by.glossary,
            detector=self._detector,
            cache=self._caches.setdefault(region, TranslationCache()),
            sent=partial(pay, region, _prices(by)),
        )
        return TranslatorChain(engines, rules=rules)

    def _access(self, written: EngineAccess) -> Access:
        return Access(
            address=written.url or "",
            key="" if written.key is None else self._secrets(written.key),
            email=written.email or "",
            location=written.location or "",
            formality=written.formality or "default",
            proxy=written.proxy,
            a_minute=written.requests_a_minute,
            internal=written.internal,
        )

    def forget(self, region: str) -> None:
        """Keep no translation of the region's texts in memory: somebody of it was erased."""
        if region in self._caches:
            self._caches[region].clear()

    def close(self) -> None:
        """Take no more texts."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _prices(desk: Desk) -> Mapping[str, float]:
    return {name: one.price for name, one in desk.engines.items() if one.price is not None}
