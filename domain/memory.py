"""What people corrected in translations, remembered by sentence. Pure.

A sentence that a customer wrote is remembered for that customer alone, and erased with them; one
that an agent wrote is remembered for the whole region.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from domain.sentences import bare, lines, sentences

MEMORY: Final = "memory"  # in place of an engine; as a flag: some of the text is remembered
NOBODY: Final = "none"  # in place of an engine, where a text needs none or has none
PERSON: Final = "person"  # in place of an engine: somebody corrected what an engine made
MOST_STRETCHES: Final = 12  # of a text, that engines are asked for around what is remembered
_WITHOUT_SPACES: Final = ("zh", "ja")  # between sentences


@dataclass(frozen=True, slots=True)
class Corrected:
    """A sentence, and how a person put it; or a whole text, where its sentences cannot be told."""

    sentence: str
    translation: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be remembered of one corrected text, for one customer or (None) the region."""

    customer_id: str | None
    source: str  # BCP 47 tags
    target: str
    sentences: tuple[Corrected, ...]
    text_id: str  # of the corrected text: whose it is, its event tells


class TranslationMemory(Protocol):
    """The corrected sentences of one region."""

    async def keep(self, *corrections: Correction) -> None:
        """Remember them, in place of what was remembered of the same sentences."""
        ...

    async def recall(
        self, customer_id: str, source: str, target: str, wanted: Sequence[str]
    ) -> Mapping[str, str]:
        """What is remembered of these sentences: the customer's own first, then the region's.

        White space and the spelling of accents (Unicode NFC) make no other sentence.
        """
        ...

    async def forget(self, customer_id: str) -> None:
        """Take out all that is remembered for one customer."""
        ...


class NothingRemembered:
    """The memory of a place that has none."""

    async def keep(self, *corrections: Correction) -> None:
        """As the Protocol says."""

    async def recall(
        self, customer_id: str, source: str, target: str, wanted: Sequence[str]
    ) -> Mapping[str, str]:
        """As the Protocol says."""
        return {}

    async def forget(self, customer_id: str) -> None:
        """As the Protocol says."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text: one sentence that is remembered, or all between two that are."""

    before: str  # white space
    core: str
    after: str
    translation: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything in it to translate."""
        return any(map(str.isalpha, self.core))


def asked_of(text: str) -> tuple[str, ...]:
    """What may be remembered of a text: the whole of it, and each of its sentences, once."""
    cores = (bare(piece)[1] for piece in _pieces(text))
    return tuple(dict.fromkeys((text.strip(), *filter(_says_something, cores))))


def stretches(text: str, known: Mapping[str, str]) -> tuple[Stretch, ...]:
    """The text by what is remembered of it; the parts join to the text.

    A text with more gaps than engines should be asked for is one stretch without a translation.
    """
    if text.strip() in known:
        before, core, after = bare(text)
        return (Stretch(before, core, after, known[core]),)
    found = tuple(_stretches(text, known))
    gaps = sum(one.translation is None and one.says_something for one in found)
    return found if gaps <= MOST_STRETCHES else (Stretch(*bare(text)),)


def together(parts: Sequence[Stretch], made: Sequence[str], target: str) -> str:
    """The parts' translations as one text, spaced as the language wanted spaces its sentences."""
    spaceless = target.partition("-")[0].lower() in _WITHOUT_SPACES
    text = ""
    for index, (part, words) in enumerate(zip(parts, made, strict=True)):
        gap = (parts[index - 1].after if index else "") + part.before
        if index and "\n" not in gap and "\r" not in gap:
            gap = "" if spaceless else gap or " "
        text += gap + words
    return text + (parts[-1].after if parts else "")


def corrected(original: str, before: str | None, after: str) -> tuple[Corrected, ...]:
    """The sentences that a person put otherwise than `before` did.

    Only where both texts have as many lines, and those as many sentences, is it known which belongs
    to which; else the texts are one pair. A sentence that was put in two ways depends on more than
    itself, and is left out.
    """
    pairs = _paired(original, after)
    if pairs is None:
        whole = Corrected(original.strip(), after.strip())
        return (whole,) if _says_something(whole.sentence) else ()
    stood = None if before is None else _paired(original, before)
    ways: dict[str, set[str]] = {}
    for one in pairs:
        ways.setdefault(one.sentence, set()).add(one.translation)
    changed = pairs if stood is None else [one for one in pairs if one not in stood]
    settled = (one for one in changed if len(ways[one.sentence]) == 1)
    return tuple(dict.fromkeys(one for one in settled if _says_something(one.sentence)))


def _paired(one: str, other: str) -> list[Corrected] | None:
    first, second = _by_line(one), _by_line(other)
    if [len(line) for line in first] != [len(line) for line in second]:
        return None
    return [
        Corrected(*pair)
        for line, same in zip(first, second, strict=True)
        for pair in zip(line, same, strict=True)
    ]


def _by_line(text: str) -> list[list[str]]:
    found = ([core for one in sentences(line) if (core := one.strip())] for line in lines(text))
    return [line for line in found if line]


def _stretches(text: str, known: Mapping[str, str]) -> Iterator[Stretch]:
    waiting = ""
    for piece in _pieces(text):
        before, core, after = bare(piece)
        if core not in known:
            waiting += piece
            continue
        if waiting:
            yield Stretch(*bare(waiting))
        waiting = ""
        yield Stretch(before, core, after, known[core])
    if waiting:
        yield Stretch(*bare(waiting))


def _pieces(text: str) -> Iterator[str]:
    for line in lines(text):
        yield from sentences(line)


def _says_something(sentence: str) -> bool:
    return any(map(str.isalpha, sentence))
