"""Keeps engines and memory from texts that may be kept, and no more (Art. 18 GDPR)."""

from activities.remembering import UNTRANSLATED, RememberingTranslator
from domain.forgetting import RESTRICTED
from domain.memory import NOBODY
from domain.persons import Persons
from domain.ports import Translation


class UnlessRestricted:
    """A translator that leaves restricted people's texts as they are: somebody may lift that."""

    def __init__(self, translator: RememberingTranslator, persons: Persons | None) -> None:
        """Without `persons` nobody is restricted."""
        self._translator = translator
        self._persons = persons

    async def translate(self, customer_id: str, text: str, source: str, target: str) -> Translation:
        """The text in another language; the original, to be tried later, where it is restricted."""
        if await self._is_restricted(customer_id):
            return _left(text)
        return await self._translator.translate(customer_id, text, source, target)

    async def another(
        self, customer_id: str, text: str, source: str, target: str, without: tuple[str, ...]
    ) -> Translation:
        """The same of what the next engine makes of it."""
        if await self._is_restricted(customer_id):
            return _left(text)
        return await self._translator.another(customer_id, text, source, target, without)

    async def _is_restricted(self, customer_id: str) -> bool:
        return self._persons is not None and bool(await self._persons.restricted([customer_id]))


def _left(text: str) -> Translation:
    return Translation(text, NOBODY, (UNTRANSLATED, RESTRICTED), retry=True)
