"""What a customer has given already, so that nobody asks for it twice. Pure.

What masking knows by its shape is found as masking finds it (domain/masking.py), and order numbers
and other codes, which have none but a row of digits, in what is left. Of cards, accounts and papers
only the end is told: it is enough to see that they were given. Words that were masked before they
came here give nothing away.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.masking import SPACELESS, recognised


class What(StrEnum):
    """Kinds of things that a desk asks for."""

    REFERENCE = "reference"  # an order, an invoice, a parcel: any code that looks up something
    EMAIL = "e-mail"
    PHONE = "phone"
    ACCOUNT = "account"
    CARD = "card"
    DOCUMENT = "document"
    COUNTRY = "country"


MOST: Final = 20  # things that are told of one person
LONGEST_LOOK: Final = 5_000  # characters of one message
LOOKED_THROUGH: Final = 50_000  # characters of all messages of somebody, the newest first
SHOWN_END: Final = 4  # characters of what is told by its end alone
_BY_ITS_END: Final = frozenset({What.ACCOUNT, What.CARD, What.DOCUMENT})
_FEWEST_DIGITS: Final = 4
_FEWEST_BESIDE_LETTERS: Final = 3
_FEWEST_IN_PARTS: Final = 6  # `10-12` days is no code, `2026-118` may be one
_KINDS: Final = MappingProxyType({what.value: what for what in What})
_ANY: Final = re.compile(r"[\d@＠]")  # where none of these stands, nothing is found
_LINK: Final = re.compile(r"https?://\S{1,2000}|www\.\S{1,2000}", re.IGNORECASE)
_WORD: Final = rf"[^\W{SPACELESS}-\uffff]"  # Chinese and Japanese write numbers into their words
_LETTER: Final = rf"[^\W\d_{SPACELESS}-\uffff]"
# A run is taken whole or not at all (possessive): the time stays linear in the text.
_RUN: Final = re.compile(
    rf"(?<!{_WORD})(?<![.,:%€$£¥/+-])(?P<mark>[#№]\s?+)?(?P<code>{_WORD}++(?:[-_/]{_WORD}++)*+)"
    r"(?![%€$£¥])(?![.,:]\d)"
)
_CODE: Final = re.compile(rf"(?:{_LETTER}{{1,8}}[-_/]?)?\d[\dA-Z_/-]*")
LONGEST_CODE: Final = 40  # characters
# Dates, months, years, and a number of something: `1500 g`, `2000 EUR`, `3000円`.
_DATED: Final = re.compile(
    r"\d{4}[-/](?:0?[1-9]|1[0-2])(?:[-/]\d{1,2})?|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_UNIT: Final = re.compile(
    r"\s?(?:(?:EUR|USD|GBP|BRL|JPY|CNY|RUB|INR|SAR|CHF|euros?|dollars?|reais|kg|g|mg|km|m|cm|mm"
    r"|ml|l|W|V|mAh|GB|MB|TB|Hz|px|kWh)(?!\w)|[%€$£¥円元₹₽公斤個个台本枚件回年月日点])",
    re.IGNORECASE,
)
_MONEY_BEFORE: Final = re.compile(
    r"(?:[€$£¥₹₽]|(?:EUR|USD|GBP|BRL|JPY|CNY|RUB|INR|SAR|CHF|R\$))\s?$"
)
_BEFORE: Final = 5  # characters in front of a number in which its currency stands


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that was given: where, and when; without a ticket, with how somebody appears."""

    what: What
    value: str
    at: datetime | None
    ticket_id: str | None = None


def found_in(words: str) -> Iterator[tuple[What, str]]:
    """What stands in the words, in kinds; the end alone of what is nobody's to read whole."""
    if not _ANY.search(words, 0, LONGEST_LOOK):
        return
    read = _LINK.sub(" ", words[:LONGEST_LOOK])
    known = recognised(read)
    for one in known:
        what = _KINDS[one.kind]
        yield what, told(what, read[one.start : one.end].strip())
    for code in _codes(_without(read, ((one.start, one.end) for one in known))):
        yield What.REFERENCE, code


def in_messages(messages: Iterable[tuple[str, str, datetime]]) -> list[Given]:
    """What stands in messages, each with its ticket and instant, the newest first.

    It ends where enough was found, or looked through.
    """
    found: list[Given] = []
    known: set[tuple[What, str]] = set()
    left = LOOKED_THROUGH
    for words, ticket_id, at in messages:
        given = [Given(what, value, at, ticket_id) for what, value in found_in(words)]
        known.update(map(_sameness, given))
        found += given
        left -= min(len(words), LONGEST_LOOK)
        if left <= 0 or len(known) >= MOST:
            break
    return found


def told(what: What, value: str) -> str:
    """A value as it is told."""
    if what not in _BY_ITS_END:
        return value
    letters = re.sub(r"[\W_]", "", value)
    return f"…{letters[-SHOWN_END:]}"


def each_once(given: Iterable[Given]) -> list[Given]:
    """The newest of what is the same, the newest first, and not too many."""
    found: dict[tuple[What, str], Given] = {}
    for one in sorted(given, key=lambda one: (one.at is not None, one.at), reverse=True):
        found.setdefault(_sameness(one), one)
    return list(found.values())[:MOST]


def _sameness(given: Given) -> tuple[What, str]:
    return given.what, re.sub(r"\W", "", given.value).casefold()


def _codes(words: str) -> Iterator[str]:
    for match in _RUN.finditer(words):
        code = match["code"]
        if _is_reference(code, marked=match["mark"] is not None) and not _counts(words, match):
            yield code


def _is_reference(code: str, *, marked: bool) -> bool:
    digits = sum(letter.isdecimal() for letter in code)
    if digits == 0 or len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
        return False
    if _DATED.fullmatch(code) or (_YEAR.fullmatch(code) and not marked):
        return False
    if marked or any(map(str.isalpha, code)):
        return digits >= _FEWEST_BESIDE_LETTERS
    return digits >= (_FEWEST_DIGITS if code.isdecimal() else _FEWEST_IN_PARTS)


def _counts(words: str, match: re.Match[str]) -> bool:
    """Whether it says how much or how many of something."""
    before = words[max(0, match.start() - _BEFORE) : match.start()]
    return bool(_UNIT.match(words, match.end()) or _MONEY_BEFORE.search(before))


def _without(words: str, spans: Iterable[tuple[int, int]]) -> str:
    letters = list(words)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)
