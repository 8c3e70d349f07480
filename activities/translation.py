"""The verb `translate`: put a message before its readers in their language."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from temporalio import activity

from activities.remembering import UNTRANSLATED, RememberingTranslator
from activities.restricting import UnlessRestricted
from domain.consents import EverythingIsPart, OnlineEngines
from domain.events import MessageTranslated
from domain.forgetting import ERASED
from domain.ledger import Entry, Page
from domain.masking import Kind, masked_words
from domain.memory import NOBODY, NothingRemembered, TranslationMemory
from domain.persons import Persons
from domain.ports import Translation, Translator
from domain.stores import Erased, Ledger, Missing, Text, Vault
from domain.translation_events import another_id
from domain.vocabulary import THE_DESK


@dataclass(frozen=True, slots=True)
class TranslateRequest:
    """A message, the language wanted, and the place in the ledger that its outcome will take.

    With `another`, a person wants it from an engine that is none of `without`.
    """

    page: Page | None
    ticket_id: str
    sequence: int
    message_id: str
    source: str
    target: str
    at: datetime
    another: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translated:
    """A text in another language, kept in the vault unless it is flagged `untranslated`."""

    text: str
    engine: str
    flags: tuple[str, ...]
    retry: bool = False


@dataclass(frozen=True, slots=True)
class TranslatedParts:
    """A text of several parts as its readers find it: in which language, by whom, how surely."""

    language: str
    engine: str = ""
    flags: tuple[str, ...] = ()


class VaultTranslator:
    """Translates texts of the vault, each once, and keeps the original beside the translation."""

    def __init__(
        self,
        vault: Vault,
        translator: Translator,
        memory: TranslationMemory | None = None,
        online: OnlineEngines | None = None,
        persons: Persons | None = None,
    ) -> None:
        """Without `online` every engine of the translator may see every text.

        Without `persons` nobody's texts are restricted.
        """
        self._vault = vault
        remembering = RememberingTranslator(
            translator,
            memory or NothingRemembered(),
            online or OnlineEngines((), EverythingIsPart()),
        )
        self._translator = UnlessRestricted(remembering, persons)

    async def translate(self, original: Text, source: str, target: str) -> Translated:
        """The translation that is kept already, or a new one. Never fails for an engine."""
        text_id = f"{original.id}:{target}"
        try:
            return _kept(await self._vault.get(text_id))
        except Missing:
            pass
        words = str(original.content["text"])
        made = await self._translator.translate(original.customer_id, words, source, target)
        return await self._put(text_id, original, target, made)

    async def translate_again(self, original: Text, request: TranslateRequest) -> Translated:
        """What another engine makes of it, kept in a place of its own; nobody tries again."""
        text_id = another_id(original.id, request.target, request.sequence)
        try:
            return _kept(await self._vault.get(text_id))
        except Missing:
            pass
        words = str(original.content["text"])
        made = await self._translator.another(
            original.customer_id, words, request.source, request.target, request.without
        )
        return await self._put(text_id, original, request.target, replace(made, retry=False))

    async def _put(
        self, text_id: str, original: Text, target: str, made: Translation
    ) -> Translated:
        if UNTRANSLATED not in made.flags:
            content = {"text": made.text, "engine": made.engine, "flags": list(made.flags)}
            customer, ticket = original.customer_id, original.ticket_id
            await self._vault.put(Text(text_id, customer, ticket, "translation", target, content))
        return Translated(made.text, made.engine, made.flags, made.retry)

    async def translate_parts(
        self, original: Text, parts: Sequence[str], target: str, masks: Sequence[Kind] = ()
    ) -> TranslatedParts:
        """Translate a text part by part and keep it beside the original, all or nothing.

        Where one part cannot be translated, the readers get the original, flagged. What `masks`
        find gives way in what engines say, too.
        """
        text_id = f"{original.id}:{target}"
        try:
            kept = _kept_parts(await self._vault.get(text_id))
        except Missing:
            pass
        else:
            return kept
        said = {part: str(original.content[part]) for part in parts if part in original.content}
        made = await asyncio.gather(
            *(
                self._translator.translate(original.customer_id, text, original.language, target)
                for text in said.values()
            )
        )
        flags = tuple(sorted({flag for one in made for flag in one.flags}))
        if UNTRANSLATED in flags:
            return TranslatedParts(original.language, flags=flags)
        engine = ", ".join(sorted({one.engine for one in made}))
        words = {part: masked_words(one.text, masks) for part, one in zip(said, made, strict=True)}
        content = {**words, "engine": engine, "flags": list(flags)}
        customer, ticket = original.customer_id, original.ticket_id
        await self._vault.put(Text(text_id, customer, ticket, "translation", target, content))
        return TranslatedParts(target, engine, flags)


class TranslationActivities:
    """Translates what customers and colleagues wrote, for the team that reads it."""

    def __init__(self, ledger: Ledger, vault: Vault, translator: VaultTranslator) -> None:
        self._ledger = ledger
        self._vault = vault
        self._translator = translator

    @activity.defn
    async def translate(self, request: TranslateRequest) -> MessageTranslated:
        """Translate the message and write the outcome in its place; a repeat finds it there."""
        if request.page is not None:
            await self._ledger.write(request.page)
        written = await self._ledger.entry(request.ticket_id, request.sequence)
        if written is not None and isinstance(written.event, MessageTranslated):
            return written.event
        try:
            made = await self._made(request)
        except Erased:
            made = Translated("", NOBODY, (UNTRANSLATED, ERASED))
        event = MessageTranslated(
            at=request.at,
            by=THE_DESK,
            message_id=request.message_id,
            language=request.target,
            engine=made.engine,
            flags=made.flags,
            retry=made.retry,
            another=request.another,
        )
        entry = Entry(request.ticket_id, request.sequence, event)
        await self._ledger.write(Page((entry,)))
        return event

    async def _made(self, request: TranslateRequest) -> Translated:
        """The translation. Raises Erased where there is nothing to be translated any more."""
        original = await self._vault.get(request.message_id)
        if request.another:
            return await self._translator.translate_again(original, request)
        return await self._translator.translate(original, request.source, request.target)


def _kept(text: Text) -> Translated:
    return Translated(str(text.content["text"]), str(text.content["engine"]), _flags(text))


def _kept_parts(text: Text) -> TranslatedParts:
    return TranslatedParts(text.language, str(text.content["engine"]), _flags(text))


def _flags(text: Text) -> tuple[str, ...]:
    flags = text.content.get("flags")
    return tuple(str(flag) for flag in flags) if isinstance(flags, list | tuple) else ()
