"""Stretches of a text that an engine does not see, and what stands in their places afterwards."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from language.entities import TOUCHING

_STICKS: Final = re.compile(rf"[^\W_{TOUCHING}]")


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to before `end` stands an entity or a term; `value` is what it becomes.

    `glued` says whether it touches a letter or digit on its left and on its right, as in `5kg`, and
    may so again.
    """

    start: int
    end: int
    value: str
    glued: tuple[bool, bool]
    begins_large: bool = False  # a term whose first letter is a capital that its form does not have

    @property
    def shown(self) -> str:
        """The value where it stands as the original stood: at the head of a sentence, or not."""
        return self.value[:1].upper() + self.value[1:] if self.begins_large else self.value

    def shifted(self, by: int) -> "Span":
        """The same in a text that begins so many characters later."""
        return replace(self, start=self.start - by, end=self.end - by)


def sticks(letter: str) -> bool:
    """Whether a letter or digit would become part of one that follows it without a space."""
    return _STICKS.match(letter) is not None


def entity(text: str, start: int, end: int) -> Span:
    """What stands there, to come back as it is."""
    return Span(start, end, text[start:end], glued=touching(text, start, end))


def touching(text: str, start: int, end: int) -> tuple[bool, bool]:
    """On which sides what stands there touches a letter or digit."""
    return start > 0 and sticks(text[start - 1]), end < len(text) and sticks(text[end])


Part = tuple[str, tuple[bool, bool]]  # a piece of text, and on which sides it may touch a word
FREE: Final = (True, True)
ALONE: Final = (False, False)


def joined(parts: Iterable[Part]) -> str:
    """Parts one after the other, with a space where a letter would touch what must stand alone.

    What touched a letter in the original (`glued`) may do so again.
    """
    text, (before, touches) = list[str](), ("", FREE)
    for part, glued in parts:
        if part and before and _needs_space(before[-1], touches[1], part[0], glued[0]):
            text.append(" ")
        text.append(part)
        before, touches = (part, glued) if part else (before, touches)
    return "".join(text)


def _needs_space(left: str, left_may: bool, right: str, right_may: bool) -> bool:
    """Whether a letter would touch what must stand alone on that side."""
    if left_may and right_may:
        return False
    if not left_may and not right_may:
        return sticks(left) and sticks(right)
    return sticks(left if left_may else right)


def gaps(size: int, taken: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Where nothing is taken, of a text of that size; `taken` in order."""
    at = 0
    for span in taken:
        if at < span.start:
            yield at, span.start
        at = span.end
    if at < size:
        yield at, size


def in_order(spans: Iterable[Span]) -> list[Span]:
    """By their places."""
    return sorted(spans, key=lambda span: span.start)


def preferred(entities: Sequence[Span], terms: Sequence[Span]) -> list[Span]:
    """Both together: where two overlap the entity stands, unless all of it lies within the term.

    Both are in order, and neither overlaps its own kind.
    """
    standing: list[Span] = []
    hidden: set[int] = set()
    first = 0
    for term in terms:
        while first < len(entities) and entities[first].end <= term.start:
            first += 1
        last = first
        while last < len(entities) and entities[last].start < term.end:
            last += 1
        if all(term.start <= one.start and one.end <= term.end for one in entities[first:last]):
            standing.append(term)
            hidden.update(range(first, last))
    others = (one for at, one in enumerate(entities) if at not in hidden)
    return in_order([*standing, *others])
