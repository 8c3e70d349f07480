"""The translators of a process: one chain for all regions that allow the same engines."""

from types import TracebackType
from typing import Self

from language.build import build_translator
from language.chain import TranslatorChain
from rulebook.facts import Desk
from runtime.doors import CannotStart
from runtime.metering import MeteredTranslator, show_rests


class Translators:
    """A local engine holds some 200 MB of weights, so regions share what they may share.

    Texts of two regions may pass through one chain in one process; which engines see them is
    each region's own list. Raises CannotStart for a list that cannot be had as it is written.
    """

    def __init__(self, desk: Desk) -> None:
        self._engines = {name: region.translation_engines for name, region in desk.regions.items()}
        self._chains: dict[tuple[str, ...], TranslatorChain] = {}
        for region, engines in self._engines.items():
            if engines not in self._chains:
                self._chains[engines] = _chain_of(region, engines)

    def of(self, region: str) -> MeteredTranslator:
        """The chain of the engines that may see the region's text, counted."""
        engines = self._engines[region]
        chain = self._chains[engines]
        show_rests(region, engines, chain.rests)
        return MeteredTranslator(region, chain)

    def close(self) -> None:
        """Take no more texts."""
        for chain in self._chains.values():
            chain.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _chain_of(region: str, engines: tuple[str, ...]) -> TranslatorChain:
    try:
        return build_translator(engines, {})
    except ValueError as wrong:
        where = f"regions.yaml, translation_engines of {region}"
        raise CannotStart(f"{where}: {wrong}") from None
