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
        self._chains: dict[tuple[str, ...], TranslatorChain] = {}
        self._desk = desk
        for region in desk.regions:
            self._chain(desk, region)

    def of(self, region: str, desk: Desk | None = None) -> MeteredTranslator:
        """The chain of the engines that may see the region's text, counted.

        `desk` is one that came later: chains of earlier ones go on, as texts may be in them.
        """
        engines, chain = self._chain(desk or self._desk, region)
        show_rests(region, engines, chain.rests)
        return MeteredTranslator(region, chain)

    def _chain(self, desk: Desk, region: str) -> tuple[tuple[str, ...], TranslatorChain]:
        engines = desk.regions[region].translation_engines
        if engines not in self._chains:
            self._chains[engines] = _chain_of(region, engines)
        return engines, self._chains[engines]

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
