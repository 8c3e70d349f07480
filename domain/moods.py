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

from domain.phrases import Meaning
from domain.prototypes import Prototypes
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


LONGEST_LOOK: Final = 10_000  # characters of what a message says itself, from its beginning
ENGLISH: Final = "en"  # people mix it into every language
ANY_LANGUAGE: Final = "any"
MARKS: Final = f"{ANY_LANGUAGE}.{Mood.SHOUTING}.marks"
CAPITALS: Final = f"{ANY_LANGUAGE}.{Mood.SHOUTING}.capitals"

# Tone marks are letters there: gấp is urgent, gặp is to meet.
_WITH_ACCENTS: Final = frozenset({"vi"})
# Old codes that senders still use (IANA language subtag registry), and both forms of Norwegian.
_TODAY: Final = MappingProxyType(
    {"in": "id", "iw": "he", "mo": "ro", "no": "nb", "nn": "nb", "tl": "fil"}
)
# Letters that people type in each other's place, Arabic and Persian keyboards among them.
_ALIKE: Final = str.maketrans("łŁđĐøØىيكة", "lLdDoOییکه")
# How one types letters that a keyboard does not have.
_TYPED: Final = MappingProxyType(
    {
        "de": str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"}),
        "da": str.maketrans({"å": "aa", "ø": "oe", "æ": "ae"}),
        "nb": str.maketrans({"å": "aa", "ø": "oe", "æ": "ae"}),
    }
)
# Accents (U+0300 to U+036F), the hamza and madda of Arabic, the dot of Hindi: often left out. Not
# all marks, as the vowels of Thai and Hindi are marks as well.
_ACCENTS: Final = frozenset(map(chr, (*range(0x300, 0x370), 0x653, 0x654, 0x655, 0x93C)))
_QUOTED: Final = re.compile(r"^[ \t]*>.*\n?", re.MULTILINE)
# Each repetition is bounded, or what it takes is not tried again: the time stays linear.
_LINK: Final = re.compile(
    r"(?:https?://|(?<!\w)www\.)[!-~]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
)
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
    """Words and prototypes (`need … today`) of one language (a BCP 47 tag) that tell of one mood.

    `harmless` are some that hold such words, also those of other entries of that mood and language,
    and do not tell of it: `not urgent`.
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
        self._searches: dict[tuple[str, ...], _Search] = {}

    def found_in(self, text: str, language: str = "und", *, short: bool = False) -> tuple[str, ...]:
        """The ids of the entries of whose words one stands in the text, sorted, each once.

        Words of the text's language count and English ones; all, where the language is unknown
        (`und`) or the text too `short` to be sure of it. Of words that stand in each other or in
        something harmless only the longest counts, whatever its language. Lines that quote, links
        and addresses are left out, and of the rest the first 10,000 characters are read.
        """
        read = _LINK.sub(" ", _QUOTED.sub("", text))[:LONGEST_LOOK]
        unsure = language == "und" or short
        sets = self._all() if unsure else [(_primary(language), ENGLISH)]
        found = {entry for one in sets for entry in self._search(one).found_in(read)}
        return tuple(sorted(found.union(_shouting(read))))

    def languages(self, mood: Mood) -> tuple[str, ...]:
        """The BCP 47 tags that have words for a mood."""
        return tuple(sorted({one.language for one in self._entries if one.mood is mood}))

    def _all(self) -> Iterator[tuple[str, ...]]:
        """All languages, in sets that are spelled alike; of equal words the English ones count."""
        yield (ENGLISH, *sorted(self._known - _WITH_ACCENTS - {ENGLISH}))
        yield from ((one,) for one in sorted(self._known & _WITH_ACCENTS))

    def _search(self, languages: tuple[str, ...]) -> "_Search":
        found = self._searches.get(languages)
        if found is None:
            of_them = [
                entry
                for one in dict.fromkeys(languages)
                for entry in self._entries
                if _primary(entry.language) == one
            ]
            found = self._searches.setdefault(languages, _Search(of_them))
        return found


@dataclass(frozen=True, slots=True)
class _Said(Meaning):
    """What words tell, and which entry they are of."""

    entry: str = ""


class _Search:
    """Some entries: of the words of each mood the longest that begin at a place are found."""

    def __init__(self, entries: Sequence[MoodEntry]) -> None:
        self._is_exact = any(_primary(one.language) in _WITH_ACCENTS for one in entries)
        self._prototypes = Prototypes(
            (spelling, _Said(one.mood, harmless=harmless, entry=one.id))
            for one in entries
            for harmless, phrases in ((False, one.words), (True, one.harmless))
            for phrase in phrases
            for spelling in self._spellings(phrase, one.language)
        )

    def found_in(self, text: str) -> Iterator[str]:
        for one in self._prototypes.found_in(text if self._is_exact else _plain(text)):
            if isinstance(one.meaning, _Said):
                yield one.meaning.entry

    def _spellings(self, phrase: str, language: str) -> Iterable[str]:
        return (phrase,) if self._is_exact else spellings(phrase, language)


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


def spellings(phrase: str, language: str) -> tuple[str, ...]:
    """The forms of a phrase that are compared: without accents, and as keyboards make it."""
    primary = _primary(language)
    if primary in _WITH_ACCENTS:
        return (unicodedata.normalize("NFC", phrase),)
    typed = phrase.translate(_TYPED.get(primary, {}))
    return tuple(dict.fromkeys(map(_plain, (phrase, typed))))


def _plain(text: str) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text.translate(_ALIKE))
    return unicodedata.normalize("NFC", "".join(one for one in apart if one not in _ACCENTS))


def _primary(language: str) -> str:
    first = language.partition("-")[0].lower()
    return _TODAY.get(first, first)


def _shouting(text: str) -> Iterator[str]:
    if any("!" in marks or "！" in marks for marks in _MARKS.findall(text)):
        yield MARKS
    cased = [word for word in _LETTERS.findall(text) if word.lower() != word.upper()]
    loud = [word for word in cased if word == word.upper() and len(word) > 1]
    letters, total = sum(map(len, loud)), sum(map(len, cased))
    if len(loud) > 1 and letters >= _FEWEST_CAPITALS and letters >= _MOSTLY * total:
        yield CAPITALS
