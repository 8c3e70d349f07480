"""Finds prototypes in texts: sentences of which only the words that matter are written.

`need … today` stands for its parts in this order and in one sentence, each at most 30 characters
behind the one before. What has no `…` is a phrase, and found as `domain.phrases` finds it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from domain.phrases import LONGEST, Found, Meaning, Phrases, checked

GAP: Final = "…"
WIDEST: Final = 30  # characters between two parts: about five words, or a clause of Han
MOST_PARTS: Final = 4
_APART: Final = re.compile(rf"\s*(?:{GAP}|\.\.\.)\s*")
# A line may break within a sentence; an empty line, or a mark before a space, ends it.
_END: Final = re.compile(r"[.!?;؟؛।](?=\s)|[。！？；]|\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class _Part(Meaning):
    """A part of a prototype; each is found for itself, whatever else stands there."""

    prototype: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class _Whole:
    meaning: Meaning
    parts: int


class Prototypes:
    """Prototypes and phrases with what they stand for, to be found together in one pass."""

    def __init__(self, written: Iterable[tuple[str, Meaning]]) -> None:
        """Take them. Raises ValueError, with a sentence, for what is none."""
        self._whole: list[_Whole] = []
        self._phrases = Phrases(self._parts(written))

    def found_in(self, text: str) -> Iterator[Found]:
        """All of them, by where they begin: of each concept the longest, and none within another.

        Of those that are equally long what is harmless counts, then what was given first.
        """
        covered: dict[str, int] = {}
        found = self._wholes_in(text)
        for one in sorted(found, key=lambda one: (one.start, -one.end, not one.meaning.harmless)):
            if one.start < covered.get(one.meaning.concept, 0):
                continue
            covered[one.meaning.concept] = one.end
            if not one.meaning.harmless:
                yield one

    def _parts(self, written: Iterable[tuple[str, Meaning]]) -> Iterator[tuple[str, Meaning]]:
        for number, (words, meaning) in enumerate(written):
            parts = _parts_of(words)
            self._whole.append(_Whole(meaning, len(parts)))
            for place, part in enumerate(parts):
                yield part, _Part(f"{number}.{place}", prototype=number, place=place)

    def _wholes_in(self, text: str) -> list[Found]:
        """Each by its newest parts, in the order in which they were given."""
        begun: dict[tuple[int, int], tuple[int, int]] = {}  # up to a part: where it begins and ends
        found: list[tuple[int, Found]] = []
        for one in self._phrases.found_in(text):
            part, start = one.meaning, one.start
            if not isinstance(part, _Part):
                continue
            if part.place:
                before = begun.get((part.prototype, part.place - 1))
                if before is None or not _is_near(text, before[1], one.start):
                    continue
                start = before[0]
            begun[part.prototype, part.place] = start, one.end
            whole = self._whole[part.prototype]
            if part.place == whole.parts - 1:
                found.append((part.prototype, Found(start, one.end, whole.meaning)))
        return [whole for _, whole in sorted(found, key=lambda each: each[0])]


def checked_prototype(words: str) -> str:
    """The prototype, if it can stand in a text. Raises ValueError with a sentence."""
    for part in _parts_of(words):
        checked(part)
    return words


def _parts_of(words: str) -> tuple[str, ...]:
    parts = _APART.split(words)
    if len(parts) == 1:
        return (words,)
    if not all(parts):
        raise ValueError(f"'{words}' has nothing on one side of {GAP}: write words on both")
    if len(parts) > MOST_PARTS:
        raise ValueError(f"'{words}' has too many parts: write at most {MOST_PARTS}")
    if len(words) > LONGEST:
        raise ValueError(f"'{words}' is too long; write at most {LONGEST} characters")
    return tuple(parts)


def _is_near(text: str, end: int, start: int) -> bool:
    return 0 <= start - end <= WIDEST and _END.search(text, end, start + 1) is None
