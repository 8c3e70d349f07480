"""What a customer would read of a draft: the engines, memory and consents of a real reply."""

import asyncio
from collections.abc import Callable
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

    def __init__(
        self,
        stores: Callable[[str], RegionStores],
        desk: Callable[[str], Desk],
        secrets: Secrets,
        detector: LanguageDetector | None = None,
    ) -> None:
        """Both are asked for by region, at each preview: a door is made before it is open."""
        self._stores, self._desk = stores, desk
        self._secrets, self._detector = secrets, detector
        self._translators: Translators | None = None
        self._made: dict[str, tuple[Desk, UnlessRestricted]] = {}
        self._making = asyncio.Lock()

    async def of(self, region: str, draft: PreviewedDraft) -> Composed:
        """The draft as its reply would read. Raises NoPreview."""
        if stays_as_it_is(draft.source, draft.target):
            return Composed(draft.text, draft.source)
        translator = await self._translator(region)
        made = await translator.translate(draft.customer_id, draft.text, draft.source, draft.target)
        return composed(made, draft.source, draft.target)

    def forget(self, region: str) -> None:
        """Keep nothing of the region's texts in memory: somebody of it was erased."""
        if self._translators is not None:
            self._translators.forget(region)

    def close(self) -> None:
        """Take no more drafts."""
        if self._translators is not None:
            self._translators.close()

    async def _translator(self, region: str) -> UnlessRestricted:
        """By the desk that holds now; the engines are the same as before where their access is."""
        desk = self._desk(region)
        async with self._making:
            known = self._made.get(region)
            if known is None or known[0] is not desk:
                self._made[region] = desk, await asyncio.to_thread(self._of_desk, region, desk)
            return self._made[region][1]

    def _of_desk(self, region: str, desk: Desk) -> UnlessRestricted:
        try:
            if self._translators is None:
                self._translators = Translators(
                    desk, self._secrets, regions=(), detector=self._detector
                )
            translator = self._translators.of(region, desk)
        except CannotStart:
            raise NoPreview(region) from None
        stores = self._stores(region)
        permissions = AskedFirst(desk.privacy.purposes, stores.privacy.consents)
        online = OnlineEngines(engines_elsewhere(desk, region), permissions)
        remembering = RememberingTranslator(translator, stores.memory, online)
        return UnlessRestricted(remembering, stores.persons)
