"""Corrections of translations: checked, kept beside what stood, and remembered by sentence."""

import unicodedata
from dataclasses import dataclass

from api.orders import Order
from api.problems import Problem
from api.reading import Found
from api.shapes import NewCorrection
from domain import commands
from domain.commands import CorrectTranslation
from domain.masking import SHORTEST_NAME, masked_words
from domain.memory import MEMORY, NOBODY, PERSON, Corrected, Correction, corrected
from domain.residency import as_seen
from domain.shown import MessageView, TranslationView
from domain.stores import Text

NO_ENGINES = ("", NOBODY, MEMORY, PERSON)


@dataclass(frozen=True, slots=True)
class Shown:
    """A translation that is shown of a message of the ticket."""

    message: MessageView
    translation: TranslationView

    @property
    def answered(self) -> tuple[str, ...]:
        """The engines that made it, and those that made what stands beside it."""
        made = (self.translation, *self.translation.beside)
        named = (name for one in made for name in one.engine.split(", "))
        return tuple(dict.fromkeys(name for name in named if name not in NO_ENGINES))

    def before(self, text_id: str) -> str:
        """The text that stood before this one, which may stand there by a request before."""
        if self.translation.text_id != text_id:
            return self.translation.text_id
        beside = self.translation.beside
        return beside[0].text_id if beside else self.message.text_id

    def is_past(self, text_id: str) -> bool:
        """Whether this text stood there by a request before, and somebody corrected it since."""
        return any(one.text_id == text_id for one in self.translation.beside)


async def shown(found: Found, message_id: str, language: str) -> Shown:
    """The translation of a message into a language, or a Problem: nothing else is corrected."""
    views = await found.stores.views.messages(found.view.id)
    message = next((one for one in views if one.id == message_id), None)
    if message is None:
        raise Problem(404, "no_such_message", "Take the `id` of a message of this ticket.")
    for one in message.translations:
        if one.language.lower() == language.lower():
            return Shown(message, one)
    raise Problem(404, "no_such_translation", "Name a language of the message's `translations`.")


@dataclass(frozen=True, slots=True)
class Checked:
    """A correction against which nothing speaks: the command, and what is to be remembered."""

    found: Found
    command: CorrectTranslation
    memories: tuple[Correction, ...]

    async def remember(self) -> None:
        """Have its sentences translated so from now on. Again changes nothing."""
        await self.found.stores.memory.keep(*self.memories)


async def checked(order: Order, message_id: str, body: NewCorrection) -> Checked:
    """The correction, with its words in the vault. Raises a Problem.

    A repeat of one that was made before is checked as it was then, and teaches nothing that
    somebody has corrected since.
    """
    await order.expect_unrestricted()
    found = order.found
    one = await shown(found, message_id, body.language)
    kept = (one.message.text_id, one.before(order.text_id))
    texts = await found.stores.vault.get_many(kept)
    original, before = texts.get(kept[0]), texts.get(kept[1])
    if original is None or before is None:
        raise Problem(409, "text_erased", "The words of this message are no longer there.")
    await _expect_whole(order, original, before)
    if _words(before) == body.text:
        raise Problem(409, "same_translation", "The translation reads so already.")
    language = one.translation.language
    text = await order.keep("translation", {"text": body.text}, language)
    new = not one.is_past(order.text_id)
    pairs = corrected(_words(original), _words(before), body.text) if new else ()
    command = commands.CorrectTranslation(
        by=order.by,
        message_id=one.message.text_id,
        source=one.message.language,
        language=language,
        text_id=text.id,
        engine=one.translation.engine,
    )
    return Checked(found, command, await _memories(found, one, pairs, text.id))


async def _expect_whole(order: Order, *texts: Text) -> None:
    """Refuse to have somebody correct what is not shown to them as it is."""
    seen = await order.viewing.sight(order.found.stores, order.found.view.id)
    called = await _called(order.found)
    if any(as_seen(text, seen, called) != text for text in texts):
        raise Problem(
            409,
            "masked_for_you",
            "Parts of this text are hidden from you: somebody of its region has to correct it.",
        )


async def _memories(
    found: Found, one: Shown, pairs: tuple[Corrected, ...], text_id: str
) -> tuple[Correction, ...]:
    """An agent's sentences are everybody's, unless they say who the customer is."""
    customer, names = found.view.customer_id, await _names(found)
    by_agent = one.message.author_kind == "agent"
    general = tuple(pair for pair in pairs if by_agent and not _is_personal(pair, names))
    own = tuple(pair for pair in pairs if pair not in general)
    languages = (one.message.language, one.translation.language)
    memories = (
        Correction(None, *languages, general, text_id),
        Correction(customer, *languages, own, text_id),
    )
    return tuple(memory for memory in memories if memory.sentences)


async def _names(found: Found) -> tuple[str, ...]:
    parts = (part for name in await _called(found) for part in _compared(name).split())
    return tuple(part for part in parts if len(part) >= SHORTEST_NAME)


async def _called(found: Found) -> list[str]:
    profiles = await found.stores.profiles.profiles(found.view.customer_id)
    return [one.name for one in profiles if one.name]


def _is_personal(pair: Corrected, names: tuple[str, ...]) -> bool:
    """Whether it names the customer, or holds what is hidden from other regions."""
    words = f"{pair.sentence}\n{pair.translation}"
    compared = _compared(words)
    return masked_words(words) != words or any(name in compared for name in names)


def _compared(words: str) -> str:
    """Small letters, one spelling of accents (NFC), spaces for signs: "Silva, Ana" is two names."""
    letters = unicodedata.normalize("NFC", words.casefold())
    return "".join(" " if unicodedata.category(one)[0] in "PSZC" else one for one in letters)


def _words(text: Text) -> str:
    return str(text.content["text"])
