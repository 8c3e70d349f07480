"""A text as lines, each with what an engine must not see of it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from language.entities import TOUCHING
from language.masking.spans import FREE, Part, Span, gaps, joined
from language.masking.tokens import Style, masked, outside, restored
from language.pieces import bare

_BREAK: Final = re.compile(r"\r\n|\n|\r")
_DIGITS: Final = re.compile(r"\d+")
_NUMERALS: Final = re.compile("[〇零一二三四五六七八九十百千万萬亿億两兩]")
# More letters than an ordinal's or a unit's: `2nd`, `1er`, `5kg` are numbers all the same.
_GLUED: Final = re.compile(rf"\d[^\W\d_{TOUCHING}]{{3}}|[^\W\d_{TOUCHING}]{{3}}\d")
_FOREIGN: Final = 3  # digits: fewer may be a number that the original has in words
_MARKS: Final = ".。!?！？"


@dataclass(frozen=True, slots=True)
class Line:
    """One line without white space around it; places of spans count from its first character."""

    text: str
    spans: list[Span]

    @property
    def says_something(self) -> bool:
        """Whether there are words in it beside what is hidden."""
        return any(letter.isalpha() for gap in self._gaps() for letter in self.text[slice(*gap)])

    def masked(self, style: Style) -> str:
        """The line as an engine sees it."""
        return masked(self.text, self.spans, style)

    def restored(self, answer: str, style: Style) -> str | None:
        """The line as it reads in the other language; None where something of it is not there."""
        made = restored(answer, self.spans, style)
        seen = " ".join(self.text[slice(*gap)] for gap in self._gaps())
        return made if same_numbers(seen, outside(answer, style)) and answer.strip() else None

    def without_engine(self) -> str:
        """The line with every value in its place, and nothing else changed."""
        return joined(self.pieces(lambda words: words))

    def pieces(self, translated: Callable[[str], str]) -> Iterator[Part]:
        """In order: what stands between what is hidden, translated, and values."""
        at = 0
        for span in self.spans:
            yield translated(self.text[at : span.start]), FREE
            yield span.shown, span.glued
            at = span.end
        yield translated(self.text[at:]), FREE

    def _gaps(self) -> Iterator[tuple[int, int]]:
        return gaps(len(self.text), self.spans)


@dataclass(frozen=True, slots=True)
class Laid:
    """A text taken apart: its lines, and the white space before the first and after each."""

    lines: list[Line]
    around: list[str]

    def together(self, lines: Sequence[str]) -> str:
        """The text with these lines in the places of its own."""
        parts = [self.around[0]]
        for line, after in zip(lines, self.around[1:], strict=True):
            parts += [line, after]
        return "".join(parts)


def laid(text: str, spans: Sequence[Span]) -> Laid:
    """The text by its lines; a break inside of a span ends none."""
    lines, around, last = list[Line](), [""], 0
    waiting = iter(spans)
    span = next(waiting, None)
    for start, end in _between_breaks(text, spans):
        before, core, after = bare(text[start:end])
        first = start + len(before)
        inside = list[Span]()
        while span is not None and span.start < end:
            inside.append(span.shifted(first))
            span = next(waiting, None)
        around[-1] += text[last : start + len(before)]
        lines.append(Line(core, inside))
        around.append(after)
        last = end
    around[-1] += text[last:]
    return Laid(lines, around)


def same_numbers(original: str, answer: str) -> bool:
    """Whether numbers in digits are the same ones, as often, and no word has grown onto one.

    The answer may have more of one or two digits: the original may say them in words.
    """
    wanted, found = Counter(_DIGITS.findall(original)), Counter(_DIGITS.findall(answer))
    foreign = [number for number in found if number not in wanted]
    if any(found[number] != many for number, many in wanted.items()):
        return False
    if len(_GLUED.findall(answer)) > len(_GLUED.findall(original)):
        return False
    return all(len(number) < _FOREIGN for number in foreign) or bool(_NUMERALS.search(original))


def ended_alike(original: str, answer: str) -> str:
    """The translation of a piece of a line, with the piece's own white space around it.

    Engines end what they take for a sentence with a full stop of their own.
    """
    before, core, after = bare(original)
    if core and answer != core and core[-1] not in _MARKS:
        answer = answer.strip().rstrip(_MARKS) or answer
    return before + answer.strip() + after if core else original


def _between_breaks(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    waiting = iter(spans)
    span = next(waiting, None)
    start = 0
    for found in _BREAK.finditer(text):
        while span is not None and span.end <= found.start():
            span = next(waiting, None)
        if span is None or found.start() < span.start:
            yield start, found.start()
            start = found.end()
    yield start, len(text)
