"""Translates with what people corrected before: a sentence that is remembered asks no engine."""

import asyncio

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

    def __init__(self, translator: Translator, memory: TranslationMemory) -> None:
        self._translator = translator
        self._memory = memory

    async def translate(self, customer_id: str, text: str, source: str, target: str) -> Translation:
        """The text in another language, with the customer's own corrections and the region's.

        The engine is `memory` where all of it is remembered; where a part is, it has that flag. The
        original comes back where engines cannot do the rest.
        """
        known = await self._memory.recall(customer_id, source, target, asked_of(text))
        parts = stretches(text, known)
        if not any(part.translation is not None for part in parts):
            return await self._translator.translate(text, source, target)
        asked = [part for part in parts if part.translation is None and part.says_something]
        made = await asyncio.gather(
            *(self._translator.translate(part.core, source, target) for part in asked)
        )
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
        self, text: str, source: str, target: str, without: tuple[str, ...]
    ) -> Translation:
        """What the next engine makes of the text, whatever is remembered of it."""
        return await self._translator.translate(text, source, target, without=without)


def _words(parts: tuple[Stretch, ...], made: dict[Stretch, Translation]) -> list[str]:
    return [
        part.translation
        if part.translation is not None
        else (made[part].text if part in made else part.core)
        for part in parts
    ]
