"""Lists of moods: what is written twice, contradicts itself, or can never be heard."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.moods import ENGLISH, Mood, spellings
from domain.phrases import Meaning, folded
from domain.prototypes import GAP, Prototypes
from rulebook.reading.files import Place
from rulebook.reading.findings import Finding, Severity
from rulebook.reading.salvage import Written
from rulebook.reading.sources import Sources
from rulebook.schemas.moods import MoodsFile

# Each of the first says the contrary of each of the second.
_GLAD: Final = frozenset({Mood.HAPPY})
_UPSET: Final = frozenset({Mood.ANGRY, Mood.THREAT, Mood.SAD})
_GAP: Final = folded(GAP)
_WORD: Final = re.compile(r"[^\W\d_]+")
# Scripts that have letters of one look: a word of two of them is mostly a slip of a keyboard.
_LOOK_ALIKE: Final = (
    ("Latin", re.compile("[A-Za-z\u00c0-\u024f]")),
    ("Greek", re.compile("[\u0370-\u03ff]")),
    ("Cyrillic", re.compile("[\u0400-\u04ff]")),
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A phrase of a file: where it stands, and what it is there."""

    place: Place
    entry: str
    mood: Mood
    key: str
    phrase: str
    language: str
    compared: str  # without what makes no difference
    parts: tuple[str, ...]  # of it: a prototype has several

    @property
    def is_harmless(self) -> bool:
        return self.key == "harmless"


def moods(sources: Sources) -> Iterator[Finding]:
    """What is wrong inside of each file of moods/."""
    english = tuple(file for file in sources.moods if file.says.language == ENGLISH)
    for file in sources.moods:
        yield from _inside(file, english)


@lru_cache(maxsize=128)  # a file that was read once is the same where a desk is read again
def _inside(
    file: Written[MoodsFile], english: tuple[Written[MoodsFile], ...]
) -> tuple[Finding, ...]:
    lines = list(_lines(file))
    found = [*_contradicting(file, lines), *_mixing_scripts(file, lines)]
    if file.is_whole("entries"):
        known = [line for one in english for line in _lines(one)]
        found += _unheard(file, lines, known)
    return tuple(found)


def _contradicting(file: Written[MoodsFile], lines: list[_Line]) -> Iterator[Finding]:
    """What stands twice under one mood, or tells of a mood and of its contrary."""
    seen: dict[tuple[Mood, str], _Line] = {}
    for line in lines:
        for mood in Mood:
            other = seen.get((mood, line.compared))
            said = _against(line, other) if other is not None else None
            if said is not None:
                yield file.finding(line.place, said)
                break
        seen.setdefault((line.mood, line.compared), line)


def _against(line: _Line, other: _Line) -> str | None:
    """What is wrong with a phrase that an earlier line has as well; None where nothing is."""
    if line.mood is other.mood:
        if line.is_harmless == other.is_harmless:
            return f"'{line.phrase}' is written twice for {line.mood}; keep one of them"
        both = f"of the words for {line.mood} and harmless"
        return f"'{line.phrase}' is one {both} (in {other.entry}); keep one of them"
    contrary = {line.mood, other.mood}
    if line.is_harmless or other.is_harmless or not (contrary & _GLAD and contrary & _UPSET):
        return None
    return (
        f"'{line.phrase}' tells of {line.mood} and (in {other.entry}) of {other.mood}, which "
        "contradict each other; keep it in one of them"
    )


def _mixing_scripts(file: Written[MoodsFile], lines: list[_Line]) -> Iterator[Finding]:
    """A Latin o in a Cyrillic word looks right, and is never found."""
    for line in lines:
        if len(_scripts_of(line.phrase)) < 2:
            continue
        for word in _WORD.findall(line.phrase):
            scripts = _scripts_of(word)
            if len(scripts) > 1:
                said = f"'{word}' mixes {' and '.join(scripts)} letters; write it in one script"
                yield file.finding(line.place, said, Severity.WARNING)


def _scripts_of(words: str) -> list[str]:
    return [name for name, letters in _LOOK_ALIKE if letters.search(words)]


def _unheard(
    file: Written[MoodsFile], lines: list[_Line], english: list[_Line]
) -> Iterator[Finding]:
    """Words that something harmless hides wherever they stand, and harmless ones that hide none."""
    for mood in Mood:
        words = [line for line in lines if line.mood is mood and not line.is_harmless]
        harmless = [line for line in lines if line.mood is mood and line.is_harmless]
        known = [*words, *(one for one in english if one.mood is mood and not one.is_harmless)]
        for line in harmless:
            if not any(_holds(line, word) for word in known):
                said = f"'{line.phrase}' holds no word for {mood}; leave it out"
                yield file.finding(line.place, said, Severity.WARNING)
        for line in words:
            if any(_hides(one, line) for one in harmless):
                said = f"'{line.phrase}' is never heard, as something harmless holds it"
                yield file.finding(line.place, f"{said}; leave one of the two out")


def _holds(line: _Line, word: _Line) -> bool:
    """Whether a word is found in a phrase. Of most no part stands in it, which is soon seen."""
    first, *others = word.parts
    if first not in line.compared:
        return False
    return all(part in line.compared for part in others) and _is_found(line, word)


def _hides(harmless: _Line, word: _Line) -> bool:
    """Whether all of a word is harmless; one that stands twice is told of elsewhere."""
    if harmless.compared == word.compared or not _holds(word, harmless):
        return False
    return not _is_found(word, word, harmless)


def _is_found(line: _Line, sought: _Line, harmless: _Line | None = None) -> bool:
    """Whether a phrase is found where another stands alone, and is not hidden there."""
    known = [(one, Meaning("it")) for one in spellings(sought.phrase, sought.language)]
    if harmless is not None:
        hiding = spellings(harmless.phrase, harmless.language)
        known += [(one, Meaning("it", harmless=True)) for one in hiding]
    alone = spellings(line.phrase.replace(GAP, " ").strip("*"), line.language)[0]
    return any(True for _ in Prototypes(known).found_in(alone))


@lru_cache(maxsize=128)
def _lines(file: Written[MoodsFile]) -> tuple[_Line, ...]:
    return tuple(_lines_of(file))


def _lines_of(file: Written[MoodsFile]) -> Iterator[_Line]:
    language = file.says.language
    for name, part in file.says.entries.items():
        for key, phrases in (("words", part.words), ("harmless", part.harmless)):
            for index, phrase in enumerate(phrases):
                place: Place = ("entries", name, key, index)
                compared = folded(spellings(phrase, language)[0])
                parts = tuple(one.strip(" *") for one in compared.split(_GAP))
                yield _Line(place, name, part.means, key, phrase, language, compared, parts)
