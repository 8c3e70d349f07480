"""What the words of a message tell of its writer: ids of entries in lists, never the words. Pure.

The lists are the desk's (`desk/moods/`). A message is searched as it was written, before any
translation: engines make anger polite and lose what is urgent.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.phrases import Meaning, Phrases
from domain.vocabulary import Tone


class Mood(StrEnum):
    """What is heard in a message."""

    URGENT = "urgent"
    DEADLINE = "deadline"
    ANGRY = "angry"
    THREAT = "threat"  # a lawyer, an authority, the press
    SAD = "sad"
    HAPPY = "happy"
    PERSON = "person"  # asks for one, in place of a program
    SHOUTING = "shouting"  # capitals and exclamation marks; no list holds it


LONGEST_LOOK: Final = 10_000  # characters of a message, from its beginning
ANY_LANGUAGE: Final = "any"
MARKS: Final = f"{ANY_LANGUAGE}.{Mood.SHOUTING}.marks"
CAPITALS: Final = f"{ANY_LANGUAGE}.{Mood.SHOUTING}.capitals"

_ALWAYS: Final = "en"  # people mix English into every language
# Tone marks are letters there: gấp is urgent, gặp is to meet.
_WITH_ACCENTS: Final = frozenset({"vi"})
_QUOTED: Final = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_MARKS: Final = re.compile(r"[!！?？]{3,}")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_FEWEST_CAPITALS: Final = 10  # letters, in two words or more
_MOSTLY: Final = 0.7  # of all letters that have two cases

_TOLD: Final = MappingProxyType(
    {
        Mood.URGENT: "says it is urgent",
        Mood.DEADLINE: "names a deadline",
        Mood.ANGRY: "sounds angry",
        Mood.THREAT: "threatens with steps",
        Mood.SAD: "sounds sad",
        Mood.HAPPY: "sounds happy",
        Mood.PERSON: "asks for a person",
        Mood.SHOUTING: "shouts",
    }
)


@dataclass(frozen=True, slots=True)
class MoodEntry:
    """Words of one language (a BCP 47 tag) that tell of one mood.

    `harmless` are phrases that hold such words, also those of other entries of that mood and
    language, and do not tell of it: `not urgent`.
    """

    language: str
    name: str
    mood: Mood
    words: tuple[str, ...]
    harmless: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """By which a fact names it: `de.urgent.at-once`."""
        return f"{self.language}.{self.mood}.{self.name}"


class Moods:
    """Entries of all languages, found in a time that grows with the text alone."""

    def __init__(self, entries: Iterable[MoodEntry] = ()) -> None:
        """Take the entries. What is to be searched for is put together when first it is wanted."""
        self._entries = tuple(entries)
        self._known = frozenset(_primary(one.language) for one in self._entries)
        self._searches: dict[frozenset[str], _Search] = {}

    def found_in(self, text: str, language: str = "und", *, short: bool = False) -> tuple[str, ...]:
        """The ids of the entries of whose words one stands in the text, sorted, each once.

        Words of the text's language count and English ones; all, where the language is unknown
        (`und`) or the text too `short` to be sure of it. Of words that stand in each other or in
        something harmless only the longest counts, whatever its language. The first 10,000
        characters are read, without lines that quote.
        """
        read = _QUOTED.sub("", text[:LONGEST_LOOK])
        unsure = language == "und" or short
        sets = self._all() if unsure else [frozenset({_primary(language), _ALWAYS})]
        found = {entry for one in sets for entry in self._search(one).found_in(read)}
        return tuple(sorted(found.union(_shouting(read))))

    def languages(self, mood: Mood) -> tuple[str, ...]:
        """The BCP 47 tags that have words for a mood."""
        return tuple(sorted({one.language for one in self._entries if one.mood is mood}))

    def _all(self) -> Iterator[frozenset[str]]:
        """All languages, in sets that are spelled alike."""
        yield self._known - _WITH_ACCENTS
        yield from (frozenset({one}) for one in self._known & _WITH_ACCENTS)

    def _search(self, languages: frozenset[str]) -> "_Search":
        found = self._searches.get(languages)
        if found is None:
            of_them = [one for one in self._entries if _primary(one.language) in languages]
            found = self._searches.setdefault(languages, _Search(of_them))
        return found


@dataclass(frozen=True, slots=True)
class _Said(Meaning):
    """What a phrase tells, and which entry it is of."""

    entry: str = ""


class _Search:
    """Some entries as phrases: of each mood the longest that begin at a place are found."""

    def __init__(self, entries: Sequence[MoodEntry]) -> None:
        self._is_exact = any(_primary(one.language) in _WITH_ACCENTS for one in entries)
        self._phrases = Phrases(
            (self._spelled(phrase), _Said(one.mood, harmless=harmless, entry=one.id))
            for one in entries
            for harmless, phrases in ((False, one.words), (True, one.harmless))
            for phrase in phrases
        )

    def found_in(self, text: str) -> Iterator[str]:
        for one in self._phrases.found_in(self._spelled(text)):
            if isinstance(one.meaning, _Said):
                yield one.meaning.entry

    def _spelled(self, text: str) -> str:
        return text if self._is_exact else _plain(text)


NO_MOODS: Final = Moods()


def mood_of(entry: str) -> Mood | None:
    """What an entry's id tells of; None for what only other releases know."""
    _, _, rest = entry.partition(".")
    mood = rest.partition(".")[0]
    return Mood(mood) if mood in set(Mood) else None


def moods_of(entries: Iterable[str]) -> frozenset[Mood]:
    """What the ids tell of together."""
    return frozenset(mood for mood in map(mood_of, entries) if mood is not None)


def tone_after(tone: Tone, entries: Iterable[str]) -> Tone:
    """How to speak to somebody after a message; one that tells nothing changes nothing.

    Capitals alone are no anger: some write so, and happy people use exclamation marks.
    """
    heard = moods_of(entries)
    pressed = Mood.SHOUTING in heard and heard & {Mood.URGENT, Mood.SAD}
    if pressed or heard & {Mood.ANGRY, Mood.THREAT}:
        return Tone.ANGRY
    return Tone.CALM if Mood.HAPPY in heard else tone


def told(entries: Iterable[str]) -> str:
    """What was heard, each with its entry: `says it is urgent [de.urgent.at-once]`."""
    known = ((mood, entry) for entry in entries if (mood := mood_of(entry)) is not None)
    return " and ".join(f"{_TOLD[mood]} [{entry}]" for mood, entry in known)


def _plain(text: str) -> str:
    """Without the general accents (U+0300 to U+036F): Thai and Hindi vowels are marks as well."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(one for one in apart if not "\u0300" <= one <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _shouting(text: str) -> Iterator[str]:
    if any("!" in marks or "！" in marks for marks in _MARKS.findall(text)):
        yield MARKS
    cased = [word for word in _LETTERS.findall(text) if word.lower() != word.upper()]
    loud = [word for word in cased if word == word.upper() and len(word) > 1]
    letters, total = sum(map(len, loud)), sum(map(len, cased))
    if len(loud) > 1 and letters >= _FEWEST_CAPITALS and letters >= _MOSTLY * total:
        yield CAPITALS
