"""Finds what a translation must not change: code, links, addresses, codes, money, dates, numbers.

In the digits of any script. Each repetition is bounded or possessive, or its matches cannot overlap
their neighbours: the time stays linear in the text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final

from language.entities import TOUCHING, links_and_addresses
from language.masking.spans import Span, entity, gaps, in_order

_CODE: Final = re.compile(
    r"```[\s\S]*?```|~~~[\s\S]*?~~~"  # fences
    r"|(?<!`)`[^`\n]++`"
    r"|\{\{?[\w.]{1,64}\}{1,2}|%\(\w{1,64}\)[sd]"  # placeholders
    r"|</?[a-zA-Z][\w-]{0,30}(?:\s{1,3}[\w-]{1,30}=\"[^\"<>\n]{0,200}\"){0,8}\s{0,3}/?>"
)
_DOMAIN: Final = re.compile(
    rf"(?<![^\W{TOUCHING}])(?<![.@-])(?:[a-z0-9-]{{1,63}}\.){{1,5}}"
    r"(?:com|net|org|io|info|shop|store|app|eu|de|fr|es|it|pt|br|mx|uk|cn|jp|kr|in|ru)"
    r"(?:/(?:[!-;=?-~]{0,500}[a-z0-9_/=&#~+-])?)?(?![a-z0-9_-])",
    re.IGNORECASE,
)
# ISO 4217: those that people write.
_CURRENCIES: Final = (
    "AED|ARS|AUD|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EGP|EUR|GBP|HKD|HUF|IDR|ILS|INR|JPY|KRW|KWD|MAD"
    "|MXN|MYR|NGN|NOK|NZD|PEN|PHP|PLN|QAR|RMB|RON|RUB|SAR|SEK|SGD|THB|TRY|TWD|UAH|USD|VND|ZAR"
)
_SIGN: Final = r"[¢-¥฿₠-⃀﷼＄￠￡￥￦$]"
_AMOUNT: Final = r"\d{1,40}+(?:[.,'’٫٬·]\d{1,40}+|[ \u00a0\u202f]\d{3}(?!\d)){0,12}+"
_BEGINS: Final = rf"(?<![^\W{TOUCHING}])"
_ENDS: Final = rf"(?![^\W{TOUCHING}])"
_NUMBERS: Final = re.compile(
    # An instant of RFC 3339, and dates and times of day as East Asia writes them.
    rf"{_BEGINS}\d{{4}}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{{1,9}})?)?(?:Z|[+-]\d\d:?\d\d)?{_ENDS}"
    r"|(?<!\d)\d{2,4}\s?[年년](?:\s?\d{1,2}\s?[月월](?:\s?\d{1,2}\s?[日号號일])?)?"
    r"|(?<!\d)\d{1,2}\s?[月월]\s?\d{1,2}\s?[日号號일]"
    r"|(?<!\d)\d{1,2}\s?[时時点點시](?:\s?\d{1,2}\s?[分분])?"
    rf"|{_BEGINS}[A-Z]{{2}}\d{{2}}(?: ?[A-Z0-9]{{4}}){{3,7}}(?: ?[A-Z0-9]{{1,3}})?{_ENDS}"  # IBAN
    rf"|{_BEGINS}[A-Z]{{3}}[UJZ] ?\d{{3}} ?\d{{3}} ?-?\d{_ENDS}"  # a container, ISO 6346
    rf"|{_BEGINS}[A-Z]{{2}} ?\d{{3}} ?\d{{3}} ?\d{{3}} ?[A-Z]{{2}}{_ENDS}"  # a parcel (UPU S10)
    rf"|(?:{_BEGINS}(?:{_CURRENCIES})|{_BEGINS}[A-Z]{{1,3}}{_SIGN}|{_SIGN})[ \u00a0]?{_AMOUNT}"
    rf"|{_BEGINS}(?<![.,/#-]){_AMOUNT}[ \u00a0]?(?:{_SIGN}|(?:{_CURRENCIES}){_ENDS}|[%‰％٪])"
    rf"|{_BEGINS}(?<![.,:/#-])\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}}(?!\d)){{1,12}}+(?:[.,]\d{{1,40}})?"
    # A telephone.
    rf"|{_BEGINS}(?<![.,/#:-])\+?(?:\(\d{{1,5}}\)|\d{{1,5}})"
    rf"(?:[ .\-/\u00a0\u2011]{{1,2}}(?:\(\d{{2,5}}\)|\d{{2,12}})){{2,6}}{_ENDS}(?![.,:-]\d)"
)
_LETTERS: Final = r"\dA-Za-zÀ-ɏͰ-ϿЀ-ӿＡ-Ｚａ-ｚ"
_RUN: Final = re.compile(
    rf"(?:[#№]|{_BEGINS}(?<![.,])[+−-](?=\d))?[{_LETTERS}]++(?:[-‐‑–_/.:,'’#+٫٬][{_LETTERS}]++)*+"
)
_BETWEEN: Final = re.compile(r"(?<!\d)[,'’:]|[,'’:](?!\d)")
_HEAD: Final = re.compile(r"(?:[^\W\d_]*[a-zà-öø-ÿа-я][^\W\d_]*[./])+(?=[^\W_]*\d)")
_TAIL: Final = re.compile(r"(?<=\d)(?:[./][^\W\d_]*[a-zà-öø-ÿа-я][^\W\d_]*)+$")
_ENDING: Final = re.compile(r"\.[A-Za-z]{2,4}")  # of a file's name
_DIGIT: Final = re.compile(r"\d")
_ANY: Final = re.compile(r"[\d`~<{%@./]|[A-Z]{6}")  # where none of these stands, there is no entity
# These are left to the engine, for its grammar's sake, and are only counted.
_PLAIN: Final = re.compile(r"[0-9]{1,2}|(?:19|20)[0-9]{2}|[0-9]{1,3}[a-zµ°º]{1,4}")
_BANK: Final = re.compile(
    r"\b(?:swift|bic|iban|ban(?:k|co|ca|que))\b|банк|银行|銀行|은행|بنك|ธนาคาร|ngân hàng",
    re.IGNORECASE,
)
_BIC: Final = re.compile(rf"{_BEGINS}[A-Z]{{6}}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{{3}})?{_ENDS}")

Find = Callable[[str, int, int], Iterator[tuple[int, int]]]


def entities(text: str, *, every_number: bool = False) -> list[Span]:
    """All entities in order, none overlapping another.

    Numbers of one or two digits, years and such as `5kg` only where `every_number` is true.
    """
    if not _ANY.search(text):
        return []
    found = _found(text, (_matches(_CODE), _links, _matches(_DOMAIN), _matches(_NUMBERS)))
    found = _in_gaps(text, found, _banks)
    return _in_gaps(text, found, _runs(every_number=every_number))


def _found(text: str, ways: Sequence[Find]) -> list[Span]:
    found: list[Span] = []
    for way in ways:
        found = _in_gaps(text, found, way)
    return found


def _in_gaps(text: str, found: list[Span], way: Find) -> list[Span]:
    """What was found, and what this way finds of the rest."""
    more = chain.from_iterable(way(text, *gap) for gap in gaps(len(text), found))
    return in_order([*found, *(entity(text, *place) for place in more)])


def _matches(pattern: re.Pattern[str]) -> Find:
    def find(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        return (match.span() for match in pattern.finditer(text, start, end))

    return find


def _links(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for first, last in links_and_addresses(text[start:end]):
        yield start + first, start + last


def _banks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """SWIFT codes, which look like words in capitals: only in lines that speak of a bank."""
    for line in re.finditer(r"[^\n]++", text[start:end]):
        if _BANK.search(line[0]):
            place = (start + line.start(), start + line.end())
            yield from (match.span() for match in _BIC.finditer(text, *place))


def _runs(*, every_number: bool) -> Find:
    """Codes and numbers: letters and digits in one run, with at least one digit."""

    def find(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        for run in _RUN.finditer(text, start, end):
            if _DIGIT.search(run[0]):
                yield from _parts(text, run.start(), run.end(), every_number)

    return find


def _parts(text: str, start: int, end: int, every_number: bool) -> Iterator[tuple[int, int]]:
    at = start
    for mark in (*_BETWEEN.finditer(text, start, end), None):
        last = end if mark is None else mark.start()
        part = _without_words(text, at, last)
        at = last if mark is None else mark.end()
        said = text[slice(*part)]
        if _DIGIT.search(said) and (every_number or not _PLAIN.fullmatch(said)):
            yield part


def _without_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Without words that a forgotten space glued to it, as in `arrived.12` (`a1.pdf` is whole)."""
    head = _HEAD.match(text, start, end)
    first = head.end() if head else start
    tail = _TAIL.search(text, first, end)
    if tail is None or _ENDING.fullmatch(tail[0]):
        return first, end
    return first, tail.start()
