"""Tokens that stand for what is hidden: words of letters and digits, which engines leave alone.

Of all styles measured, only such words came through every engine (notes on languages, §7). Their
letters are chosen for each text so that nothing in it looks like one of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import Final

from language.masking.spans import FREE, Part, Span, joined

_FULL_WIDTH: Final = MappingProxyType({0xFF01 + at: 0x21 + at for at in range(94)})
_CONSONANTS: Final = "zqxjkvw"  # in an order in which few languages have them
_GAP: Final = r"[^\S\n]{0,3}[\u200b-\u200f\u2060]{0,3}"
_NOT_SAID: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Style:
    """How tokens look: letters, a number from `first` on, letters."""

    before: str
    after: str
    first: int = 0

    def token(self, number: int) -> str:
        """The token of that number, counted from 0."""
        return f"{self.before}{self.first + number}{self.after}"

    def number(self, found: re.Match[str]) -> int:
        """Which token was found."""
        return int(re.sub(r"\D", "", found[1])) - self.first

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds tokens, also in other case or width, and with spaces in them."""
        return _pattern(self.before, self.after)

    def leaks_into(self, text: str) -> bool:
        """Whether a text without tokens has remains of one."""
        return _remains(self.before, self.after).search(_narrow(text)) is not None


def styles_for(text: str) -> Iterator[Style]:
    """Three unlike styles, of which nothing in the text has the looks; the best first."""
    said = _NOT_SAID.sub("", _narrow(text))
    letters = _unsaid(said, _CONSONANTS)
    yield Style(letters.upper(), letters[::-1].upper())
    begin = "xterm" if "xterm" not in said else "x" + _unsaid(said, _CONSONANTS[1:])
    yield Style(begin.upper(), "X")
    yield Style(_unsaid(said, _CONSONANTS[::-1]).upper(), "", first=7001)


def masked(text: str, spans: list[Span], style: Style) -> str:
    """The text with a token for each span, numbered in their order."""
    parts, at = list[str](), 0
    for number, span in enumerate(spans):
        parts += [text[at : span.start], style.token(number)]
        at = span.end
    return "".join((*parts, text[at:]))


def restored(answer: str, spans: list[Span], style: Style) -> str | None:
    """The answer with every span's value; None where a token is missing, doubled or mutilated.

    A space keeps a value from touching a word, unless it did so in the original.
    """
    parts, at = list[Part](), 0
    missing = set(range(len(spans)))
    for found in style.pattern.finditer(answer):
        number = style.number(found)
        if number not in missing:
            return None
        missing.remove(number)
        span = spans[number]
        value = span.shown if _begins_sentence(answer, found.start()) else span.value
        parts += [(answer[at : found.start()], FREE), (value, span.glued)]
        at = found.end()
    parts.append((answer[at:], FREE))
    if missing or any(style.leaks_into(part) for part, _ in parts[::2]):
        return None
    return joined(parts)


def outside(answer: str, style: Style) -> str:
    """The answer without its tokens."""
    return style.pattern.sub(" ", answer)


def _begins_sentence(answer: str, at: int) -> bool:
    before = answer[max(0, at - 8) : at].rstrip(" \t\"'«“‘([¿¡")
    return not before or before[-1] in ".!?…\n"


def _narrow(text: str) -> str:
    return text.translate(_FULL_WIDTH).casefold()


def _unsaid(said: str, letters: str) -> str:
    """The shortest letters that do not stand in a text, in either direction."""
    length = 2
    while True:
        there = {said[at : at + length] for at in range(len(said) - length + 1)}
        for chosen in map("".join, product(letters, repeat=length)):
            one_kind = len({*chosen}) == 1
            if not one_kind and chosen not in there and chosen[::-1] not in there:
                return chosen
        length += 1


@lru_cache(maxsize=64)
def _pattern(before: str, after: str) -> re.Pattern[str]:
    # Without letters behind it a number ends where its digits do; with them, it may be torn apart.
    number = rf"(\d(?:{_GAP}\d){{0,6}})" if after else r"(\d{4,8})(?!\d)"
    ends = f"{_GAP}{_loose(after)}" if after else ""
    return re.compile(f"{_loose(before)}{_GAP}{number}{ends}", re.IGNORECASE)


def _loose(letters: str) -> str:
    return _GAP.join(f"[{one}{chr(ord(one) + 0xFEE0)}]" for one in letters)


@lru_cache(maxsize=64)
def _remains(before: str, after: str) -> re.Pattern[str]:
    begin, end = before.casefold(), after.casefold()
    ways = [begin, _GAP.join(begin) + _GAP + r"\d"]
    if len(end) > 1:
        ways += [end, r"\d" + _GAP + _GAP.join(end)]
    return re.compile("|".join(ways))
