"""Finds phrases in texts of any script, in a time that grows with the text alone.

A phrase is a word or several. Capitals, full width, typographic apostrophes, Arabic and Hebrew
vowel points, and hyphens for spaces make no difference. In scripts that part words by spaces it
stands for whole words; `*` at an end leaves that end of the word open: `shar*` finds shares. Han,
kana and Thai are found wherever they stand, but never half a letter with its marks, and katakana
never half a word.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

LONGEST: Final = 60  # characters of a phrase
OPEN: Final = "*"
SHORTEST_OPEN: Final = 2  # letters of a word with an open end
_WORD, _KATAKANA, _UNSPACED, _OTHER = "word", "katakana", "unspaced", ""
# Half-width voicing marks, tatweel, and the vowels and finals of decomposed Hangul.
_ATTACHED: Final = frozenset({0xFF9E, 0xFF9F, 0x0640, *range(0x1160, 0x1200)})
_IGNORED: Final = frozenset({0x0640, 0x0670, *range(0x064B, 0x0660), *range(0x0591, 0x05C8)})
_ALIKE: Final = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u0131": "i", "\u0307": None})
# Thai, Lao, Tibetan, Myanmar, Khmer, hiragana, Han with its extensions.
_RANGES: Final = (
    *((0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3041, 0x309F)),
    *((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)),
)
# A letter with its marks, the form that is compared, and how its script parts words.
_Alphabet = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for. `harmless`: nothing, and neither does what stands inside of it."""

    concept: str
    harmless: bool = False
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a text: from the character `start` up to `end`."""

    start: int
    end: int
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class _Letters:
    """A text letter by letter, each with its marks, folded, and where it stands."""

    units: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    word_starts: list[int] = field(default_factory=list)  # the place where each one's word begins

    def goes_on(self, place: int) -> bool:
        """Whether a word goes on from the letter before a place to the one that is there."""
        inside = 0 < place < len(self.kinds)
        return inside and self.word_starts[place] == self.word_starts[place - 1]

    def word_ends(self) -> list[int]:
        """For each letter the place right behind its word."""
        found = list(range(1, len(self.units) + 1))
        for place in range(len(found) - 2, -1, -1):
            if self.goes_on(place + 1):
                found[place] = found[place + 1]
        return found


@dataclass(frozen=True, slots=True)
class _Ending:
    meaning: Meaning
    open_start: bool
    open_end: bool


@dataclass(frozen=True, slots=True)
class _Node:
    next: dict[str, "_Node"] = field(default_factory=dict)
    endings: list[_Ending] = field(default_factory=list)


class Phrases:
    """Phrases with what they stand for, to be found together in one pass."""

    def __init__(self, phrases: Iterable[tuple[str, Meaning]]) -> None:
        """Take the phrases. Raises ValueError, with a sentence, for what is none."""
        self._root = _Node()
        alphabet: _Alphabet = {}
        for phrase, meaning in phrases:
            self._add(phrase, _checked_letters(phrase, alphabet), meaning)

    def found_in(self, text: str) -> Iterator[Found]:
        """All of them, by where they begin: of each concept the longest, and none within another.

        Every span begins and ends with a whole letter.
        """
        letters = _letters(text if self._root.next else "", {})
        word_ends = letters.word_ends()
        covered: dict[str, int] = {}
        for place, unit in enumerate(letters.units):
            if unit not in self._root.next:
                continue
            for meaning, (start, end) in self._longest(letters, word_ends, place):
                if place < covered.get(meaning.concept, 0):
                    continue
                covered[meaning.concept] = end
                if not meaning.harmless:
                    yield Found(letters.starts[start], letters.ends[end - 1], meaning)

    def _add(self, phrase: str, letters: _Letters, meaning: Meaning) -> None:
        node = self._root
        for unit in letters.units:
            node = node.next.setdefault(unit, _Node())
        node.endings.append(_Ending(meaning, phrase[0] == OPEN, phrase[-1] == OPEN))

    def _longest(
        self, letters: _Letters, word_ends: list[int], place: int
    ) -> Iterable[tuple[Meaning, tuple[int, int]]]:
        """Of each concept the longest phrase that begins at a place."""
        best: dict[str, tuple[Meaning, tuple[int, int]]] = {}
        for ending, end in self._all(letters, place):
            start = letters.word_starts[place] if ending.open_start else place
            span = start, word_ends[end - 1] if ending.open_end else end
            known = best.get(ending.meaning.concept)
            if known is None or span[1] >= known[1][1]:
                best[ending.meaning.concept] = ending.meaning, span
        return best.values()

    def _all(self, letters: _Letters, place: int) -> Iterator[tuple[_Ending, int]]:
        """Every phrase that begins at a place and is no mere part of a word, with its end."""
        node, end = self._root, place
        within = letters.goes_on(place)
        while end < len(letters.units):
            following = node.next.get(letters.units[end])
            if following is None:
                return
            node, end = following, end + 1
            goes_on = letters.goes_on(end)
            for ending in node.endings:
                if (ending.open_start or not within) and (ending.open_end or not goes_on):
                    yield ending, end


def checked(phrase: str) -> str:
    """The phrase, if it can stand in a text. Raises ValueError with a sentence."""
    _checked_letters(phrase, {})
    return phrase


def folded(phrase: str) -> str:
    """What is compared of a phrase: two that are folded alike are found in the same places."""
    return "".join(_letters(phrase, {}).units)


def _checked_letters(phrase: str, alphabet: _Alphabet) -> _Letters:
    bare = _bare(phrase)
    letters = _letters(bare, alphabet)
    if not bare.strip() or not any(letters.kinds):
        raise ValueError(f"'{phrase}' is no word: write one, like wine, or several")
    if len(phrase) > LONGEST:
        raise ValueError(f"'{phrase}' is too long; write at most {LONGEST} characters")
    if bare != bare.strip() or OPEN in bare:
        raise ValueError(f"'{phrase}' cannot be found: write * only at the ends of a word")
    ends = [letters.kinds[0]] * (phrase[0] == OPEN) + [letters.kinds[-1]] * (phrase[-1] == OPEN)
    if any(kind not in (_WORD, _KATAKANA) for kind in ends):
        raise ValueError(f"'{phrase}' is found inside of others as it is: leave * out")
    if ends and len(letters.units) < SHORTEST_OPEN:
        raise ValueError(f"'{phrase}' stands in far too many words: write more of it")
    return letters


def _bare(phrase: str) -> str:
    """A phrase without the signs of its open ends."""
    return phrase.removeprefix(OPEN).removesuffix(OPEN)


def _letters(text: str, alphabet: _Alphabet) -> _Letters:
    """A text's letters; each that is not common is folded once, and remembered in the alphabet."""
    found = _Letters()
    start = word = 0
    before = _OTHER
    while start < len(text):
        end = start + 1
        while end < len(text) and text[end] >= "\u0080" and _is_attached(text[end]):
            end += 1
        letter = text[start:end]
        known = _COMMON.get(letter) or alphabet.get(letter)
        unit, kind = known or alphabet.setdefault(letter, _folded(letter))
        if found.units and (not unit or unit == found.units[-1] == " "):
            found.ends[-1] = end  # spaces in a row are one; what shows nothing belongs to its left
        elif unit:
            if kind != before or kind not in (_WORD, _KATAKANA):
                word = len(found.units)  # what parts no words is a word by itself
            before = kind
            found.units.append(unit)
            found.kinds.append(kind)
            found.starts.append(start)
            found.ends.append(end)
            found.word_starts.append(word)
        start = end
    return found


def _is_attached(letter: str) -> bool:
    """Whether it shows only together with the letter before it; never one of ASCII."""
    return unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf") or ord(letter) in _ATTACHED


def _folded(letter: str) -> tuple[str, str]:
    """A letter with its marks in the form that is compared, and how its script parts words."""
    if letter[0].isspace() or unicodedata.category(letter[0]) == "Pd":
        return " ", _OTHER
    plain = unicodedata.normalize("NFKC", letter).casefold().translate(_ALIKE)
    kept = "".join(
        one
        for one in plain
        if ord(one) not in _IGNORED and unicodedata.category(one) not in ("Cf", "Cc")
    )
    return unicodedata.normalize("NFC", kept), _kind_of(kept)


def _kind_of(unit: str) -> str:
    if not unit or not unit[0].isalnum():
        # A mark without its letter, or the sign that lengthens a vowel, is of a word all the same.
        return _KATAKANA if unit[:1] == "\u30fc" else _OTHER
    code = ord(unit[0])
    if 0x30A1 <= code <= 0x30FF or 0x31F0 <= code <= 0x31FF:
        return _KATAKANA
    return _UNSPACED if any(low <= code <= high for low, high in _RANGES) else _WORD


# The letters of Latin, Greek, Cyrillic, Hebrew and Arabic, of which most texts are made.
_COMMON: Final = MappingProxyType(
    {
        letter: _folded(letter)
        for low, high in ((0x20, 0x0250), (0x0370, 0x0530), (0x05D0, 0x064B))
        for letter in map(chr, range(low, high))
    }
)
