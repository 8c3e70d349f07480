"""What a customer would read of a draft: the engines, memory and consents of a real reply."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from activities.composing import Composed, composed, stays_as_it_is
from activities.remembering import RememberingTranslator
from activities.restricting import UnlessRestricted
from domain.consents import AskedFirst, OnlineEngines
from domain.ports import LanguageDetector
from domain.stores import RegionStores
from rulebook.facts import Desk
from rulebook.privacy import engines_elsewhere
from runtime.doors import CannotStart
from runtime.secret_places import Secrets
from runtime.translators import Translators


class NoPreview(Exception):
    """This process has not what the region's engines need, such as their keys."""


@dataclass(frozen=True, slots=True)
class PreviewedDraft:
    """A draft, from which language into which, and whose customer is to read it."""

    customer_id: str
    text: str
    source: str  # BCP 47 tags
    target: str


class Previews:
    """Puts drafts into their readers' language. Nothing is kept but what engines said of late.

    The engines are made at the first preview, beside the loop: the local one holds some 200 MB.
    """

    def __init__(self, secrets: Secrets, detector: LanguageDetector | None = None) -> None:
        self._secrets, self._detector = secrets, detector
        self._translators: Translators | None = None
        self._made: dict[str, tuple[Desk, UnlessRestricted]] = {}
        self._making = asyncio.Lock()

    def over(
        self, stores: Callable[[str], RegionStores], desk: Callable[[str], Desk]
    ) -> Callable[[str, PreviewedDraft], Coroutine[None, None, Composed]]:
        """What puts a draft of a region's ticket before its reader; both are asked for by region.

        It raises NoPreview.
        """

        async def preview(region: str, draft: PreviewedDraft) -> Composed:
            if stays_as_it_is(draft.source, draft.target):
                return Composed(draft.text, draft.source)
            translator = await self._translator(stores(region), desk(region))
            made = await translator.translate(
                draft.customer_id, draft.text, draft.source, draft.target
            )
            return composed(made, draft.source, draft.target)

        return preview

    def forget(self, region: str) -> None:
        """Keep nothing of the region's texts in memory: somebody of it was erased."""
        if self._translators is not None:
            self._translators.forget(region)

    def close(self) -> None:
        """Take no more drafts."""
        if self._translators is not None:
            self._translators.close()

    async def _translator(self, stores: RegionStores, desk: Desk) -> UnlessRestricted:
        """By the desk that holds now; the engines are the same as before where their access is."""
        async with self._making:
            known = self._made.get(stores.region)
            if known is None or known[0] is not desk:
                made = await asyncio.to_thread(self._of_desk, stores, desk)
                self._made[stores.region] = desk, made
            return self._made[stores.region][1]

    def _of_desk(self, stores: RegionStores, desk: Desk) -> UnlessRestricted:
        region = stores.region
        try:
            if self._translators is None:
                self._translators = Translators(
                    desk, self._secrets, regions=(), detector=self._detector
                )
            translator = self._translators.of(region, desk)
        except CannotStart:
            raise NoPreview(region) from None
        permissions = AskedFirst(desk.privacy.purposes, stores.privacy.consents)
        online = OnlineEngines(engines_elsewhere(desk, region), permissions)
        remembering = RememberingTranslator(translator, stores.memory, online)
        return UnlessRestricted(remembering, stores.persons)
