"""Keeps what is filled in from turning the words around it: Unicode's isolates (UAX #9, §2.4)."""

from collections.abc import Callable
from typing import Final
from unicodedata import bidirectional

from rulebook.locales import locale_of

FIRST_STRONG: Final = "\N{FIRST STRONG ISOLATE}"
POP: Final = "\N{POP DIRECTIONAL ISOLATE}"
# What would reach beyond the value that it stands in. Left-to-right and right-to-left marks do not.
_REACHING: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def isolating(language: str) -> Callable[[object], str]:
    """What makes a value safe to stand in a text of the language.

    A line that holds a letter of the other direction is isolated, so that a Hebrew name does not
    turn the words behind it in English, nor a reference its dashes in Arabic; another line stays as
    it is. Controls of direction that a value brings along are left out.
    """
    others = {"L"} if locale_of(language).text_direction == "rtl" else {"R", "AL"}

    def line(words: str) -> str:
        turns = not others.isdisjoint(bidirectional(each) for each in words)
        return f"{FIRST_STRONG}{words}{POP}" if turns else words

    def said(value: object) -> str:
        return "\n".join(line(each) for each in str(value).translate(_REACHING).split("\n"))

    return said
