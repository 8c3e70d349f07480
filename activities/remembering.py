"""Translates with what people corrected before: a sentence that is remembered asks no engine.

And with what the customer agreed to: without their consent, where it is needed, no engine on
another machine sees a text of theirs.
"""

import asyncio
from functools import partial

from domain.consents import OnlineEngines
from domain.memory import (
    MEMORY,
    NOBODY,
    Stretch,
    TranslationMemory,
    asked_of,
    stretches,
    together,
)
from domain.ports import Translation, Translator

UNTRANSLATED = "untranslated"


class RememberingTranslator:
    """Fills in what is remembered of a text, and has a translator do the rest."""

    def __init__(
        self, translator: Translator, memory: TranslationMemory, online: OnlineEngines
    ) -> None:
        self._translator = translator
        self._memory = memory
        self._online = online

    async def translate(self, customer_id: str, text: str, source: str, target: str) -> Translation:
        """The text in another language, with the customer's own corrections and the region's.

        The engine is `memory` where all of it is remembered; where a part is, it has that flag. The
        original comes back where engines cannot do the rest.
        """
        known = await self._memory.recall(customer_id, source, target, asked_of(text))
        parts = stretches(text, known)
        barred = await self._online.barred(customer_id)
        ask = partial(self._translator.translate, source=source, target=target, without=barred)
        if not any(part.translation is not None for part in parts):
            return await ask(text)
        asked = [part for part in parts if part.translation is None and part.says_something]
        made = await asyncio.gather(*(ask(part.core) for part in asked))
        flags = {flag for one in made for flag in one.flags}
        if UNTRANSLATED in flags:
            retry = any(one.retry for one in made)
            return Translation(text, NOBODY, (UNTRANSLATED,), retry)
        words = _words(parts, dict(zip(asked, made, strict=True)))
        engines = sorted({one.engine for one in made} - {NOBODY})
        if not engines:
            return Translation(together(parts, words, target), MEMORY)
        flags |= {MEMORY}
        return Translation(together(parts, words, target), ", ".join(engines), tuple(sorted(flags)))

    async def another(
        self, customer_id: str, text: str, source: str, target: str, without: tuple[str, ...]
    ) -> Translation:
        """What the next engine makes of the text, whatever is remembered of it."""
        barred = await self._online.barred(customer_id)
        return await self._translator.translate(text, source, target, without=(*without, *barred))


def _words(parts: tuple[Stretch, ...], made: dict[Stretch, Translation]) -> list[str]:
    return [
        part.translation
        if part.translation is not None
        else (made[part].text if part in made else part.core)
        for part in parts
    ]
